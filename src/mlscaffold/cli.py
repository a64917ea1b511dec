"""The command line: parses, calls one plain function per command, and alone prints and exits."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mlscaffold import __version__
from mlscaffold.commands import options
from mlscaffold.commands import parts as cli_parts
from mlscaffold.commands import project as cli_project
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.process import LOG
from mlscaffold.screen.messages import one_line, printable, say
from mlscaffold.screen.steps import Steps

CANCELLED = 130
COMPLETE = "_MLSCAFFOLD_COMPLETE"

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli_parts.register(app)
cli_project.register(app)


def main() -> None:
    """Run the command line; every failure becomes one line, a hint and an exit code."""
    if COMPLETE in os.environ:  # a shell asks, not a person
        from mlscaffold.commands.completion import be_ready

        be_ready()
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    # A termination request, or a closed terminal, ends like Ctrl-C: cleaned up, nothing half-made left.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        code = app(arguments, prog_name="mlscaffold", standalone_mode=False)
        if code == CANCELLED:
            raise KeyboardInterrupt  # which typer made an exit code of
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in sys.argv:
            raise
        sys.exit(explain(error))
    sys.exit(code if isinstance(code, int) else 0)


def explain(error: BaseException) -> int:
    """Say what went wrong and the way out; return the exit code."""
    message, hint, code = str(error), "", 1
    if isinstance(error, KeyboardInterrupt | EOFError | typer.Abort):
        message, code = "cancelled", CANCELLED
    elif isinstance(error, MlscaffoldError):
        message, hint, code = error.message, error.hint, error.exit_code
        hint += whole_log(error)
        # A name with a line break in it must not look like a second message.
        message = one_line(message) if code == UsageError.exit_code else message
    elif isinstance(error, typer.TyperException):
        message, hint, code = error.format_message(), "mlscaffold --help", 2
    elif isinstance(error, OSError):
        message = f"{error.strerror or error}: `{error.filename}`" if error.filename else message
        hint = "check the path, its permissions and the disk"
    else:
        message = f"{type(error).__name__}: {message}"
        hint = "a fault of mlscaffold's own: please report what `--debug` shows"
    say(f"error: {message}" + (f"\nhint: {hint}" if hint else ""))
    for note in getattr(error, "__notes__", ()):
        say(f"note: {note}")
    return code


def whole_log(error: MlscaffoldError) -> str:
    """Where all is written that a failed command said."""
    files = [handler.baseFilename for handler in LOG.handlers if hasattr(handler, "baseFilename")]
    return f"; the whole log: {files[0]}" if files and hasattr(error, "output") else ""


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback on failure.")] = False,
) -> None:
    """Make end-to-end machine-learning projects."""
    if version:
        print(f"mlscaffold {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def new(
    target: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A new folder.", show_default=False)
    ] = None,
    data: options.Data = None,
    query: options.Query = None,
    table: options.Table = None,
    header: options.Header = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = None,
    column: options.Target = None,
    kind: options.Kind = None,
    positive: options.Positive = None,
    drop: options.Drop = None,
    keep: options.Keep = None,
    split: options.Split = None,
    settings: options.Settings = None,
    wanted: options.With = None,
    unwanted: options.Without = None,
    source_of_parts: options.Parts = None,
    answers: options.Answers = None,
    preset: options.Preset = None,
    source: options.From = None,
    ref: options.Ref = None,
    trust: options.Trust = False,
    skip_tasks: options.SkipTasks = False,
    defaults: options.Defaults = False,
    run: options.Run = False,
    git: options.Git = True,
    install: options.Install = True,
    dry_run: options.DryRun = False,
    explain: options.Explain = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a new project in DIR."""
    from tempfile import TemporaryDirectory

    from mlscaffold.commands import making
    from mlscaffold.commands.arguments import assignments
    from mlscaffold.interview.interview import Wishes
    from mlscaffold.table.choices import Choices, Layout

    layout = Layout(table, header, delimiter, encoding)
    choices = Choices(kind, positive, tuple(drop or ()), tuple(keep or ()), split)
    found = making.Files.load(preset, answers)
    wishes = Wishes(target, data, query, column, layout, choices, assignments(settings or []))
    wishes = found.added_to(wishes)
    wishes = replace(wishes, wanted_parts=wanted or [], unwanted_parts=unwanted or [])
    wishes = replace(wishes, other_parts=source_of_parts or [])
    wishes = replace(
        wishes, git=git, install=install, run=run, trusted=trust, skip_tasks=skip_tasks
    )
    with TemporaryDirectory() as downloads:
        ask = not (defaults or dry_run or explain)
        made = making.plan(wishes, (source, ref), Path(downloads), ask=ask, resume=resume)
        if dry_run or explain:
            print(making.told(made, explain=explain, as_json=as_json))
        else:
            result = making.make(made)
            print(json.dumps(result)) if as_json else None


@app.command()
def questions(
    source: options.From = None,
    ref: options.Ref = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what a template asks."""
    from mlscaffold.commands.catalogue import catalogue, described

    found = catalogue(source, ref)
    print(json.dumps(found, ensure_ascii=False) if as_json else printable(described(found)))


@app.command()
def completion(
    shell: Annotated[
        str, typer.Argument(metavar="SHELL", help="bash, zsh, fish, powershell or pwsh.")
    ],
) -> None:
    """Print what a shell needs to complete commands, answers and columns."""
    from mlscaffold.commands.completion import SHELLS, script
    from mlscaffold.names import nearest

    if shell not in SHELLS:
        near = nearest(shell, SHELLS)
        hint = f"did you mean `{near}`?" if near else f"use {', '.join(SHELLS)}"
        raise UsageError(f"there is no completion for `{shell}`", hint)
    print(script(shell))


@app.command()
def profile(
    data: Annotated[str, typer.Argument(metavar="FILE", help="A table: a file or an address.")],
    query: options.Query = None,
    table: options.Table = None,
    header: options.Header = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = None,
    column: options.Target = None,
    kind: options.Kind = None,
    positive: options.Positive = None,
    drop: options.Drop = None,
    keep: options.Keep = None,
    split: options.Split = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what a table holds and what could be predicted from it."""
    from tempfile import TemporaryDirectory

    from mlscaffold.table.choices import Choices, Layout
    from mlscaffold.table.findings import as_json as described
    from mlscaffold.table.findings import as_text
    from mlscaffold.table.tables import look

    layout = Layout(table, header, delimiter, encoding)
    choices = Choices(kind, positive, tuple(drop or ()), tuple(keep or ()), split)
    with TemporaryDirectory() as downloads:
        found, proposal = look(data, query, layout, column, choices, downloads=Path(downloads))
    if as_json:
        print(json.dumps(described(found, proposal)))
    else:
        print(printable(as_text(found, proposal)))


@app.command()
def lock(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A project.")] = Path(),
) -> None:
    """Lock and install a project's packages in the versions that were tested together."""
    from mlscaffold.project import environment
    from mlscaffold.template.templates import built_in

    if not (folder / ".copier-answers.yml").exists():
        hint = "give the folder of a project that `mlscaffold new` made"
        raise UsageError(f"`{folder}` is not a project", hint)
    step = Steps()
    with step("Locking the packages"):
        environment.lock(folder, built_in().constraints)
    with step("Installing the packages"):
        environment.install(folder)
    say("Commit uv.lock and requirements.txt.")
