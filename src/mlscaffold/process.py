"""Child processes: run to the end or stopped whole, never left behind."""

import logging
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError

# What commands print; nobody reads it unless a log is kept.
LOG = logging.getLogger("mlscaffold")
HINT = "run it there by hand to see all that it says"
TAIL = 15  # lines of a failed command's output that are shown
# What a person or the system ends a run with, besides Ctrl-C; Windows has no SIGHUP.
ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
# Variables of our environment that would point a child at another project.
HIDDEN = re.compile(
    "VIRTUAL_ENV|GIT_(COMMON_DIR|DIR|WORK_TREE|INDEX_FILE)|GIT_(ALTERNATE_OBJECT_DIRECTORIES"
    "|OBJECT_DIRECTORY)|UV_(FROZEN|LOCKED)|UV_(PROJECT|WORKING_DIR|NO_).*"
)


class CommandError(MlscaffoldError):
    """A command failed; `output` is all that it printed, which a caller may know how to read."""

    output = ""


def run(command: Sequence[str], *, cwd: Path) -> str:
    """Run a command; return what it printed. Raises CommandError with the end of it."""
    code, printed, messages = run_bytes(command, cwd=cwd)
    output = printed.decode("utf-8", "replace")
    said, shown = f"{output}\n{messages}", " ".join([Path(command[0]).stem, *command[1:]])
    LOG.debug("$ %s (in %s)\n%s", shown, cwd, said)
    if code:
        tail = "\n".join(said.strip().splitlines()[-TAIL:])
        error = CommandError(f"`{shown}` failed in {cwd} with exit code {code}\n{tail}", HINT)
        error.output = said
        raise error
    return output


def run_bytes(
    command: Sequence[str],
    *,
    cwd: Path,
    stdin: bytes = b"",
    seconds: float | None = None,
    **variables: str,
) -> tuple[int, bytes, str]:
    """Run a command that speaks bytes: its exit code, output and messages.

    Raises subprocess.TimeoutExpired when it takes longer than `seconds`.
    """
    with started(command, cwd=cwd, **variables) as child:
        output, messages = child.communicate(stdin, timeout=seconds)
    return child.returncode, output, messages.decode("utf-8", "replace")


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of however this run ends. Raises OSError where it is held.

    Windows has none of the kind: there it holds nobody off.
    """
    with file.open("a") as opened:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Finish what must be finished: a second Ctrl-C waits until it is."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, *ENDINGS)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def started(
    command: Sequence[str], *, cwd: Path, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A running command, with more variables; ended, with its children, on leaving."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    env = environment() | variables
    # In its own group, so that Ctrl-C reaches it once, through us, and its children go with it.
    child = subprocess.Popen(command, cwd=cwd, env=env, process_group=0, **pipes)
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ask a process and its children to end; make them after five seconds."""
    end_all = getattr(os, "killpg", os.kill)  # Windows has no groups
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if child.poll() is None:
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                end_all(child.pid, sign)
                child.communicate(timeout=5)


def environment() -> dict[str, str]:
    """Our environment less what would point a child at another project."""
    return {name: value for name, value in os.environ.items() if not HIDDEN.fullmatch(name)}
