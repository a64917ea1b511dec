"""What a shell proposes while an option is typed, of which typer takes what begins like it."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from mlscaffold.errors import UsageError

BEGINNING = 200_000  # bytes of a text table in which its columns are looked for
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
# As a file in fpath it is loaded by the first Tab: without this, that one would do nothing.
ZSH = '[[ $zsh_eval_context[-1] == loadautofunc ]] && _mlscaffold_completion "$@"'


def splits(ctx: typer.Context) -> list[str]:
    """Ways to split, and the columns."""
    return ["time", "random", *columns(ctx)]


def presets() -> list[str]:
    """The user's own presets."""
    from mlscaffold.interview.presets import names

    return names()


def parts() -> list[str]:
    """The parts of the built-in template."""
    from mlscaffold.template.parts import parts_of
    from mlscaffold.template.templates import built_in

    return list(parts_of(built_in()))


def exercises(ctx: typer.Context) -> list[str]:
    """The exercises of the project."""
    from mlscaffold.exercises.listed import read
    from mlscaffold.project.place import project_in

    with suppress(Exception):  # a shell can show no error
        folder = project_in(Path(ctx.params.get("project") or "."))
        return [each.id for each in read(folder).exercises]
    return []


def columns(ctx: typer.Context) -> list[str]:
    """The columns of the table that was named before."""
    with suppress(Exception):  # a shell can show no error, and there may be no table
        return headers(Path(ctx.params["data"]).expanduser())
    return []


def headers(file: Path) -> list[str]:
    """The headers of a table, from its beginning where it is text."""
    from mlscaffold.table.choices import Layout
    from mlscaffold.table.profile import opened
    from mlscaffold.table.readers import load

    with TemporaryDirectory() as folder, opened(file) as db:
        if file.suffix.lower() in (".csv", ".tsv", ".txt") and file.stat().st_size > BEGINNING:
            with file.open("rb") as whole:
                text = whole.read(BEGINNING).rpartition(b"\n")[0] + b"\n"
            file = Path(folder, file.name)
            file.write_bytes(text)
        return list(load(db, file, Layout()).cells)


def settings(ctx: typer.Context, incomplete: str) -> list[str]:
    """`KEY=`, and behind it the choices of that question."""
    from mlscaffold.commands.catalogue import shown
    from mlscaffold.template import questionnaire
    from mlscaffold.template.templates import Template, built_in

    with suppress(Exception):
        place = Path(ctx.params.get("source") or "").expanduser()
        own = Template(place.name, place, str(place))
        template = own if ctx.params.get("source") else built_in()
        questions = questionnaire.load(template, target=Path("project").resolve())
        if questions.source.extensions:  # code that nobody has agreed to
            return []
        key, equals, _ = incomplete.partition("=")
        if not equals:
            return [f"{key}=" for key in questions.keys]
        values = [option.raw for option in shown(questions)[key].options]
        words = ["yes" if each is True else "no" if each is False else each for each in values]
        return [f"{key}={word}" for word in words]
    return []


def be_ready() -> None:
    """Let typer answer the shells that it knows."""
    from typer.completion import get_completion_inspect_parameters

    get_completion_inspect_parameters()


def completion(context: typer.Context, shell: str) -> None:
    """Print what a shell needs to complete what you type."""
    from typer.completion import show_callback

    from mlscaffold.names import did_you_mean

    if shell not in SHELLS:
        hint = did_you_mean(shell, SHELLS, f"use {', '.join(SHELLS)}")
        raise UsageError(f"there is no completion for `{shell}`", hint)
    be_ready()
    with suppress(SystemExit):  # with which typer ends
        show_callback(context, context.command.params[0], shell)
    print(ZSH if shell == "zsh" else "")
