"""Text tables: by DuckDB when it takes a file as it is, else row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import dialect as dialects
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading, check_columns, keep, keep_copy, plain, unique
from mlscaffold.table.readers.dialect import Dialect

if TYPE_CHECKING:
    import duckdb

SNIFFED = 10_000  # characters: Python's sniffer has patterns that take long
USUAL = set(",;\t|")


def read_text(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A text table of any delimiter and encoding, with a header or none."""
    import duckdb

    found = dialects.detect(
        path, delimiter=layout.delimiter, encoding=layout.encoding, header=layout.header
    )
    check_columns(path, found.names or [""] * found.width)
    if layout.delimiter is None:
        found = replace(found, notes=found.notes + others(db, path, found))
    if found.encoding == "utf-8" and found.delimiter != " ":
        try:
            headers = keep_strictly(db, path, options_of(found))
            return Reading("csv", plain(headers), options_of(found), found.notes)
        except duckdb.Error:
            db.execute("DROP TABLE IF EXISTS raw")
    headers, more = rewrite(db, path, found)
    options = options_of(found) | {"encoding": found.encoding}
    return Reading("text", plain(headers), options, found.notes + more)


def others(db: duckdb.DuckDBPyConnection, path: Path, found: Dialect) -> tuple[str, ...]:
    """A note where Python's sniffer or DuckDB's takes another of the usual delimiters."""
    import duckdb

    says = {}
    with dialects.open_text(path, found.encoding) as file:
        start = file.read(SNIFFED)
    with suppress(csv.Error):
        says["Python"] = csv.Sniffer().sniff(start, "".join(USUAL)).delimiter
    with suppress(duckdb.Error):
        says["DuckDB"] = db.execute("SELECT Delimiter FROM sniff_csv($1)", [str(path)]).fetchall()[
            0
        ][0]
    usual = (USUAL & set(start)) - {found.delimiter}
    differ = [f"{who} says {what!r}" for who, what in says.items() if what in usual]
    taken = f"cells are separated by {found.delimiter!r}: widths and types agree best then"
    return (f"{taken} ({', '.join(differ)}; --delimiter decides)",) if differ else ()


def options_of(found: Dialect) -> dict[str, Any]:
    """A dialect as the template's answers have it."""
    return {
        "delimiter": found.delimiter,
        "quote": found.quote,
        **({"escape": found.escape} if found.escape else {}),
        "skip": found.skip,
        "names": list(found.names),
    }


def keep_strictly(db: duckdb.DuckDBPyConnection, path: Path, options: dict[str, Any]) -> list[str]:
    """Keep the table when a project's ingest step can read it with no row lost; its headers."""
    import duckdb

    dialect: dict[str, Any] = {
        "delimiter": options["delimiter"],
        "quotechar": options["quote"],
        "escapechar": options.get("escape", options["quote"]),
        "skiprows": options["skip"],
        "header": not options["names"],
        "hive_partitioning": False,  # or a folder called year=2024 would add a column
        "compression": "gzip" if formats.is_gzip(path) else "none",
    }
    names = {"names": options["names"]} if options["names"] else {}
    relation = db.read_csv(str(path), all_varchar=True, **dialect, **names)
    columns = dict.fromkeys(relation.columns, "VARCHAR")
    # Without a look at the rows beforehand, each that differs is an error.
    strict = db.read_csv(str(path), auto_detect=False, columns=columns, **dialect)
    keep(path, strict, plain(relation.columns))
    if len(relation) != len(db.table("raw")):
        raise duckdb.InvalidInputException("rows differ in their number of cells")
    return relation.columns


def rewrite(
    db: duckdb.DuckDBPyConnection, path: Path, found: Dialect
) -> tuple[list[str], tuple[str, ...]]:
    """Read other encodings, runs of blanks, short rows and mixed line ends; say what was filled."""
    short: list[int] = []
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.csv")
        try:
            headers = write_copy(path, found, copy, short)
        except (csv.Error, UnicodeError, *formats.DAMAGED) as error:
            raise UsageError(f"`{path}` cannot be read: {error}", "save it as CSV") from error
        keep_copy(db, path, copy, headers)
    filled = f"{len(short):,} rows are shorter than the header: the rest of them is missing"
    return headers, (filled,) if short else ()


def write_copy(path: Path, found: Dialect, copy: Path, short: list[int]) -> list[str]:
    """Write the rows as plain CSV; return the headers and, in `short`, the rows that were filled."""
    with (
        dialects.open_text(path, found.encoding) as lines,
        copy.open("w", encoding="utf-8", newline="") as file,
    ):
        for _ in range(found.skip):
            lines.readline()
        rows = (row for row in dialects.reader(lines, found) if row)
        headers = list(found.names) or unique([cell.strip() for cell in next(rows)])
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(even(rows, len(headers), short, path))
    return headers


def even(
    rows: Iterable[list[str]], width: int, short: list[int], path: Path
) -> Iterator[list[str]]:
    """Rows of one width: short ones are filled and noted; longer ones cannot be understood."""
    for number, row in enumerate(rows, start=1):
        if len(row) > width and any(row[width:]):
            hint = "put quotes around a cell that has the delimiter in it, or name it: --delimiter"
            message = f"`{path}`: row {number:,} has {len(row)} cells, the header {width}"
            raise UsageError(message, hint)
        if len(row) < width:
            short.append(number)
        yield row[:width] + [""] * (width - len(row))
