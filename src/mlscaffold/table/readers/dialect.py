"""How a text table is written: encoding, delimiter, quotes, lines above the data, header or none."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.readers.formats import DAMAGED, UTF16, open_bytes
from mlscaffold.table.readers.header import NUMBER, Rows, top

# Tried in this order: of two that fit equally well, the first is taken.
DELIMITERS = (",", ";", "\t", "|", "^", "~", " ", ":")
# Blanks and colons are in words, dates and times as well.
LIKELIHOOD = {" ": 0.5, ":": 0.5}
TIME = re.compile(r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4})?[ T,]*(\d{1,2}:\d{2}(:\d{2}[.,]?\d*)?.{0,6})?")
APOSTROPHES = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", re.MULTILINE)
# Excel's own way to name the delimiter.
SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]", re.IGNORECASE)
ARFF = re.compile(
    r"(?:\s*(?:%.*)?\n)*\s*@relation\b[\s\S]*?^\s*@data.*\n", re.IGNORECASE | re.MULTILINE
)
ATTRIBUTE = re.compile(r"^\s*@attribute\s+('[^']*'|\"[^\"]*\"|\S+)", re.IGNORECASE | re.MULTILINE)
SAMPLE = 300_000  # characters that are looked at
TYPED = 300  # rows whose cells are looked at
CHUNK = 1 << 20
csv.field_size_limit(1 << 27)


@dataclass(frozen=True)
class Dialect:
    """What a reader must know of a text table; `names` stand in for a header that is not there."""

    encoding: str
    delimiter: str
    quote: str = '"'
    escape: str = ""
    skip: int = 0
    names: tuple[str, ...] = ()
    width: int = 0
    notes: tuple[str, ...] = ()


def detect(
    path: Path, *, delimiter: str | None, encoding: str | None, header: bool | None
) -> Dialect:
    """Look at the beginning of a text table, and through all of it for its encoding."""
    encoding = known(encoding) if encoding else find_encoding(path)
    with open_text(path, encoding) as file:
        text = file.read(SAMPLE)
    # The last line may be cut short by the end of the sample.
    text = text if len(text) < SAMPLE else text[: text.rfind("\n") + 1] or text
    if found := ARFF.match(text):
        return weka(text, found.end(), Dialect(encoding, delimiter or ","), path)
    return shape(text, encoding, delimiter, header, path)


def weka(text: str, start: int, dialect: Dialect, path: Path) -> Dialect:
    """A table of Weka, whose columns are named above the data."""
    names = tuple(name.strip("'\"") for name in ATTRIBUTE.findall(text[:start]))
    quote = "'" if "'" in text[start:] else '"'
    dialect = replace(dialect, quote=quote, skip=text[:start].count("\n"), names=names)
    rows = parse(text[start:], dialect)
    if not rows or fit(rows)[1] != len(names):
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` is an ARFF file whose rows are not written out", hint)
    return replace(
        dialect, width=len(names), notes=("an ARFF file: its attributes are the columns",)
    )


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
    """The delimiter under which widths and types agree and quotes pair, and what follows from it."""
    separator = SEPARATOR.match(text)
    delimiter = delimiter or (separator[1] if separator else None)
    tried = [
        (score(rows, char, fault), -order, dialect, rows)
        for order, char in enumerate([delimiter] if delimiter else DELIMITERS)
        for dialect, rows, fault in parsings(text, Dialect(encoding, char))
    ]
    _, _, dialect, rows = max(tried, key=lambda each: each[:2])
    share, width = fit(rows)
    if width < 2:
        hint = "a table needs a target and something to predict it from; --delimiter names the character"
        raise UsageError(f"`{path}` has only one column: {' '.join(rows[0])[:60]}", hint)
    if share < 0.5:
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` has no columns: its lines differ in their cells", hint)
    above = top(rows, width, header, start=1 if separator else 0)
    skip = line_after(text, dialect, above.skip)
    return replace(dialect, skip=skip, names=above.names, width=width, notes=above.notes)


def parsings(text: str, dialect: Dialect) -> list[tuple[Dialect, Rows, bool]]:
    """The rows under a delimiter, with a fault where quotes do not pair: then also without any."""
    if 2 * len(APOSTROPHES.findall(text)) > text.count("\n"):
        dialect = replace(dialect, quote="'")
    ways = [dialect]
    if '\\"' in text:
        ways.append(replace(dialect, escape="\\"))
    for way in ways:
        try:
            return [(way, parse(text, way, strict=True), False)]
        except csv.Error:
            pass
    ways.append(replace(dialect, quote=""))
    return [(way, parse(text, way), True) for way in ways]


def parse(text: str, dialect: Dialect, *, strict: bool = False) -> Rows:
    """Rows of cells; runs of blanks count as one delimiter. Empty lines are no rows."""
    lines = io.StringIO(text, newline="")
    return [cells for cells in reader(lines, dialect, strict=strict) if cells]


def reader(lines: IO[str], dialect: Dialect, *, strict: bool = False) -> Any:
    """Python's own reader for a dialect; a strict one takes no text beside a quoted cell."""
    quoting: Any = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        escapechar=dialect.escape or None,
        doublequote=not dialect.escape,
        quoting=quoting,
        skipinitialspace=dialect.delimiter == " ",
        strict=strict,
    )


def fit(rows: Rows) -> tuple[float, int]:
    """The share of rows with the most common number of cells, and that number."""
    # Lines above the table do not count much: the later half of the sample decides.
    lengths = Counter(len(row) for row in rows[len(rows) // 2 :])
    width, _ = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return sum(len(row) == width for row in rows) / len(rows), width


def score(rows: Rows, delimiter: str, fault: bool) -> float:
    """How good a delimiter is: rows are as wide as each other and cells hold one thing each."""
    share, width = fit(rows)
    if width < 2:
        return 0.0
    cells = [cell for row in rows[-TYPED:] if len(row) == width for cell in row]
    inside = set(",;\t|") - {delimiter}
    whole = sum(is_one_thing(cell, inside) for cell in cells) / len(cells)
    return share * whole * LIKELIHOOD.get(delimiter, 1.0) * (0.5 if fault else 1.0)


def is_one_thing(cell: str, delimiters: set[str]) -> bool:
    """Whether a cell holds nothing that another delimiter would cut, or is a number or a time."""
    if not delimiters & set(cell):
        return not cell.startswith('"')
    return bool(NUMBER.fullmatch(cell.strip()) or TIME.fullmatch(cell.strip()))


def line_after(text: str, dialect: Dialect, count: int) -> int:
    """The line on which row `count`, from 0, begins: so many lines lie above it."""
    lines = reader(io.StringIO(text, newline=""), dialect)
    seen = above = 0
    for cells in lines:
        if cells and seen == count:
            return above
        seen += bool(cells)
        above = lines.line_num
    return above
