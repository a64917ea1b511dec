"""The counting of cleaning steps, against a count that compares every value of every row."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlscaffold.template.templates import built_in

SOURCE = built_in().folder / "project/src/{{ package }}"
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


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The template's module, in a package with as much of a schema as it asks for."""
    folder = tmp_path_factory.mktemp("counting")
    (folder / "counting").mkdir()
    for name in ("quality", "changes", "database"):
        shutil.copy(SOURCE / f"{name}.py", folder / "counting")
    (folder / "counting/schema.py").write_text('ORDER_BY, TARGET = ("source_row",), "b"\n')
    sys.path.insert(0, str(folder))
    yield importlib.import_module("counting.quality")
    sys.path.remove(str(folder))


def raw_table(rows: list[tuple[Any, ...]]) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("CREATE TABLE raw (source_row BIGINT, a VARCHAR, b VARCHAR)")
    for number, row in enumerate(rows, 1):
        db.execute("INSERT INTO raw VALUES (?, ?, ?)", [number, *row])
    return db


def clean(quality: ModuleType, db: Any, sql: str, features: str = "") -> list[Any]:
    """Run a cleaning script that lies beside a script for features."""
    with TemporaryDirectory() as folder:
        Path(folder, "clean.sql").write_text(sql, encoding="utf-8")
        Path(folder, "features.sql").write_text(features, encoding="utf-8")
        return list(quality.clean(db, Path(folder, "clean.sql")))


def script(steps: list[tuple[str, str, str]]) -> str:
    lines = []
    for number, (a, b, rest) in enumerate(steps, 1):
        columns = f"source_row, {a.format('a')} AS a, {b.format('b')} AS b"
        source = f"step{number - 1}" if number > 1 else "raw"
        lines.append(f"-- {number}. Rule {number}.\n")
        lines.append(f"CREATE TABLE step{number} AS\nSELECT {columns} FROM {source} {rest};\n\n")
    return "".join(lines)


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


@settings(max_examples=300)
@given(ROWS, STEPS)
def test_each_step_counts_what_changed(
    quality: ModuleType, rows: list[tuple[Any, ...]], chosen: list[tuple[str, str, str]]
) -> None:
    db = raw_table(rows)
    tables = ["raw", *(f"step{number}" for number in range(1, len(chosen) + 1))]
    steps = clean(quality, db, script(chosen), features=" ".join(tables))
    assert [step.table for step in steps] == tables[1:]
    for step in steps:
        before, after = all_rows(db, step.source), all_rows(db, step.table)
        touched = {n for n in after if not all(map(same, before[n], after[n]))}
        dropped = sorted(before.keys() - after.keys())
        counted = (step.rows_in, step.touched, step.dropped, step.rows)
        assert counted == (len(before), len(touched), len(dropped), len(after))
        assert [each["source_row"] for each in step.examples_dropped] == dropped[:3]
        named = {each["source_row"] for each in step.examples_touched}
        assert named <= touched
        assert len(step.examples_touched) >= min(len(touched), 3)
        for each in step.examples_touched:
            place = "ab".index(each["column"])
            assert not same(before[each["source_row"]][place], after[each["source_row"]][place])


def test_the_comment_above_a_step_is_its_rule(quality: ModuleType) -> None:
    sql = (
        "-- What this script is for.\n\n-- 1. A rule; with a semicolon\n-- of two lines.\n"
        "CREATE TABLE one AS SELECT * FROM raw;\n"
        "CREATE TABLE two AS SELECT * FROM one; -- 3. Not above anything.\n\n"
        '-- The "last" one.\nCREATE OR REPLACE TEMP TABLE "three" AS SELECT * FROM two;\n'
    )
    steps = clean(quality, raw_table([("x", "y")]), sql)
    rules = ["A rule; with a semicolon of two lines.", "", 'The "last" one.']
    assert [step.rule for step in steps] == rules


def test_a_table_that_nothing_reads_any_more_is_dropped(quality: ModuleType) -> None:
    sql = (
        "CREATE TABLE One AS SELECT * FROM raw;\nCREATE TABLE two AS SELECT * FROM one;\n"
        "CREATE TABLE three AS SELECT * FROM two JOIN ONE USING (source_row, a, b);\n"
    )
    db = raw_table([("x", "y")])
    clean(quality, db, sql, features="CREATE TABLE features AS SELECT * FROM three JOIN two;")
    left = {name for (name,) in db.execute("SHOW TABLES").fetchall()}
    assert left == {"raw", "two", "three"}


STEP = "CREATE TABLE clean AS SELECT"
REFUSED = {
    f"{STEP} raw.* FROM raw CROSS JOIN raw AS other": "not add or repeat them",
    f"{STEP} a, b FROM raw": "`clean` has no column source_row",
    f"{STEP} source_row, c FROM raw": "reads a column `c` that the data do not have",
    f"{STEP} raw.source_row, raw.c FROM raw": "reads a column `c` that the data do not have",
    f"{STEP} source_row, TRIM(c) AS c FROM raw": "reads a column `c` that the data do not have",
    f"{STEP} * FROM riders": "reads `riders`, but data/raw has no file of that name",
    f"{STEP} source_row, CAST(a AS BIGINT) AS a FROM raw": "Could not convert string 'x' to INT64",
    f"{STEP} 1 AS source_row": "takes its rows FROM a table",
    "DELETE FROM raw": "every statement makes one table",
    "SELEKT": "sql/clean.sql: syntax error",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_cannot_be_counted_is_refused_in_one_line(quality: ModuleType, sql: str) -> None:
    db = raw_table([("x", "y"), ("z", None)])
    with pytest.raises(quality.DataError) as error:
        clean(quality, db, f"{sql};\n")
    assert REFUSED[sql] in str(error.value)
    assert "\n" not in str(error.value)


def test_too_great_a_loss_names_its_steps(quality: ModuleType) -> None:
    sql = "-- 1. Known only.\nCREATE TABLE clean AS SELECT * FROM raw WHERE b IS NOT NULL;\n"
    steps = clean(quality, raw_table([("x", None), ("x", "y"), ("x", "y"), ("x", "y")]), sql)
    rows = quality.totals(steps, 0.2)
    assert (rows["raw"], rows["dropped"], rows["clean"], rows["dropped_share"]) == (4, 1, 3, 0.25)
    assert "- clean: 1 rows. Known only." in quality.loss(steps, rows)
    assert quality.loss(steps, quality.totals(steps, 0.25)) == ""
