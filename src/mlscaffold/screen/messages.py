"""Messages for the person at the terminal: they go to stderr."""

import sys
from contextlib import suppress

LONGEST = 500  # characters of a message


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
