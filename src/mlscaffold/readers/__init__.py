"""Reads a data file of any format into one table of text, and notes how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlscaffold.errors import UsageError
from mlscaffold.readers import formats
from mlscaffold.readers.base import Layout, Reading
from mlscaffold.readers.nested import read_json, read_parquet
from mlscaffold.readers.sheets import read_excel, read_sqlite
from mlscaffold.readers.text import read_text

if TYPE_CHECKING:
    import duckdb

READERS = {
    "text": read_text,
    "json": read_json,
    "parquet": read_parquet,
    "excel": read_excel,
    "sqlite": read_sqlite,
}
MOST_COLUMNS = 1000


def load(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """Make the table `raw`, one text column per header; raises `UsageError` when that fails."""
    import duckdb

    found = formats.detect(path)
    check_wishes(found, layout)
    try:
        reading = READERS[found](db, path, layout)
    except duckdb.Error as error:
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` cannot be read as {found}: {reason[:160]}", hint) from error
    check_columns(path, list(reading.cells))
    return reading


def check_wishes(found: str, layout: Layout) -> None:
    """Refuse what does not fit the format."""
    if layout.table and found not in ("excel", "sqlite"):
        hint = "leave it out; it names a sheet of a workbook or a table of a database"
        raise UsageError(f"--table does not fit a {found} file", hint)
    said = {"--delimiter": layout.delimiter, "--encoding": layout.encoding}
    for flag, value in said.items():
        if value is not None and found != "text":
            raise UsageError(f"{flag} does not fit a {found} file", f"leave out {flag}")
    if layout.delimiter is not None and len(layout.delimiter) != 1:
        raise UsageError(f"--delimiter `{layout.delimiter}` is not one character", 'such as ";"')


def check_columns(path: Path, headers: list[str]) -> None:
    """Refuse tables of one column and of too many."""
    if len(headers) < 2:
        hint = "a table needs the target and something to predict it from"
        raise UsageError(f"`{path}` has only one column: {''.join(headers)[:60]}", hint)
    if len(headers) > MOST_COLUMNS:
        hint = f"at most {MOST_COLUMNS:,}: choose those that matter; is the delimiter right?"
        raise UsageError(f"`{path}` has {len(headers):,} columns", hint)
