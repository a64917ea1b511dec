"""How a text table is written: encoding, delimiter, lines above the header, header or none."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.readers.formats import DAMAGED, UTF16, open_bytes

# Tried in this order: of two that fit equally well, the first is taken.
DELIMITERS = (",", ";", "\t", "|", "^", "~", " ", ":")
# Commas are in decimals and prose as well, blanks and colons in dates and times.
LIKELIHOOD = {";": 2.0, "\t": 2.0, "|": 2.0, " ": 0.5, ":": 0.5}
COMMENT = ("#", "%")
APOSTROPHES = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", re.MULTILINE)
SAMPLE = 300_000  # characters that are looked at
CHUNK = 1 << 20
csv.field_size_limit(1 << 27)

Rows = list[list[str]]


@dataclass(frozen=True)
class Dialect:
    """What a reader must know of a text table; `names` stand in for a header that is not there."""

    encoding: str
    delimiter: str
    quote: str = '"'
    skip: int = 0
    header: bool = True
    names: tuple[str, ...] = ()
    width: int = 0


def detect(
    path: Path, *, delimiter: str | None, encoding: str | None, header: bool | None
) -> Dialect:
    """Look at the beginning of a text table, and through all of it for its encoding."""
    encoding = known(encoding) if encoding else find_encoding(path)
    with open_text(path, encoding) as file:
        text = file.read(SAMPLE)
    # The last line may be cut short by the end of the sample.
    text = text if len(text) < SAMPLE else text[: text.rfind("\n") + 1] or text
    return shape(text, encoding, delimiter, header, path)


def known(encoding: str) -> str:
    """An encoding by the name that Python has for it."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        hint = "such as utf-8, cp1252, utf-16"
        raise UsageError(f"there is no encoding `{encoding}`", hint) from error


def find_encoding(path: Path) -> str:
    """UTF-8 when all of the file is; else what Windows writes, or Latin-1, which never fails."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
    try:
        with open_bytes(path) as file:
            while chunk := file.read(CHUNK):
                if chunk.startswith(UTF16) and file.tell() <= CHUNK:
                    return "utf-16"
                for name in list(decoders):
                    if not decodes(decoders[name], chunk):
                        del decoders[name]
                if not decoders:
                    break
    except DAMAGED as error:
        raise UsageError(f"`{path}` is a damaged archive", "save or download it again") from error
    return next(iter(decoders), "latin-1")


def decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    """Whether the bytes go on as the encoding has it."""
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def open_text(path: Path, encoding: str) -> IO[str]:
    """The characters of a file without a byte order mark, line ends as they are."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(open_bytes(path), encoding=name, errors="replace", newline="")


