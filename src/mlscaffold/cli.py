"""The command line: parses, calls one plain function per command, and alone prints and exits."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from mlscaffold import __version__, cli_project
from mlscaffold.arguments import assignments
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.output import Steps, next_steps, printable, say, tell_prediction

CANCELLED = 130

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli_project.register(app)


def main() -> None:
    """Run the command line; every failure becomes one line, a hint and an exit code."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    # A termination request, or a closed terminal, ends like Ctrl-C: cleaned up, nothing half-made left.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        code = app(arguments, standalone_mode=False)
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
        # A name with a line break in it must not look like a second message.
        message = message.replace("\n", "\\n") if code == UsageError.exit_code else message
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


Table = Annotated[str | None, typer.Option(help="Sheet of a workbook, table of an SQLite file.")]
Query = Annotated[str | None, typer.Option(help="SQL for a PostgreSQL address, or its file.")]
Header = Annotated[
    bool | None,
    typer.Option("--header/--no-header", help="Whether the first row names the columns."),
]
Delimiter = Annotated[str | None, typer.Option(help="Between the cells of a text table.")]
Encoding = Annotated[str | None, typer.Option(help="Of a text table, such as cp1252.")]
Target = Annotated[
    str | None, typer.Option("--target", help="Column to predict; also @last or @15, from 1.")
]
Kind = Annotated[
    str | None, typer.Option(help="classification or regression; found from the target.")
]
Positive = Annotated[str | None, typer.Option(help="Of two classes, the one that matters.")]
Drop = Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="Not a feature.")]
Keep = Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="A feature all the same.")]
Split = Annotated[str | None, typer.Option(help="Test by time, by a COLUMN of time, or random.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command()
def new(
    target: Annotated[Path | None, typer.Argument(metavar="DIR", help="A new folder.")] = None,
    data: Annotated[
        str | None, typer.Option(help="A table of your own: a file or an address.")
    ] = None,
    query: Query = None,
    table: Table = None,
    header: Header = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    column: Target = None,
    kind: Kind = None,
    positive: Positive = None,
    drop: Drop = None,
    keep: Keep = None,
    split: Split = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Answer a question.")
    ] = None,
    defaults: Annotated[bool, typer.Option("--defaults", "-y", help="Ask nothing.")] = False,
    run: Annotated[bool, typer.Option("--run", help="Then train, test and predict.")] = False,
    git: Annotated[bool, typer.Option("--git/--no-git", help="Make a repository.")] = True,
    install: Annotated[
        bool, typer.Option("--install/--no-install", help="Lock and install the packages.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Make a new project in DIR."""
    from mlscaffold.create import create
    from mlscaffold.interview import Wishes, order_for
    from mlscaffold.proposal import Choices
    from mlscaffold.readers.base import Layout

    layout = Layout(table, header, delimiter, encoding)
    choices = Choices(kind, positive, tuple(drop or ()), tuple(keep or ()), split)
    answers = assignments(settings or [])
    wishes = Wishes(target, data, query, column, layout, choices, answers, git, install, run)
    step = Steps()
    with TemporaryDirectory() as downloads:
        order = order_for(wishes, ask=not defaults, downloads=Path(downloads))
        created = create(order, step=step)
    result: dict[str, Any] = asdict(created) | {"folder": str(created.folder)}
    if run:
        result["run"] = run_first(created, order.answers.get("author", ""), step)
    if as_json:
        print(json.dumps(result))
    else:
        next_steps(created, ran=run)


@app.command()
def profile(
    data: Annotated[str, typer.Argument(metavar="FILE", help="A table: a file or an address.")],
    query: Query = None,
    table: Table = None,
    header: Header = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    column: Target = None,
    kind: Kind = None,
    positive: Positive = None,
    drop: Drop = None,
    keep: Keep = None,
    split: Split = None,
    as_json: AsJson = False,
) -> None:
    """Show what a table holds and what could be predicted from it."""
    from mlscaffold.findings import as_json as described
    from mlscaffold.findings import as_text
    from mlscaffold.interview import look
    from mlscaffold.proposal import Choices
    from mlscaffold.readers.base import Layout

    layout = Layout(table, header, delimiter, encoding)
    choices = Choices(kind, positive, tuple(drop or ()), tuple(keep or ()), split)
    with TemporaryDirectory() as downloads:
        found, proposal = look(data, query, layout, column, choices, downloads=Path(downloads))
    if as_json:
        print(json.dumps(described(found, proposal)))
    else:
        print(printable(as_text(found, proposal)))


def run_first(created: Any, author: str, step: Steps) -> dict[str, Any]:
    """Run what was made; show the prediction."""
    from mlscaffold.firstrun import first_run

    if not created.installed:
        raise MlscaffoldError(
            f"`{created.folder}` is made, but its packages are not installed",
            f"when the index can be reached: mlscaffold lock {created.folder}",
        )
    first = first_run(created, author=author or created.package, step=step)
    tell_prediction(first.request, first.prediction, first.tests)
    return asdict(first)


@app.command()
def lock(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A project.")] = Path(),
) -> None:
    """Lock and install a project's packages in the versions that were tested together."""
    from mlscaffold import environment
    from mlscaffold.templates import built_in

    if not (folder / ".copier-answers.yml").exists():
        hint = "give the folder of a project that `mlscaffold new` made"
        raise UsageError(f"`{folder}` is not a project", hint)
    step = Steps()
    with step("Locking the packages"):
        environment.lock(folder, built_in().constraints)
    with step("Installing the packages"):
        environment.install(folder)
    say("Commit uv.lock and requirements.txt.")
