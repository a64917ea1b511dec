"""Child processes: run to the end or stopped whole, never left behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

# What commands print; nobody reads it unless a log is kept.
LOG = logging.getLogger("mlscaffold")
HINT = "run it there by hand to see all that it says"
TAIL = 15  # lines of a failed command's output that are shown


class CommandError(MlscaffoldError):
    """A command failed; `output` is all that it printed."""

    def __init__(self, message: str, hint: str, output: str) -> None:
        """Keep the output, which a caller may know how to read."""
        super().__init__(message, hint)
        self.output = output


def run(command: Sequence[str], *, cwd: Path) -> str:
    """Run a command; return what it printed. Raises CommandError with the end of it."""
    with started(command, cwd=cwd) as child:
        output, messages = child.communicate()
    LOG.debug("$ %s (in %s)\n%s%s", shown(command), cwd, output, messages)
    if child.returncode:
        tail = "\n".join(f"{output}\n{messages}".strip().splitlines()[-TAIL:])
        message = f"`{shown(command)}` failed in {cwd} with exit code {child.returncode}"
        raise CommandError(f"{message}\n{tail}", HINT, f"{output}\n{messages}")
    return output


def run_bytes(
    command: Sequence[str], *, cwd: Path, variables: dict[str, str], stdin: bytes = b""
) -> tuple[int, bytes, str]:
    """Run a short command that speaks bytes: its exit code, output and messages."""
    own_group = {"process_group": 0} if os.name == "posix" else {}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment() | variables,
        input=stdin,
        capture_output=True,
        **own_group,  # type: ignore[call-overload]
    )
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


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
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {each: signal.signal(each, signal.SIG_IGN) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def started(command: Sequence[str], *, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A running command; ended, with its children, on leaving."""
    # Its own group, so that Ctrl-C reaches it once, through us, and its children go with it.
    own_group = {"process_group": 0} if os.name == "posix" else {}
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        **own_group,  # type: ignore[call-overload]
    )
    try:
        yield child
    finally:
        stop(child)


def stop(child: subprocess.Popen[str]) -> None:
    """Ask a process and its children to end; make them after five seconds."""
    if child.poll() is not None:
        return
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        kill_group(child, sign)
        try:
            child.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            continue
        return


def kill_group(child: subprocess.Popen[str], sign: int) -> None:
    """Send a signal to a child's whole group; to the child alone where there are no groups."""
    if os.name != "posix":
        child.send_signal(sign)
        return
    with suppress(ProcessLookupError):
        os.killpg(child.pid, sign)


def environment() -> dict[str, str]:
    """Our environment less what would point a child at another project."""
    hidden = {"VIRTUAL_ENV", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "UV_FROZEN", "UV_LOCKED"}
    hidden |= {"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR"}
    prefixes = ("UV_PROJECT", "UV_WORKING_DIR", "UV_NO_")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in hidden and not name.startswith(prefixes)
    }


def shown(command: Sequence[str]) -> str:
    """A command as a person would type it."""
    return " ".join([Path(command[0]).stem, *command[1:]])
