"""A data file becomes a profile: its columns, their kinds, and what a person should know of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean, python_names
from mlscaffold.table.choices import Layout
from mlscaffold.table.columns import Column
from mlscaffold.table.examine import Examiner
from mlscaffold.table.readers import load
from mlscaffold.table.readers.base import Reading, one, quote
from mlscaffold.table.tidy import Rule, leave_out, with_time

if TYPE_CHECKING:
    import duckdb

FEWEST_ROWS = 50
# More rows than this: different values are estimated, and kinds guessed on some rows first.
MANY = 1_000_000
FEW = 50_000
SAMPLE = 5_000
LARGE = 100_000_000  # bytes: a larger file is worked on in a file, not in memory
MEMORY = "1GB"
KEYWORDS = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
BINS = 8
FEWEST_ALIKE = 10  # rows that share a value which is shown as an example
NOBODYS_TEXT = "A few words, as somebody might write them here."


@dataclass(frozen=True)
class Profile:
    """A table's shape and columns, how it was read, a made-up row, and pictures of columns."""

    path: Path
    rows: int
    columns: tuple[Column, ...]
    reading: Reading
    example: dict[str, Any]
    histograms: dict[str, list[int]]
    sample: dict[str, list[Any]]
    repeated: int  # rows that are like another in every column; 0 of a large table
    rules: tuple[Rule, ...] = ()  # by which lines are no data

    def column(self, source: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.source == source)


def profile(path: Path, layout: Layout | None = None) -> Profile:
    """Read a file once and describe every column.

    Raises `UsageError` when the file is absent, empty or not a table.
    """
    with opened(path) as db:
        return profile_in(db, path, layout or Layout())


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database to work in; of large files it lies on the disk, so that memory is bounded."""
    import duckdb

    with TemporaryDirectory() as folder:
        large = path.is_file() and path.stat().st_size > LARGE
        place = str(Path(folder, "table.duckdb")) if large else ":memory:"
        settings: Any = {"temp_directory": folder, "memory_limit": MEMORY} if large else {}
        with duckdb.connect(place, config=settings) as db:
            db.execute("SET enable_progress_bar = false")  # it would stand in what --json prints
            yield db


def profile_in(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Profile:
    """Fill the database with the table and describe it."""
    reading = load(db, path, layout)
    rules = leave_out(db, list(reading.cells)) if reading.reader in ("csv", "text", "excel") else ()
    reading = with_time(db, reading)
    headers = list(reading.cells)
    (rows,) = one(db, "SELECT count(*) FROM raw")
    if rows == 0:
        raise UsageError(f"`{path}` has a header but no rows", "give a file with data in it")
    # Every so many rows of the table, or all of a small one.
    where = f"WHERE rowid % {rows // FEW} = 0" if rows > 2 * FEW else ""
    db.execute(f"CREATE {'TABLE' if where else 'VIEW'} few AS FROM raw {where}")
    names = python_names(headers, reserved=sql_keywords())
    examiner = Examiner(db, exact=rows <= MANY)
    columns = tuple(examiner.describe_all(headers, names))
    if all(column.kind == "empty" for column in columns):
        raise UsageError(f"`{path}` has rows but no values", "give a file with data in it")
    sample = sampled(db, columns, rows)
    example = {c.source: example_of(c, sample[c.source]) for c in columns if c.kind != "empty"}
    histograms = {c.source: histogram(c, sample[c.source]) for c in columns}
    several = "SELECT count(*) FROM (SELECT DISTINCT * FROM raw)"
    twins = rows - one(db, several)[0] if rows <= MANY else 0  # which would take long
    return Profile(path, rows, columns, reading, example, histograms, sample, twins, rules)


def typed(column: Column) -> str:
    """The SQL of a cell as a value of its column's kind; of a date its day as 2024-12-31."""
    value = column.typed(column.plain(column.known(quote(column.source))))
    return f"strftime({value}, '%Y-%m-%d')" if column.kind == "date" else value


def sampled(
    db: duckdb.DuckDBPyConnection, columns: tuple[Column, ...], rows: int
) -> dict[str, list[Any]]:
    """Values of every so many rows by header, for questions that look at several columns."""
    step = max(1, min(rows, 2 * FEW) // SAMPLE)
    every = f"FROM few QUALIFY row_number() OVER () % {step} = 0"
    found = db.execute(f"SELECT {', '.join(map(typed, columns))} {every}").fetchall()
    return dict(zip((c.source for c in columns), map(list, zip(*found, strict=True)), strict=True))


def example_of(column: Column, values: list[Any]) -> Any:
    """A value made up from some of a column's: never one that a single row might be known by.

    The middle of numbers, rounded, and of days; the most frequent category; of free text a sentence
    of nobody's. None where a value may be missing and none of them is frequent.
    """
    known = sorted(value for value in values if value is not None)
    if column.kind == "text":
        return NOBODYS_TEXT
    if not known:
        return None
    if column.numeric and not column.values:
        middle = float(f"{median(known):.3g}")
        return int(middle) if column.kind == "integer" else middle
    if column.kind == "date":
        return known[len(known) // 2]
    value, rows = Counter(known).most_common(1)[0]
    if column.values or rows >= max(FEWEST_ALIKE, len(known) / 100):
        return int(value) if column.kind == "integer" else value
    return None if column.nullable else "other"


def histogram(column: Column, values: list[Any]) -> list[int]:
    """Counts of some values: of equal ranges of numbers, or of the most frequent words."""
    if column.numeric:
        low, width = column.low or 0.0, ((column.high or 0.0) - (column.low or 0.0)) / BINS
        places = Counter(min(int((v - low) / width), BINS - 1) for v in values if v is not None)
        return [places[place] for place in range(BINS)]
    return sorted(column.counts, reverse=True)[:BINS]


@cache
def sql_keywords() -> frozenset[str]:
    """Words that SQL keeps for itself: without them generated SQL needs no quotes."""
    import duckdb

    with duckdb.connect() as db:
        return frozenset(word for (word,) in db.execute(KEYWORDS).fetchall())


def find_column(profile: Profile, name: str, flag: str) -> Column:
    """The column called `name`, case and surrounding blanks forgiven, or at `@last` or `@15`."""
    columns = [c for c in profile.columns if c.source != profile.reading.joined]
    if place := re.fullmatch(r"@(last|\d+)", name.strip()):
        number = len(columns) if place[1] == "last" else int(place[1])
        if 1 <= number <= len(columns):
            return columns[number - 1]
        hint = f"its columns are @1 to @{len(columns)}, the same as @last"
        raise UsageError(f"`{profile.path}` has no column @{number}", hint)
    exact = [c for c in columns if c.source == name]
    alike = exact or [c for c in columns if c.source.strip().lower() == name.strip().lower()]
    if alike:
        return alike[0]
    headers = [c.source for c in columns]
    hint = did_you_mean(name, headers, f"its columns: {', '.join(headers[:20])}")
    raise UsageError(f"`{profile.path}` has no column `{name}` ({flag})", hint)
