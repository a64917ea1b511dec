"""What is shown while it works: each step, and the seconds that it took."""

import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import TextIO

from mlscaffold.screen.messages import say, show
from mlscaffold.text import clipped, columns

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
SOON = 0.3  # seconds after which work shows a line


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads or writes there; a closed stream is none at all."""
    return stream is not None and stream.isatty()


def is_live() -> bool:
    """Whether a line on stderr can be written again."""
    return is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step, run it, and say how it ended and the seconds it took."""
    start, live = time.monotonic(), is_live()
    back = "\r" if live else ""
    if not live:
        show(f"  {name} …\n")
    try:
        with unheard(), turning(name, delay=0) if live else nullcontext():
            yield
    except BaseException:
        say(f"{back}✗ {name}          ")
        raise
    say(f"{back}✓ {name}  {time.monotonic() - start:.1f} s   ")


@contextmanager
def working(name: str) -> Iterator[None]:
    """A line while it works, if that takes long enough to wonder; gone afterwards."""
    start = time.monotonic()
    try:
        with unheard(), turning(name, delay=SOON) if is_terminal(sys.stderr) else nullcontext():
            yield
    finally:
        if time.monotonic() - start > SOON:
            show("\r" + " " * (columns() - 1) + "\r") if is_live() else None
            forget_keys()


@contextmanager
def turning(name: str, *, delay: float) -> Iterator[None]:
    """A sign that moves, and the seconds; one line where none can be written again."""
    stop, start = threading.Event(), time.monotonic()
    name = clipped(name, columns() - 12)  # a second line would stay

    def turn() -> None:
        if stop.wait(delay):
            return
        if not is_live():
            return show(f"{name} …\n")
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


@contextmanager
def unheard() -> Iterator[None]:
    """Keys that are pressed meanwhile are not shown: nobody asked for them."""
    terminal = own_terminal()
    with ExitStack() as afterwards:
        if terminal is not None:
            import termios

            before = termios.tcgetattr(terminal)
            silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
            afterwards.callback(termios.tcsetattr, terminal, termios.TCSANOW, before)
            termios.tcsetattr(terminal, termios.TCSANOW, silent)
        yield


def forget_keys() -> None:
    """Drop what was typed before a question could be read: it was no answer to it."""
    terminal = own_terminal()
    if terminal is None:
        return
    import termios

    termios.tcflush(terminal, termios.TCIFLUSH)
    if "prompt_toolkit" in sys.modules:
        from prompt_toolkit.input import create_input
        from prompt_toolkit.input.typeahead import clear_typeahead

        clear_typeahead(create_input(sys.stdin))


def own_terminal() -> int | None:
    """The terminal on stdin, where it is POSIX's and ours: the system stops others that set it."""
    with suppress(OSError, ValueError, AttributeError):  # no stdin, or no terminal
        terminal = sys.stdin.fileno()
        return terminal if os.tcgetpgrp(terminal) == os.getpgrp() else None
    return None
