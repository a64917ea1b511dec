"""What lies above the data of a table: titles, a header of one row or two, units, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from mlscaffold.table.readers.base import unique

Rows = list[list[str]]
COMMENT = ("#", "%")
UNKNOWN = ("", "?", "NA", "N/A", "NaN", "nan", "-", "null")
# 1,234.50 and 1.234,50 and 1e-5, a sign or a currency beside it.
NUMBER = re.compile(
    r"[-+(]*[$€£¥₹]? ?[-+]?(\d+([.,]\d*)?|[.,]\d+|\d{1,3}((?P<s>[.,'’ ])\d{3})((?P=s)\d{3})*([.,]\d+)?)"
    r"([eE][-+]?\d+)?[)%$€£ ]*"
)
YEAR = re.compile(r"1[89]\d\d|2[01]\d\d|2200")


@dataclass(frozen=True)
class Top:
    """How many rows lie above the header, or above the data where `names` stand in for it."""

    skip: int
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def top(rows: Rows, width: int, header: bool | None, *, start: int = 0) -> Top:
    """Find the header, or that there is none; `header` is what a person says of it."""
    if header is not False and (names := row_names(rows[start:], width)):
        return Top(start + 1, names, ("its first column has no header",))
    first = first_row(rows, width, start)
    notes = title(rows[:first])
    head, rest = rows[first], rows[first + 1 :]
    if not (header if header is not None else looks_like_header(head, rest)):
        names = tuple(f"column_{place + 1}" for place in range(width))
        return Top(first, names, notes + (() if header is False else ("it has no header",)))
    if rest and is_second_header(rest[0], rest[1:]):
        names, note = two_rows(head, rest[0])
        return Top(first + 2, names, (*notes, note))
    return Top(first, (), notes)


def title(rows: Rows) -> tuple[str, ...]:
    """A note on the lines that were skipped."""
    lines = [" ".join(filter(None, row)).strip()[:40] for row in rows]
    shown = ", ".join(f"`{line}`" for line in lines if line)
    return (f"skipped above the header: {shown[:120]}",) if shown else ()


def two_rows(head: list[str], second: list[str]) -> tuple[tuple[str, ...], str]:
    """The names of a header with gaps, which the row below it fills, or of one above units."""
    names = [cell.strip() for cell in head]
    if all(names):
        listed = ", ".join(filter(None, map(str.strip, second)))[:60]
        note = f"skipped below the header, as it holds no data: `{listed}`"
    else:
        # An empty cell goes on with what stands left of it, as merged cells do.
        upper: Iterable[str] = accumulate(names, lambda left, cell: cell or left)
        names = [" ".join(pair).strip() for pair in zip(upper, second, strict=True)]
        note = f"its header has two rows, which are joined: {', '.join(names)[:80]}"
    return tuple(unique(names)), note


def is_second_header(row: list[str], rest: Rows) -> bool:
    """Whether a row below the header belongs to it: words, found nowhere below, above numbers."""
    if len(rest) < 3:
        return False
    columns = columns_below(row, rest)
    amounts = [cell for cell, column in columns if share_of_numbers(column) > 0.8]
    named = [cell for cell in amounts if cell not in UNKNOWN]
    if not named or 2 * len(named) < len(amounts) or any(map(is_number, named)):
        return False
    return not any(cell and cell in column for cell, column in columns)


def row_names(rows: Rows, width: int) -> tuple[str, ...]:
    """The columns when the first row, a header, lacks one name that all other rows have."""
    if width < 3 or len(rows) < 3 or len(rows[0]) != width - 1 or rows[0][0][:1] in COMMENT:
        return ()
    if any(len(row) != width for row in rows[1:]) or any(map(is_number, rows[0])):
        return ()
    if any(map(is_number, rows[2])) and not any(map(is_number, rows[1])):
        return ()  # a title above the header
    return ("row_name", *(cell.strip() for cell in rows[0]))


def first_row(rows: Rows, width: int, start: int) -> int:
    """Where the table begins: below comments, unless the last of them is its header."""
    wide = [i for i, row in enumerate(rows) if len(row) == width and i >= start]
    # R leaves the header of row names empty.
    fitting = [i for i in wide if 2 * sum(map(bool, rows[i])) > width or all(rows[i][1:])] or wide
    comments = [i for i in fitting if rows[i][0][:1] in COMMENT]
    below = [i for i in fitting if i not in comments]
    if not comments or not below or below[0] < comments[0]:
        return fitting[0]
    named = looks_like_header(rows[below[0]], rows[below[0] + 1 :])
    return below[0] if named else comments[-1]


def columns_below(first: list[str], rest: Rows) -> list[tuple[str, list[str]]]:
    """Each cell of a row with the cells below it."""
    fitting = [row for row in rest if len(row) == len(first)]
    return [(cell.strip(), [row[i].strip() for row in fitting]) for i, cell in enumerate(first)]


def looks_like_header(first: list[str], rest: Rows) -> bool:
    """Whether a row names the columns below it: it is of another kind than they are.

    A number above numbers, or in most columns a word that stands below as well, is data.
    """
    pairs = columns_below(first, rest)
    numeric = [cell for cell, column in pairs if share_of_numbers(column) > 0.8]
    if any(cell and not is_number(cell) for cell in numeric):
        return True
    if numeric and all(map(is_number, numeric)):
        years = len(numeric) > 1 and all(map(YEAR.fullmatch, numeric))  # 2019, 2020, 2021
        return years and len(set(first)) == len(first)
    repeated = sum(bool(cell) and cell in column for cell, column in pairs)
    return repeated * 2 <= len(pairs)


def share_of_numbers(column: list[str]) -> float:
    """How much of a column is numbers."""
    filled = [cell for cell in column[:200] if cell not in UNKNOWN]
    return sum(map(is_number, filled)) / len(filled) if filled else 0.0


def is_number(cell: str) -> bool:
    """Whether a cell is a number, signs of currency and separators forgiven."""
    return NUMBER.fullmatch(cell.strip()) is not None
