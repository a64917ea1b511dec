"""Excel workbooks and SQLite files: one of several tables."""

from __future__ import annotations

import csv
import re
import sqlite3
import time
from contextlib import closing
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from mlscaffold.errors import UsageError
from mlscaffold.names import nearest
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers.base import Reading, keep_copy, plain, quote, unique
from mlscaffold.table.readers.header import Rows, top

if TYPE_CHECKING:
    import duckdb

LONGEST_VIEW = 15  # seconds
# 24 bytes each in the reader; Excel's million rows with 47 columns.
MOST_PLACES = 50_000_000
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
# The places of cells in a sheet's XML that are not empty; small numbers and letters do not matter.
ROW = re.compile(rb'r="[A-Z]{1,3}(\d{4,7})"[^>]*(?<!/)>')
COLUMN = re.compile(rb'r="([A-Z]{2,3})\d+"[^>]*(?<!/)>')
LETTERS = 26


def read_excel(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A sheet of a workbook: the one named, else the first one that holds a table."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_far_cells(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except BaseException as error:
        # A workbook beyond all memory ends in a panic of the reader, which is no Exception.
        known = isinstance(error, CalamineError | OSError | ValueError | MemoryError)
        if not known and type(error).__name__ != "PanicException":
            raise
        hint = "save it again, without a password, or as CSV"
        raise UsageError(f"`{path}` cannot be read as a workbook: {error}", hint) from error
    tables = {name: [list(map(text, row)) for row in rows] for name, rows in sheets.items() if rows}
    sheet = chosen(
        path, layout.table, [n for n, rows in tables.items() if width(rows) > 1], "sheet"
    )
    rows = tables[sheet]
    above = top(rows, len(rows[0]), layout.header)
    first, rest = rows[above.skip], rows[above.skip + 1 :]
    headers = list(above.names) or unique(first)
    fill(path, db, headers, rows[above.skip :] if above.names else rest)
    options = {"sheet": sheet, "skip": above.skip, "names": list(above.names)}
    return Reading("excel", plain(headers), options, above.notes + others(tables, sheet, "sheet"))


def refuse_far_cells(path: Path) -> None:
    """Refuse a workbook whose cells lie far apart.

    The reader allots a place to every cell up to the last one, and where these are too many for the
    memory the whole process dies, with no exception to catch.
    """
    try:
        with ZipFile(path) as book:
            sheets = [name for name in book.namelist() if SHEETS.fullmatch(name)]
            extents = [extent(book.open(name)) for name in sheets]
    except (BadZipFile, OSError, EOFError, RuntimeError, zlib_error):
        return  # not of this kind, or broken: the reader has the words for it
    for rows, columns in extents:
        if rows * columns > MOST_PLACES:
            what = f"a sheet of `{path}` reaches to row {rows:,} and column {columns:,}"
            raise UsageError(what, "delete the cells far from the table, or save it as CSV")


def extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and the last column that a sheet's XML names."""
    rows, columns, rest = 1, LETTERS, b""
    while piece := sheet.read(1 << 20):
        text = rest + piece
        rows = max(rows, max(map(int, ROW.findall(text)), default=1))
        columns = max(columns, max(map(column_number, set(COLUMN.findall(text))), default=1))
        rest = text[-200:]  # the end of a piece may cut a cell
    return rows, columns


def column_number(letters: bytes) -> int:
    """A column's number from its letters: 27 for AA."""
    return reduce(lambda number, letter: LETTERS * number + letter - ord("A") + 1, letters, 0)


def width(rows: Rows) -> int:
    """Cells of the fullest row."""
    return max(filled(row) for row in rows)


def filled(row: list[str]) -> int:
    """Cells that hold something."""
    return sum(bool(cell) for cell in row)


def text(value: Any) -> str:
    """A cell's value as pandas writes it when it reads a sheet as text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value} 00:00:00"
    return str(value)


def chosen(path: Path, wish: str | None, names: list[str], what: str) -> str:
    """The table that is wished for, else the first."""
    if not names:
        raise UsageError(f"`{path}` has no {what} with a table in it", "give another file")
    if wish is None:
        return names[0]
    if wish in names:
        return wish
    near = nearest(wish, names)
    hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(names[:20])}"
    raise UsageError(f"`{path}` has no {what} `{wish}`", hint)


def others(names: Any, taken: str, what: str) -> tuple[str, ...]:
    """What else there is to choose from."""
    rest = [name for name in names if name != taken]
    return (f"read from {what} `{taken}`; also there: {', '.join(rest)[:100]}",) if rest else ()


def fill(path: Path, db: duckdb.DuckDBPyConnection, headers: list[str], rows: Rows) -> None:
    """Put rows of text into the table `raw`."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.csv")
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        keep_copy(db, path, copy, headers)


def read_sqlite(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A table or view of an SQLite file."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            query = "SELECT name, type = 'view' FROM sqlite_master WHERE type IN ('table', 'view') "
            query += "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
            views = dict(base.execute(query).fetchall())
            names = list(views)
            table = chosen_table(path, layout.table, names)
            # A view may compute without an end.
            end = time.monotonic() + LONGEST_VIEW
            base.set_progress_handler(lambda: time.monotonic() > end and views[table], 1_000_000)
            headers = [row[1] for row in base.execute(f"PRAGMA table_info({quote(table)})")]
            cells = ", ".join(f"CAST({quote(h)} AS TEXT)" for h in headers)
            rows = [
                ["" if cell is None else cell for cell in row]
                for row in base.execute(f"SELECT {cells} FROM {quote(table)}")
            ]
    except sqlite3.Error as error:
        raise UsageError(f"`{path}` cannot be read as SQLite: {error}", "is it whole?") from error
    fill(path, db, headers, rows)
    return Reading("sqlite", plain(headers), {"table": table}, others(names, table, "table"))


def chosen_table(path: Path, wish: str | None, names: list[str]) -> str:
    """The table named; of several it must be."""
    if wish is None and len(names) > 1:
        hint = f"name one with --table: {', '.join(names[:20])}"
        raise UsageError(f"`{path}` has {len(names)} tables", hint)
    return chosen(path, wish, names, "table")
