"""What every reader gives: a table of text, and how it was read, so that a project can do it again."""

import csv
import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from mlscaffold.errors import UsageError
from mlscaffold.names import distinct

MOST_COLUMNS = 1000
LONGEST_HEADER = 10_000
LONGEST_LINE = 1 << 27  # bytes


@dataclass(frozen=True)
class Reading:
    """How a file was read: the reader, the raw columns, what the reader must be told.

    `cells` is header → the SQL that gives the column, which is its name unless it is nested.
    """

    reader: str
    cells: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    joined: str = ""  # a column made of several, only to put rows in order


def quote(identifier: str) -> str:
    """An SQL identifier that keeps any header as it is."""
    return '"' + identifier.replace('"', '""') + '"'


def string(text: str) -> str:
    """An SQL string."""
    return "'" + text.replace("'", "''") + "'"


def one(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row of a query."""
    [row] = db.execute(query).fetchall()
    return tuple(row)


def pattern(path: Path) -> str:
    """A file as DuckDB wants it, which looks for all files that fit a name such as `a[1].csv`."""
    return glob.escape(str(path))


def check_columns(headers: Sequence[str]) -> None:
    """Refuse tables of one column, of too many, and headers that are none."""
    if len(headers) < 2:
        hint = "a table needs a target and something to predict it from; is the delimiter right?"
        raise UsageError(f"has only one column: {''.join(headers)[:60]}", hint)
    if len(headers) > MOST_COLUMNS:
        hint = f"at most {MOST_COLUMNS:,}: choose those that matter; is the delimiter right?"
        raise UsageError(f"has {len(headers):,} columns", hint)
    if max(map(len, headers)) > LONGEST_HEADER:
        hint = "shorten it; --no-header says that there is none, --delimiter what is between cells"
        raise UsageError(f"has a header of over {LONGEST_HEADER} characters", hint)


def keep(relation: duckdb.DuckDBPyRelation, cells: dict[str, str]) -> None:
    """Copy cells as text into the table `raw`."""
    check_columns(list(cells))
    columns = (f"CAST({cell} AS VARCHAR) AS {quote(header)}" for header, cell in cells.items())
    relation.project(", ".join(columns)).to_table("raw")


def keep_rows(
    db: duckdb.DuckDBPyConnection, headers: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Put rows of text into the table `raw`, by way of a plain CSV file."""
    # A header may be no name that DuckDB takes here, such as `a=`.
    names = [f"c{place}" for place in range(len(headers))]
    dialect: dict[str, Any] = {"quotechar": '"', "escapechar": '"', "max_line_size": LONGEST_LINE}
    columns = dict.fromkeys(names, "VARCHAR")
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.csv")
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        kept = db.read_csv(str(copy), header=False, columns=columns, auto_detect=False, **dialect)
        keep(kept, dict(zip(headers, names, strict=True)))


def plain(headers: list[str]) -> dict[str, str]:
    """Cells of columns that are not nested."""
    return {header: quote(header) for header in headers}


def unique(headers: list[str]) -> list[str]:
    """Headers as pandas has them: a second `a` is `a.1`, an empty one `Unnamed: 3`."""
    return distinct((h or f"Unnamed: {place}" for place, h in enumerate(headers)), ".", 1)
