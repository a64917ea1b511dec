"""Excel workbooks and SQLite files: one of several tables."""

import re
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import date, datetime
from fnmatch import filter as fitting
from functools import reduce
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

import duckdb
from python_calamine import CalamineWorkbook

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers.base import Reading, keep_rows, plain, quote, unique
from mlscaffold.table.readers.formats import DAMAGED
from mlscaffold.table.readers.header import Rows, top

LONGEST_VIEW = 15  # seconds
# 24 bytes each in the reader; Excel's million rows with 47 columns.
MOST_PLACES = 50_000_000
# The places of cells in a sheet's XML that are not empty; small numbers and letters do not matter.
ROW = re.compile(rb'r="[A-Z]{1,3}(\d{4,7})"[^>]*(?<!/)>')
COLUMN = re.compile(rb'r="([A-Z]{2,3})\d+"[^>]*(?<!/)>')


def read_excel(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A sheet of a workbook: the one named, else the first one that holds a table."""
    refuse_far_cells(path)
    tables = sheets(path)
    wide = [name for name, rows in tables.items() if max(sum(map(bool, row)) for row in rows) > 1]
    sheet = chosen(layout.table, wide, "sheet")
    rows = tables[sheet]
    above = top(rows, len(rows[0]), layout.header)
    headers = list(above.names) or unique(rows[above.skip])
    keep_rows(db, headers, rows[above.skip + (not above.names) :])
    options = {"sheet": sheet, "skip": above.skip, "names": list(above.names)}
    return Reading("excel", plain(headers), options, above.notes + others(tables, sheet, "sheet"))


def sheets(path: Path) -> dict[str, Rows]:
    """The rows of every sheet of a workbook that has any."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # A workbook beyond all memory ends in a panic of the reader, which is no Exception.
        hint = "save it again, without a password, or as CSV"
        raise UsageError(f"cannot be read as a workbook: {error}", hint) from error
    return {name: [list(map(text, row)) for row in rows] for name, rows in found.items() if rows}


def refuse_far_cells(path: Path) -> None:
    """Refuse a workbook whose cells lie far apart.

    The reader allots a place to every cell up to the last one, and where these are too many for the
    memory the whole process dies, with no exception to catch.
    """
    # What is not of this kind, or broken, the reader has the words for.
    with suppress(*DAMAGED, OSError, RuntimeError), ZipFile(path) as book:
        for name in fitting(book.namelist(), "xl/worksheets/*.xml"):
            rows, columns = extent(book.open(name))
            if rows * columns > MOST_PLACES:
                hint = "delete the cells far from the table, or save it as CSV"
                raise UsageError(f"has a sheet up to row {rows:,} and column {columns:,}", hint)


def extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and the last column that a sheet's XML names."""
    row, letters, rest = 1, b"Z", b""
    while piece := sheet.read(1 << 20):
        text = rest + piece
        row = max([row, *map(int, ROW.findall(text))])
        letters = max({letters, *COLUMN.findall(text)}, key=lambda each: (len(each), each))
        rest = text[-200:]  # the end of a piece may cut a cell
    return row, reduce(lambda number, letter: 26 * number + letter - ord("A") + 1, letters, 0)


def text(value: Any) -> str:
    """A cell's value as pandas writes it when it reads a sheet as text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value} 00:00:00"
    return str(value)


def chosen(wish: str | None, names: list[str], what: str) -> str:
    """The table that is wished for, else the first."""
    if not names:
        raise UsageError(f"has no {what} with a table in it", "give another file")
    if wish is None or wish in names:
        return wish or names[0]
    hint = did_you_mean(wish, names, f"there are: {', '.join(names[:20])}")
    raise UsageError(f"has no {what} `{wish}`", hint)


def others(names: Iterable[str], taken: str, what: str) -> tuple[str, ...]:
    """What else there is to choose from."""
    rest = ", ".join(name for name in names if name != taken)[:100]
    return (f"read from {what} `{taken}`; also there: {rest}",) if rest else ()


def read_sqlite(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A table or view of an SQLite file, named where there are several."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        query = "SELECT name, type = 'view' FROM sqlite_master WHERE type IN ('table', 'view') "
        query += "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        views = dict(base.execute(query).fetchall())
        if layout.table is None and len(views) > 1:
            hint = f"name one with --table: {', '.join(list(views)[:20])}"
            raise UsageError(f"has {len(views)} tables", hint)
        table = chosen(layout.table, list(views), "table")
        # A view may compute without an end.
        end = time.monotonic() + LONGEST_VIEW
        base.set_progress_handler(lambda: time.monotonic() > end and views[table], 1_000_000)
        headers = [row[1] for row in base.execute(f"PRAGMA table_info({quote(table)})")]
        cells = ", ".join(f"coalesce(CAST({quote(h)} AS TEXT), '')" for h in headers)
        keep_rows(db, headers, base.execute(f"SELECT {cells} FROM {quote(table)}"))
    return Reading("sqlite", plain(headers), {"table": table}, others(views, table, "table"))
