"""Reads a data file of any format into one table of text, and notes how."""

import csv
import sqlite3
from pathlib import Path

import duckdb

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading
from mlscaffold.table.readers.nested import read_json, read_parquet
from mlscaffold.table.readers.sheets import read_excel, read_sqlite
from mlscaffold.table.readers.text import read_text

READERS = {
    "text": read_text,
    "json": read_json,
    "parquet": read_parquet,
    "excel": read_excel,
    "sqlite": read_sqlite,
}
# What reading raises, but for an archive that is damaged.
FAILED = (duckdb.Error, sqlite3.Error, csv.Error, UnicodeError, OSError)


def load(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """Make the table `raw`, one text column per header; raises `UsageError` when that fails.

    The readers say what is wrong with a file, and here its name is put before it.
    """
    formats.check_file(path)
    try:
        found = formats.detect(path)
        check_layout(found, layout)
        return READERS[found](db, path, layout)
    except UsageError as error:
        raise UsageError(f"`{path}` {error.message}", error.hint) from error
    except formats.DAMAGED as error:
        raise UsageError(f"`{path}` is a damaged archive", "save or download it again") from error
    except FAILED as error:
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        hint = "is it whole? save it again, or as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` cannot be read: {reason[:160]}", hint) from error


def check_layout(found: str, layout: Layout) -> None:
    """Refuse what does not fit the format."""
    for flag, value, fitting in (
        ("--table", layout.table, ("excel", "sqlite")),
        ("--delimiter", layout.delimiter, ("text",)),
        ("--encoding", layout.encoding, ("text",)),
    ):
        if value is not None and found not in fitting:
            hint = f"leave it out; it is for {' and '.join(fitting)} files"
            raise UsageError(f"cannot be read so: {flag} does not fit a {found} file", hint)
    if layout.delimiter is not None and len(layout.delimiter) != 1:
        message = f"cannot be cut: --delimiter `{layout.delimiter}` is not one character"
        raise UsageError(message, 'such as ";"')
