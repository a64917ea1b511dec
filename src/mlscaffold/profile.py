"""A data file becomes a profile: its columns, their kinds, and what could be predicted from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlscaffold.errors import UsageError
from mlscaffold.names import python_names

if TYPE_CHECKING:
    import duckdb

Kind = Literal["number", "integer", "category", "date", "text", "identifier", "constant", "empty"]

# Spellings of "no value"; the generated project's ingest step reads the same ones as missing.
MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "?")
# Text with more different values than this is free text, not a category.
MOST_CATEGORIES = 50
FEWEST_ROWS = 50


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
        names = python_names(headers, reserved=sql_keywords(db))
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
            str(path), header=True, all_varchar=True, na_values=list(MISSING), sample_size=-1
        )
        headers = relation.columns
        cells = (f"nullif(trim({quote(h)}), '') AS {quote(h)}" for h in headers)
        relation.project(", ".join(cells)).to_table("raw")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0][:160]
        hint = "save it as CSV: a header, then one row per line"
        raise UsageError(f"`{path}` cannot be read as a table: {reason}", hint) from error
    if len(headers) < 2:
        hint = "a table needs the target and something to predict it from"
        raise UsageError(f"`{path}` has only one column: {headers[0]}", hint)
    return headers


def describe(db: duckdb.DuckDBPyConnection, header: str, name: str) -> Column:
    """Count, measure and classify one column of the table `raw`."""
    cell = quote(header)
    facts = db.execute(f"""
        SELECT count(*), count({cell}), count(DISTINCT {cell}),
            count(TRY_CAST({cell} AS DOUBLE)), count(TRY_CAST({cell} AS TIMESTAMP)),
            min(TRY_CAST({cell} AS DOUBLE)), max(TRY_CAST({cell} AS DOUBLE)),
            bool_and(TRY_CAST({cell} AS DOUBLE) = floor(TRY_CAST({cell} AS DOUBLE)))
        FROM raw
    """).fetchone()
    assert facts is not None
    rows, filled, distinct, numbers, dates, low, high, whole = facts
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
        called_id = header.lower().strip(" _") in ("id", "index", "") or header.lower().endswith(
            ("_id", " id")
        )
        if whole and distinct == filled and called_id:
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
    gaps = " + ".join(f"CAST({quote(c.source)} IS NULL AS INTEGER)" for c in used) or "0"
    cells = ", ".join(quote(c.source) for c in used)
    row = db.execute(f"SELECT {cells} FROM raw ORDER BY {gaps} LIMIT 1").fetchone()
    assert row is not None
    return {c.source: typed(value, c) for c, value in zip(used, row, strict=True)}


def typed(text: str | None, column: Column) -> Any:
    """A cell's text as the Python value of its column's kind."""
    if text is None or not column.numeric:
        return text
    return int(float(text)) if column.kind == "integer" else float(text)


def quote(identifier: str) -> str:
    """An SQL identifier that keeps any header as it is."""
    return '"' + identifier.replace('"', '""') + '"'


def sql_keywords(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Words that SQL keeps for itself, so that columns need no quotes in the generated SQL."""
    query = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
    return {word for (word,) in db.execute(query).fetchall()}
