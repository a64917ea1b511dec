"""The counting of cleaning steps, against a count that compares every value of every row."""

import runpy
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from mlscaffold.template.templates import built_in

SOURCE = built_in().folder / "project/src/{{ package }}/data/cleaning.py"
CLEAN = runpy.run_path(str(SOURCE))["clean"]
# Numbers, times and words in many spellings, as raw tables have them.
TEXTS = ["1", "01", "1.0", "1.50", "1,5", " 2 ", "-0.0", "1e3", "9007199254740993", "x", "X", ""]
TEXTS += ["?", "2024-03-05", "2024-03-05 18:22:00", "05.03.2024 18:22", "a|b", "ä"]
# What a step may do with a column; each fits whatever the steps before made of it.
EXPRESSIONS = [
    "{0}",
    "CAST({0} AS VARCHAR)",
    "TRY_CAST({0} AS DOUBLE)",
    "TRY_CAST({0} AS BIGINT)",
    "TRY_CAST({0} AS DECIMAL(9, 1))",
    "TRY_CAST(CAST({0} AS VARCHAR) AS TIMESTAMP)",
    "TRY_CAST(CAST({0} AS VARCHAR) AS DATE)",
    "TRY_CAST(REPLACE(CAST({0} AS VARCHAR), ',', '.') AS DOUBLE)",
    "UPPER(TRIM(CAST({0} AS VARCHAR)))",
    "NULLIF(CAST({0} AS VARCHAR), '?')",
    "COALESCE(CAST({0} AS VARCHAR), '0')",
]
FILTERS = [
    "",
    "WHERE a IS NOT NULL",
    "WHERE source_row % 3 <> 0",
    "ORDER BY hash(source_row)",
    "QUALIFY ROW_NUMBER() OVER (PARTITION BY CAST(b AS VARCHAR) ORDER BY source_row) = 1",
]
VALUES = st.none() | st.sampled_from(TEXTS)
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=12)
EXPRESSION = st.sampled_from(EXPRESSIONS)
STEPS = st.lists(st.tuples(EXPRESSION, EXPRESSION, st.sampled_from(FILTERS)), max_size=5)

Rows = dict[int, tuple[Any, ...]]


def raw_table(rows: list[tuple[Any, ...]]) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("CREATE TABLE raw (source_row BIGINT, a VARCHAR, b VARCHAR)")
    for number, row in enumerate(rows, 1):
        db.execute("INSERT INTO raw VALUES (?, ?, ?)", [number, *row])
    return db


def clean(db: Any, queries: list[str]) -> list[dict[str, Any]]:
    """Run the queries as the files of a folder, each under a rule; the tables stay."""
    with TemporaryDirectory() as folder:
        for number, query in enumerate(queries, 1):
            Path(folder, f"{number}_step.sql").write_text(f"-- Rule {number}.\n{query}\n")
        return list(CLEAN(db, Path(folder), "raw"))


def query_of(step: tuple[str, str, str]) -> str:
    a, b, rest = step
    return f"SELECT source_row, {a.format('a')} AS a, {b.format('b')} AS b FROM previous {rest}"


def all_rows(db: Any, table: str) -> Rows:
    return {
        row[0]: row[1:] for row in db.execute(f"SELECT source_row, a, b FROM {table}").fetchall()
    }


def same(old: Any, new: Any) -> bool:
    """Whether a value was kept, perhaps as another type."""
    if old is None or new is None or type(old) is type(new):
        return bool(old == new)
    if isinstance(old, date) or isinstance(new, date):
        return as_time(old) == as_time(new) is not None
    return as_number(old) == as_number(new) is not None


def as_time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def as_number(value: Any) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def states(rows: list[tuple[Any, ...]], queries: list[str]) -> list[Rows]:
    """The rows before the first query and after each."""
    db = raw_table(rows)
    db.execute("CREATE VIEW previous AS FROM raw")
    found = [all_rows(db, "raw")]
    for number, query in enumerate(queries):
        db.execute(f"CREATE TABLE after_{number} AS {query}")
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM after_{number}")
        found.append(all_rows(db, "previous"))
    return found


@settings(max_examples=200)
@given(ROWS, STEPS)
def test_each_step_counts_what_changed(
    rows: list[tuple[Any, ...]], chosen: list[tuple[str, str, str]]
) -> None:
    queries = [query_of(step) for step in chosen]
    found = clean(raw_table(rows), queries)
    tables = states(rows, queries)
    for step, (old, new) in zip(found, pairwise(tables), strict=True):
        touched = {n for n in new if not all(map(same, old[n], new[n]))}
        counted = (step["rows_in"], step["touched"], step["dropped"], step["rows"])
        assert counted == (len(old), len(touched), len(old) - len(new), len(new))


def test_a_table_that_nothing_reads_any_more_is_dropped() -> None:
    db = raw_table([("x", "y")])
    clean(db, ["FROM previous"] * 3)
    left = {name for (name,) in db.execute("SHOW TABLES").fetchall()}
    assert left == {"raw", "previous", "step_3", "clean"}
