"""What the command line shows while it works and when it is done; messages go to stderr."""

from __future__ import annotations

import itertools
import json
import os
import shlex
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlscaffold.errors import MlscaffoldError
    from mlscaffold.project.create import Created

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
MOST_NEXT = 3
LONGEST = 500  # characters of a message
MLFLOW = "uv run mlflow ui --backend-store-uri sqlite:///mlflow.db"


def say(text: str) -> None:
    """Write a message for the person at the terminal, if there is one; it is no reason to fail."""
    show(text + "\n")


def show(text: str) -> None:
    """Write text to stderr at once."""
    with suppress(OSError, ValueError, AttributeError):  # stderr may be closed, or not be there
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(printable(text).encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()


def printable(text: str) -> str:
    """Text in which nothing steers the terminal."""
    return "".join(c if c.isprintable() or c in "\n\r\t" else repr(c)[1:-1] for c in text)


def one_line(message: str) -> str:
    """A message in which nothing steers the terminal, and that has an end."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def whole_log(error: MlscaffoldError) -> str:
    """Where all is written that a failed command said."""
    from mlscaffold.process import LOG

    files = [handler.baseFilename for handler in LOG.handlers if hasattr(handler, "baseFilename")]
    said = f"; the whole log: {files[0]}" if files and hasattr(error, "output") else ""
    return said


def is_live() -> bool:
    """Whether a line on stderr can be written again."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class Steps:
    """Shows each step while it runs and the seconds it took."""

    def __init__(self) -> None:
        """Time runs from here."""
        self.start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the first step."""
        return time.monotonic() - self.start

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Announce a step, run it, and say how it ended."""
        start = time.monotonic()
        live = is_live()
        back = "\r" if live else ""
        try:
            with spinner(name, start) if live else announced(name):
                yield
        except BaseException:
            say(f"{back}✗ {name}          ")
            raise
        say(f"{back}✓ {name}  {time.monotonic() - start:.1f} s   ")


@contextmanager
def announced(name: str) -> Iterator[None]:
    """A line where none can be written again."""
    show(f"  {name} …\n")
    yield


@contextmanager
def spinner(name: str, start: float) -> Iterator[None]:
    """A sign that moves, and the seconds, until the work is done."""
    stop = threading.Event()

    def turn() -> None:
        for frame in itertools.cycle(FRAMES):
            show(f"\r{frame} {name}  {time.monotonic() - start:.0f} s ")
            if stop.wait(0.1):
                return

    thread = threading.Thread(target=turn, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def tell_prediction(request: dict[str, Any], prediction: dict[str, Any], tests: str) -> None:
    """Show the question that the service was asked and its answer."""
    say(f"\nTests: {tests}")
    say(f"Asked:    {json.dumps(request, ensure_ascii=False)}")
    say(f"Answered: {json.dumps(prediction, ensure_ascii=False)}")


def the_end(created: Created, again: str, *, ran: bool, seconds: float) -> None:
    """Say what was made, what fits to be done next, and how to make it again."""
    say(f"\nMade {created.folder} ({created.files} files) in {seconds:.1f} s")
    for note in created.notes:
        say(f"note: {note}")
    say("\nNext:")
    for command in next_commands(created, ran=ran)[:MOST_NEXT]:
        say(f"  {command}")
    say(f"\nThe same again, without questions:\n  {again}")


def next_commands(created: Created, *, ran: bool) -> list[str]:
    """Only those commands that are still to be done, in their order."""
    lone = not created.repository and not part_of_another(created)
    steps = {f"cd {shlex.quote(str(created.folder))}": True, "git init": lone}
    if created.package:
        steps |= {
            "mlscaffold lock": not created.locked,
            "uv sync": created.locked and not created.installed,
            "uv run dvc repro": not ran,
            f"uv run uvicorn {created.package}.service.api:app": True,
            MLFLOW: ran and (created.folder / "mlflow.db").exists(),
        }
    return [command for command, needed in steps.items() if needed]


def part_of_another(created: Created) -> bool:
    """Whether the project lies in a repository that was there before."""
    return any(note.startswith("part of the repository") for note in created.notes)