def shape(
    text: str, encoding: str, delimiter: str | None, header: bool | None, path: Path
) -> Dialect:
    """The delimiter that cuts most rows into the same number of cells, and what follows from it."""
    tried = [
        (fit(rows), -order, char, quote, rows)
        for order, char in enumerate([delimiter] if delimiter else DELIMITERS)
        for quote in quotes(text)
        if (rows := parse(text, char, quote))
    ]
    (share, width), _, char, quote, rows = max(tried, key=lambda t: (worth(t[0], t[2]), t[1], t[3]))
    if width < 2:
        hint = "a table needs a target and something to predict it from; --delimiter names the character"
        raise UsageError(f"`{path}` has only one column: {' '.join(rows[0])[:60]}", hint)
    if share < 0.5:
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` has no columns: its lines differ in their cells", hint)
    dialect = Dialect(encoding, char, quote, width=width)
    return with_header(dialect, text, rows, header)


def quotes(text: str) -> tuple[str, ...]:
    """The quotes to try: apostrophes when most lines have a whole cell between two."""
    lines = text.count("\n")
    return ("'",) if 2 * len(APOSTROPHES.findall(text)) > lines else ('"', "")


def parse(text: str, delimiter: str, quote: str) -> Rows:
    """Rows of cells; runs of blanks count as one delimiter. Empty lines are no rows."""
    return [cells for cells in reader(io.StringIO(text, newline=""), delimiter, quote) if cells]


def reader(lines: IO[str], delimiter: str, quote: str) -> Any:
    """Python's own reader for a delimiter and a quote, which may be none."""
    quoting: Any = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    blank = delimiter == " "
    return csv.reader(
        lines, delimiter=delimiter, quotechar=quote or None, quoting=quoting, skipinitialspace=blank
    )


def fit(rows: Rows) -> tuple[float, int]:
    """The share of rows with the most common number of cells, and that number."""
    # Lines above the table do not count much: the later half of the sample decides.
    lengths = Counter(len(row) for row in rows[len(rows) // 2 :])
    width, _ = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return sum(len(row) == width for row in rows) / len(rows), width


def worth(fitted: tuple[float, int], delimiter: str) -> float:
    """How good a delimiter is: it cuts all rows alike, often, and stands for little else."""
    share, width = fitted
    return share * math.log(width) * LIKELIHOOD.get(delimiter, 1.0)


def with_header(dialect: Dialect, text: str, rows: Rows, header: bool | None) -> Dialect:
    """Find the first row of the table and whether it names the columns."""
    width = dialect.width
    if header is not False and (names := row_names(rows, width)):
        # Written by R: the rows have names, but their column has none.
        skip = line_after(text, dialect, 1)
        return replace(dialect, skip=skip, header=False, names=names)
    first = first_row(rows, width)
    dialect = replace(dialect, skip=line_after(text, dialect, first))
    named = header if header is not None else looks_like_header(rows[first], rows[first + 1 :])
    if named:
        return dialect
    return replace(dialect, header=False, names=tuple(f"column_{i + 1}" for i in range(width)))


def row_names(rows: Rows, width: int) -> tuple[str, ...]:
    """The columns when the first row, a header, lacks one name that all other rows have."""
    if width < 3 or len(rows) < 3 or len(rows[0]) != width - 1 or rows[0][0][:1] in COMMENT:
        return ()
    if any(len(row) != width for row in rows[1:]) or any(map(is_number, rows[0])):
        return ()
    return ("row_name", *(cell.strip() for cell in rows[0]))


def first_row(rows: Rows, width: int) -> int:
    """Where the table begins: below comments, unless the last of them is its header."""
    fitting = [i for i, row in enumerate(rows) if len(row) == width]
    comments = [i for i in fitting if rows[i][0][:1] in COMMENT]
    below = [i for i in fitting if i not in comments]
    if not comments or not below or below[0] < comments[0]:
        return fitting[0]
    named = looks_like_header(rows[below[0]], rows[below[0] + 1 :])
    return below[0] if named else comments[-1]


def line_after(text: str, dialect: Dialect, count: int) -> int:
    """The line on which row `count`, from 0, begins: so many lines lie above it."""
    lines = reader(io.StringIO(text, newline=""), dialect.delimiter, dialect.quote)
    seen = above = 0
    for cells in lines:
        if cells and seen == count:
            return above
        seen += bool(cells)
        above = lines.line_num
    return above


def looks_like_header(first: list[str], rest: Rows) -> bool:
    """Whether a row names the columns below it: it is of another kind than they are.

    A number above numbers, or in most columns a word that stands below as well, is data.
    """
    columns = [
        [row[i].strip() for row in rest if len(row) == len(first)] for i in range(len(first))
    ]
    pairs = [(cell.strip(), column) for cell, column in zip(first, columns, strict=True)]
    numeric = [
        (cell, column) for cell, column in pairs if column and share_of_numbers(column) > 0.8
    ]
    if any(not is_number(cell) and cell for cell, _ in numeric):
        return True
    if numeric and all(is_number(cell) for cell, _ in numeric):
        return is_row_of_years([cell for cell, _ in numeric], first)
    repeated = sum(bool(cell) and cell in column for cell, column in pairs)
    return repeated * 2 <= len(pairs)


def is_row_of_years(numbers: list[str], first: list[str]) -> bool:
    """Whether the numbers are headers such as 2019, 2020, 2021."""
    if not all(cell.isdigit() and 1800 <= int(cell) <= 2200 for cell in numbers):
        return False
    return len(numbers) > 1 and len(set(first)) == len(first)


def share_of_numbers(column: list[str]) -> float:
    """How much of a column is numbers."""
    filled = [cell for cell in column[:200] if cell and cell not in ("?", "NA", "-")]
    return sum(map(is_number, filled)) / len(filled) if filled else 0.0


def is_number(cell: str) -> bool:
    """Whether a cell is a number, signs of currency and separators forgiven."""
    try:
        float(cell.strip("$€£% ").replace(",", ""))
    except ValueError:
        return False
    return True
