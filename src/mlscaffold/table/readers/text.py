"""Text tables: by DuckDB when it takes a file as it is, else row by row."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import base, formats
from mlscaffold.table.readers import dialect as dialects
from mlscaffold.table.readers.base import Reading, keep, pattern, plain
from mlscaffold.table.readers.dialect import Dialect

SNIFFED = 10_000  # characters: Python's sniffer has patterns that take long
USUAL = ",;\t|"


def read_text(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A text table of any delimiter and encoding, with a header or none."""
    found = dialects.detect(path, layout)
    notes = found.notes + (others(db, path, found) if layout.delimiter is None else ())
    options = {"delimiter": found.delimiter, "quote": found.quote, "skip": found.skip}
    options |= {"names": list(found.names)} | ({"escape": found.escape} if found.escape else {})
    if found.encoding == "utf-8" and found.delimiter != " ":
        try:
            return Reading("csv", plain(keep_strictly(db, path, found)), options, notes)
        except duckdb.Error:
            db.execute("DROP TABLE IF EXISTS raw")
    headers, short = keep_evenly(db, path, found)
    if short:
        notes += (f"{short:,} rows are shorter than the header: the rest of them is missing",)
    return Reading("text", plain(headers), options | {"encoding": found.encoding}, notes)


def others(db: duckdb.DuckDBPyConnection, path: Path, found: Dialect) -> tuple[str, ...]:
    """A note where Python's sniffer or DuckDB's takes another of the usual delimiters."""
    says = {}
    with dialects.open_text(path, found.encoding) as file:
        start = file.read(SNIFFED)
    with suppress(csv.Error):
        says["Python"] = csv.Sniffer().sniff(start, USUAL).delimiter
    with suppress(duckdb.Error):
        sniffed = db.execute("SELECT Delimiter FROM sniff_csv($1)", [pattern(path)])
        says["DuckDB"] = str(sniffed.fetchall()[0][0])
    usual = set(USUAL) & set(start) - {found.delimiter}
    differ = [f"{who} says {what!r}" for who, what in says.items() if what in usual]
    taken = f"cells are separated by {found.delimiter!r}: widths and types agree best then"
    return (f"{taken} ({', '.join(differ)}; --delimiter decides)",) if differ else ()


def keep_strictly(db: duckdb.DuckDBPyConnection, path: Path, found: Dialect) -> list[str]:
    """Keep the table when a project's ingest step can read it with no row lost; its headers."""
    dialect: dict[str, Any] = {
        "delimiter": found.delimiter,
        "quotechar": found.quote,
        "escapechar": found.escape or found.quote,
        "skiprows": found.skip,
        "header": not found.names,
        "hive_partitioning": False,  # or a folder called year=2024 would add a column
        "compression": "gzip" if formats.is_gzip(path) else "none",
    }
    names: dict[str, Any] = {"names": list(found.names)} if found.names else {}
    relation = db.read_csv(pattern(path), all_varchar=True, **dialect, **names)
    columns = dict.fromkeys(relation.columns, "VARCHAR")
    # Without a look at the rows beforehand, each that differs is an error.
    strict = db.read_csv(pattern(path), auto_detect=False, columns=columns, **dialect)
    keep(strict, plain(relation.columns))
    if len(relation) != len(db.table("raw")):
        raise duckdb.InvalidInputException("rows differ in their number of cells")
    return relation.columns


def keep_evenly(db: duckdb.DuckDBPyConnection, path: Path, found: Dialect) -> tuple[list[str], int]:
    """Keep other encodings, runs of blanks, short rows and mixed line ends.

    Gives the headers, and how many rows were filled.
    """
    short: list[int] = []
    with dialects.open_text(path, found.encoding) as lines:
        for _ in range(found.skip):
            lines.readline()
        rows = (row for row in dialects.reader(lines, found) if row)
        headers = list(found.names) or base.unique([cell.strip() for cell in next(rows)])
        base.keep_rows(db, headers, even(rows, len(headers), short))
    return headers, len(short)


def even(rows: Iterable[list[str]], width: int, short: list[int]) -> Iterator[list[str]]:
    """Rows of one width: short ones are filled and noted; longer ones cannot be understood."""
    for number, row in enumerate(rows, start=1):
        if len(row) > width and any(row[width:]):
            hint = "put quotes around a cell that has the delimiter in it, or name it: --delimiter"
            message = f"cannot be cut: row {number:,} has {len(row)} cells, the header {width}"
            raise UsageError(message, hint)
        if len(row) < width:
            short.append(number)
        yield row[:width] + [""] * (width - len(row))
