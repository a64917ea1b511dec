"""Text on a terminal: how wide it is, cut or wrapped to fit."""

import os
import shutil
import sys
import textwrap
import unicodedata
from contextlib import suppress


def size() -> os.terminal_size:
    """How wide and high the terminal is, of which COLUMNS may be wrong; 80 x 24 where there is none."""
    with suppress(OSError, ValueError, AttributeError):
        if all(found := os.get_terminal_size(sys.stderr.fileno())):
            return found
    return shutil.get_terminal_size()


def columns() -> int:
    """How wide it is."""
    return size().columns


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def clipped(text: str, width: int) -> str:
    """Text on one line that is not wider than `width`."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, width: int) -> list[str]:
    """Text as lines that are not wider than `width`."""
    lines = (textwrap.wrap(line, max(20, width)) or [""] for line in text.splitlines())
    return [line for several in lines for line in several]
