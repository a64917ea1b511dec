"""How a text table is written: encoding, delimiter, quotes, lines above the data, header or none."""

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers.base import check_columns
from mlscaffold.table.readers.formats import UTF16, beginning, open_bytes
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
AS_CSV = "save it as CSV: a header, then one row per line"
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
    notes: tuple[str, ...] = ()


def detect(path: Path, layout: Layout) -> Dialect:
    """Look at the beginning of a text table, and through all of it for its encoding."""
    try:
        encoding = codecs.lookup(layout.encoding).name if layout.encoding else find_encoding(path)
    except LookupError as error:
        message = f"cannot be read: there is no encoding `{layout.encoding}`"
        raise UsageError(message, "such as utf-8, cp1252, utf-16") from error
    with open_text(path, encoding) as file:
        text = file.read(SAMPLE)
    # The last line may be cut short by the end of the sample.
    text = text if len(text) < SAMPLE else text[: text.rfind("\n") + 1] or text
    if found := ARFF.match(text):
        above, data = text[: found.end()], text[found.end() :]
        return weka(above, data, Dialect(encoding, layout.delimiter or ","))
    return shape(text, encoding, layout)


def weka(above: str, data: str, dialect: Dialect) -> Dialect:
    """A table of Weka, whose columns are named above the data."""
    names = tuple(name.strip("'\"") for name in ATTRIBUTE.findall(above))
    dialect = replace(dialect, quote="'" if "'" in data else '"', skip=above.count("\n"))
    rows = parse(data, dialect)
    if not rows or fit(rows)[1] != len(names):
        raise UsageError("is an ARFF file whose rows are not written out", AS_CSV)
    notes = ("an ARFF file: its attributes are the columns",)
    return replace(dialect, names=names, notes=notes)


def find_encoding(path: Path) -> str:
    """UTF-8 when all of the file is; else what Windows writes, or Latin-1, which never fails."""
    if beginning(path).startswith(UTF16):
        return "utf-16"
    for name in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(name)()
        with suppress(UnicodeDecodeError), open_bytes(path) as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            return name
    return "latin-1"


def open_text(path: Path, encoding: str) -> IO[str]:
    """The characters of a file without a byte order mark, line ends as they are."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(open_bytes(path), encoding=name, errors="replace", newline="")


def shape(text: str, encoding: str, layout: Layout) -> Dialect:
    """The delimiter under which widths and types agree and quotes pair, and what follows from it."""
    separator = SEPARATOR.match(text)
    delimiter = layout.delimiter or (separator[1] if separator else None)
    ways = [
        way
        for char in ([delimiter] if delimiter else DELIMITERS)
        for way in parsings(text, Dialect(encoding, char))
    ]
    dialect, rows, _ = max(ways, key=score)
    share, width = fit(rows)
    check_columns([""] * width if width > 1 else [" ".join(rows[0])])
    if share < 0.5:
        raise UsageError("has no columns: its lines differ in their cells", AS_CSV)
    above = top(rows, width, layout.header, start=1 if separator else 0)
    skip = line_of(above.skip, text, dialect)
    return replace(dialect, skip=skip, names=above.names, notes=above.notes)


def parsings(text: str, dialect: Dialect) -> list[tuple[Dialect, Rows, bool]]:
    """The rows under a delimiter, with a fault where quotes do not pair: then also without any."""
    if 2 * len(APOSTROPHES.findall(text)) > text.count("\n"):
        dialect = replace(dialect, quote="'")
    ways = [dialect]
    if '\\"' in text:
        ways.append(replace(dialect, escape="\\"))
    for way in ways:
        with suppress(csv.Error):
            return [(way, parse(text, way, strict=True), False)]
    ways.append(replace(dialect, quote=""))
    return [(way, parse(text, way), True) for way in ways]


def parse(text: str, dialect: Dialect, *, strict: bool = False) -> Rows:
    """Rows of cells; runs of blanks count as one delimiter. Empty lines are no rows."""
    lines = io.StringIO(text, newline="")
    return [cells for cells in reader(lines, dialect, strict=strict) if cells]


def reader(lines: IO[str], dialect: Dialect, *, strict: bool = False) -> Any:
    """Python's own reader for a dialect; a strict one takes no text beside a quoted cell."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        escapechar=dialect.escape or None,
        doublequote=not dialect.escape,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=dialect.delimiter == " ",
        strict=strict,
    )


def fit(rows: Rows) -> tuple[float, int]:
    """The share of rows with the most common number of cells, and that number."""
    # Lines above the table do not count much: the later half of the sample decides.
    lengths = Counter(len(row) for row in rows[len(rows) // 2 :])
    width, _ = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return sum(len(row) == width for row in rows) / len(rows), width


def score(way: tuple[Dialect, Rows, bool]) -> float:
    """How good a dialect is: rows are as wide as each other and cells hold one thing each."""
    dialect, rows, fault = way
    share, width = fit(rows)
    if width < 2:
        return 0.0
    cells = [cell for row in rows[-TYPED:] if len(row) == width for cell in row]
    inside = set(",;\t|") - {dialect.delimiter}
    whole = sum(is_one_thing(cell, inside) for cell in cells) / len(cells)
    return share * whole * LIKELIHOOD.get(dialect.delimiter, 1.0) * (0.5 if fault else 1.0)


def is_one_thing(cell: str, delimiters: set[str]) -> bool:
    """Whether a cell holds nothing that another delimiter would cut, or is a number or a time."""
    if not delimiters & set(cell):
        return not cell.startswith('"')
    return bool(NUMBER.fullmatch(cell.strip()) or TIME.fullmatch(cell.strip()))


def line_of(row: int, text: str, dialect: Dialect) -> int:
    """The line on which a row begins, both from 0: so many lines lie above it."""
    lines = reader(io.StringIO(text, newline=""), dialect)
    begins, starts = 0, []
    for cells in lines:
        starts += [begins] if cells else []
        begins = lines.line_num
    return starts[row]
