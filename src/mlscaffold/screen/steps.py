"""What is shown while it works: each step, and the seconds that it took."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mlscaffold.screen.messages import say, show

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


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
