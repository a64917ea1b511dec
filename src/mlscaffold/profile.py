"""A data file becomes a profile: its columns, their kinds, and what could be predicted from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlscaffold.errors import UsageError
from mlscaffold.names import python_names

if TYPE_CHECKING:
    import duckdb

Kind = Literal["number", "integer", "category", "date", "text", "identifier", "constant", "empty"]

# Spellings of "no value"; the generated project's ingest step reads the same ones as missing.
MISSING = ("", "NA", "N/A", "NaN", "nan", "NAN", "null", "NULL", "?")
# Text with more different values than this is free text, not a category.
MOST_CATEGORIES = 50
FEWEST_ROWS = 50
# A cell as a number that a model can take (float32), and the year of one that is a date.
NUMBER = "CASE WHEN abs(TRY_CAST({0} AS DOUBLE)) < 1e30 THEN TRY_CAST({0} AS DOUBLE) END"
YEAR = "CASE WHEN TRY_CAST({0} AS TIMESTAMP) BETWEEN '1000-01-01' AND '9999-12-31'"
YEAR += " THEN year(TRY_CAST({0} AS TIMESTAMP)) END"
# Headers of columns that number or name their rows; `column0` is DuckDB's word for none at all.
KEYWORDS = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
NUMBERING = r"(column|unnamed: ?)\d+|index|(.*[_ ])?id|row.?(id|nr|no|number)?"


@dataclass(frozen=True)
class Column:
    """One column of a file, as its values show it."""

    name: str
    source: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def nullable(self) -> bool:
        """Whether some row has no value here."""
        return self.missing > 0

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in ("number", "integer")


@dataclass(frozen=True)
class Profile:
    """A table's shape and columns, with one complete row as an example."""

    path: Path
    rows: int
    columns: tuple[Column, ...]
    example: dict[str, Any]

    def column(self, source: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.source == source)


def profile(path: Path) -> Profile:
    """Read a CSV file once and describe every column.

    Raises `UsageError` when the file is absent, empty or not a table.
    """
    check_file(path)
    import duckdb

    with duckdb.connect() as db:
        headers = load(db, path)
        names = python_names(headers, reserved=sql_keywords())
        columns = tuple(
            describe(db, header, name) for header, name in zip(headers, names, strict=True)
        )
        rows = columns[0].rows
        if rows == 0:
            raise UsageError(f"`{path}` has a header but no rows", "give a file with data in it")
        return Profile(path, rows, columns, example_row(db, columns))


def check_file(path: Path) -> None:
    """Refuse what cannot be a table before any engine looks at it."""
    if not path.exists():
        raise UsageError(f"`{path}` does not exist", "check the path given to --data")
    if not path.is_file():
        raise UsageError(f"`{path}` is not a file", "give one CSV file to --data")
    with path.open("rb") as file:
        start = file.read(65536)
    if not start.strip():
        raise UsageError(f"`{path}` is empty", "give a CSV file with a header and rows")
    if b"\0" in start:
        raise UsageError(f"`{path}` is not a table: it is binary", "give a CSV file to --data")


def load(db: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Read the file into the table `raw`, every value as trimmed text; return its headers."""
    import duckdb

    try:
        relation = db.read_csv(
            str(path),
            header=True,
            all_varchar=True,
            na_values=list(MISSING),
            sample_size=-1,
            hive_partitioning=False,  # or a folder called year=2024 would add a column
        )
        headers = relation.columns
        cells = (f"nullif(trim({quote(h)}), '') AS {quote(h)}" for h in headers)
        relation.project(", ".join(cells)).to_table("raw")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0][:160]
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` cannot be read as a table: {reason}", hint) from error
    if own := {"source_row", "nth_copy"} & {header.strip().lower() for header in headers}:
        hint = "rename that column"
        raise UsageError(f"`{path}` has a column `{own.pop()}`, as the pipeline has one", hint)
    if len(headers) < 2:
        hint = "a table needs the target and something to predict it from"
        raise UsageError(f"`{path}` has only one column: {headers[0]}", hint)
    return headers


def describe(db: duckdb.DuckDBPyConnection, header: str, name: str) -> Column:
    """Count, measure and classify one column of the table `raw`."""
    cell = quote(header)
    facts = db.execute(f"""
        SELECT count(*), count({cell}), count(DISTINCT {cell}),
            count(number), min(number), max(number), bool_and(number = floor(number)),
            count(year), min(year), max(year)
        FROM (SELECT {cell}, {NUMBER.format(cell)} AS number, {YEAR.format(cell)} AS year FROM raw)
    """).fetchone()
    assert facts is not None
    rows, filled, distinct, numbers, low, high, whole, dates, first, last = facts
    if dates == filled and numbers < filled:
        low, high = first, last
    kind = classify(
        header, filled=filled, distinct=distinct, numbers=numbers, dates=dates, whole=bool(whole)
    )
    column = Column(name, header, kind, rows, rows - filled, distinct, low, high)
    if distinct <= MOST_CATEGORIES and filled:
        pairs = db.execute(
            f"SELECT {cell}, count(*) FROM raw WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
        values, counts = zip(*pairs, strict=True)
        return Column(**{**vars(column), "values": values, "counts": counts})
    return column


def classify(
    header: str, *, filled: int, distinct: int, numbers: int, dates: int, whole: bool
) -> Kind:
    """Name the kind of a column from counts of its values."""
    if filled == 0:
        return "empty"
    if distinct == 1:
        return "constant"
    if numbers == filled:
        numbering = re.fullmatch(NUMBERING, header.strip().lower())
        if whole and distinct == filled and numbering:
            return "identifier"
        return "integer" if whole else "number"
    if dates == filled:
        return "date"
    if distinct <= MOST_CATEGORIES:
        return "category"
    return "identifier" if distinct == filled else "text"


def example_row(db: duckdb.DuckDBPyConnection, columns: tuple[Column, ...]) -> dict[str, Any]:
    """The first row with the fewest gaps, by header; numbers as numbers."""
    used = [c for c in columns if c.kind != "empty"]
    gaps = ", ".join(f"CAST({quote(c.source)} IS NULL AS INTEGER)" for c in used)
    cells = ", ".join(shown(c) for c in used)
    row = db.execute(f"SELECT {cells} FROM raw ORDER BY list_sum([{gaps}]) LIMIT 1").fetchone()
    assert row is not None
    return {c.source: typed(value, c) for c, value in zip(used, row, strict=True)}


def shown(column: Column) -> str:
    """The SQL of a cell; of a date, its day as 2024-12-31."""
    cell = quote(column.source)
    return f"strftime(CAST({cell} AS TIMESTAMP), '%Y-%m-%d')" if column.kind == "date" else cell


def typed(text: str | None, column: Column) -> Any:
    """A cell's text as the Python value of its column's kind."""
    if text is None or not column.numeric:
        return text
    return int(float(text)) if column.kind == "integer" else float(text)


def quote(identifier: str) -> str:
    """An SQL identifier that keeps any header as it is."""
    return '"' + identifier.replace('"', '""') + '"'


@cache
def sql_keywords() -> frozenset[str]:
    """Words that SQL keeps for itself: without them generated SQL needs no quotes."""
    import duckdb

    with duckdb.connect() as db:
        return frozenset(word for (word,) in db.execute(KEYWORDS).fetchall())
