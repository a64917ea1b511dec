"""The command line: parses, calls one plain function per command, and alone prints and exits."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from mlscaffold import __version__, temporary
from mlscaffold.commands import cohort
from mlscaffold.commands.adopt import adopt
from mlscaffold.commands.completion import be_ready, completion
from mlscaffold.commands.detach import detach
from mlscaffold.commands.diff import diff
from mlscaffold.commands.exercises import exercises
from mlscaffold.commands.lock import lock
from mlscaffold.commands.new import new
from mlscaffold.commands.parts import add, parts, remove
from mlscaffold.commands.profile import profile
from mlscaffold.commands.questions import questions
from mlscaffold.commands.release import release
from mlscaffold.commands.spread import Grouped, spread
from mlscaffold.commands.update import update
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.process import ENDINGS, LOG
from mlscaffold.screen.messages import one_line, say

CANCELLED = 130
COMPLETE = "_MLSCAFFOLD_COMPLETE"

PLAIN: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "add_completion": False,
}
app = typer.Typer(**PLAIN, epilog="Begin with:  mlscaffold new")
course = typer.Typer(**PLAIN, epilog="Begin with:  mlscaffold cohort init")
# As `--help` lists them, each with an example.
COMMANDS: dict[Callable[..., None], str] = {
    new: "new churn --data telco_churn.csv --target Churn --run",
    profile: "profile telco_churn.csv --target Churn",
    parts: "parts monitoring",
    add: "add monitoring --dry-run",
    remove: "remove monitoring",
    update: "update --dry-run",
    diff: "diff --stat",
    adopt: "adopt --dry-run",
    detach: "detach --dry-run",
    lock: "lock food-times",
    questions: "questions --json",
    exercises: "exercises clean",
    release: "release --starter ../course-starters",
    completion: "completion bash >> ~/.bashrc",
}
COHORT: dict[Callable[..., None], str] = {
    cohort.init: "cohort init ml-2026",
    cohort.generate: "cohort generate --dry-run",
    cohort.push: "cohort push --section A",
    cohort.update: "cohort update --to 0.9.0 --dry-run",
    cohort.report: "cohort report",
    cohort.reveal: "cohort reveal clean contract",
    cohort.forget: "cohort forget ana",
}
for place, commands in ((app, COMMANDS), (course, COHORT)):
    for command, example in commands.items():
        place.command(cls=Grouped, epilog=f"Example:  mlscaffold {example}")(spread(command))
app.add_typer(course, name="cohort")


def main() -> None:
    """Run the command line; every failure becomes one line, a hint and an exit code."""
    if COMPLETE in os.environ:  # a shell asks, not a person
        be_ready()
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    # A termination request, or a closed terminal, ends like Ctrl-C: cleaned up, nothing half-made left.
    for each in ENDINGS:
        signal.signal(each, signal.default_int_handler)
    try:
        with temporary.together():
            code = app(arguments, prog_name="mlscaffold", standalone_mode=False)
        if code == CANCELLED:
            raise KeyboardInterrupt  # which typer made an exit code of
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in sys.argv or os.environ.get("MLSCAFFOLD_DEBUG", "0") != "0":
            raise
        sys.exit(explain(error))
    sys.exit(code if isinstance(code, int) else 0)


def explain(error: BaseException) -> int:
    """Say what went wrong and the way out; return the exit code."""
    message, hint, code = str(error), "", 1
    if isinstance(error, KeyboardInterrupt | EOFError | typer.Abort):
        say("cancelled")
        return CANCELLED
    if isinstance(error, MlscaffoldError):
        message, hint, code = error.message, error.hint + whole_log(error), error.exit_code
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
@spread
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    debug: bool = False,
) -> None:
    """Make end-to-end machine-learning projects."""
    if version:
        print(f"mlscaffold {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


@course.callback(invoke_without_command=True)
def courses(context: typer.Context) -> None:
    """Make a course's projects, and update all of them at once."""
    if context.invoked_subcommand is None:
        print(context.get_help())
