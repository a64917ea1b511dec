"""Text on a terminal: how wide it is, cut or wrapped to fit."""

import os
import shutil
import sys
import textwrap
import unicodedata


def size() -> tuple[int, int]:
    """Columns and lines of the terminal, of which COLUMNS may be wrong; 80 and 24 where there is none."""
    try:
        found = os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        found = shutil.get_terminal_size()
    return found.columns or 80, found.lines or 24


def columns() -> int:
    """How wide the terminal is."""
    return size()[0]


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
