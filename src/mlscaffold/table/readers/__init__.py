"""Reads a data file of any format into one table of text, and notes how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading
from mlscaffold.table.readers.nested import read_json, read_parquet
from mlscaffold.table.readers.sheets import read_excel, read_sqlite
from mlscaffold.table.readers.text import read_text

if TYPE_CHECKING:
    import duckdb

READERS = {
    "text": read_text,
    "json": read_json,
    "parquet": read_parquet,
    "excel": read_excel,
    "sqlite": read_sqlite,
}


def load(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """Make the table `raw`, one text column per header; raises `UsageError` when that fails."""
    import duckdb

    found = formats.detect(path)
    check_layout(found, layout)
    with plainly_named(path) as file:
        try:
            return READERS[found](db, file, layout)
        except UsageError as error:
            message = error.message.replace(str(file), str(path))
            raise UsageError(message, error.hint) from error
        except duckdb.Error as error:
            reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
            hint = "save it as CSV: a header, then one row per line"
            message = f"`{path}` cannot be read as {found}: {reason[:160]}"
            raise UsageError(message, hint) from error


@contextmanager
def plainly_named(path: Path) -> Iterator[Path]:
    """The file by a name that is no pattern: DuckDB would look for all files that fit."""
    if not set(str(path)) & set("*?[]{}"):
        yield path
        return
    with TemporaryDirectory() as folder:
        link = Path(folder, "table")
        link.symlink_to(path.resolve())
        yield link


def check_layout(found: str, layout: Layout) -> None:
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
