"""What the command line shows while it works and when it is done; messages go to stderr."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mlscaffold.create import Created


def say(text: str) -> None:
    """Write a message for the person at the terminal, if there is one; it is no reason to fail."""
    show(text + "\n")


def show(text: str) -> None:
    """Write text to stderr at once."""
    with suppress(OSError, ValueError, AttributeError):  # stderr may be closed, or not be there
        sys.stderr.write(printable(text))
        sys.stderr.flush()


def printable(text: str) -> str:
    """Text in which nothing steers the terminal."""
    return "".join(c if c.isprintable() or c in "\n\r\t" else repr(c)[1:-1] for c in text)


class Steps:
    """Shows each step while it runs and the seconds it took."""

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Announce a step, run it, and say how it ended."""
        live = sys.stderr is not None and sys.stderr.isatty()
        start = time.monotonic()
        show(f"  {name} …" + ("" if live else "\n"))
        back = "\r" if live else ""
        try:
            yield
        except BaseException:
            say(f"{back}✗ {name}  ")
            raise
        say(f"{back}✓ {name}  {time.monotonic() - start:.1f} s")


def tell_prediction(request: dict[str, Any], prediction: dict[str, Any], tests: str) -> None:
    """Show the question that the service was asked and its answer."""
    say(f"\nTests: {tests}")
    say(f"Asked:    {json.dumps(request, ensure_ascii=False)}")
    say(f"Answered: {json.dumps(prediction, ensure_ascii=False)}")


def next_steps(created: Created, *, ran: bool) -> None:
    """Say what was made and only those commands that are still to be done."""
    say(f"\nMade {created.folder} ({created.files} files)")
    for note in created.notes:
        say(f"note: {note}")
    steps = {
        f"cd {shlex.quote(str(created.folder))}": True,
        "git init": not created.repository and not part_of_another(created),
        "mlscaffold lock": not created.locked,
        "uv sync": created.locked and not created.installed,
        "uv run dvc repro": not ran,
        "uv run pytest": not ran,
        f"uv run uvicorn {created.package}.api:app": True,
    }
    say("\nNext:")
    for command, needed in steps.items():
        if needed:
            say(f"  {command}")


def part_of_another(created: Created) -> bool:
    """Whether the project lies in a repository that was there before."""
    return any(note.startswith("part of the repository") for note in created.notes)
