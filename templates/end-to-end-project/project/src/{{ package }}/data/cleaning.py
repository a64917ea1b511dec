"""Cleaning as named steps: one SQL file each, and what it did to the rows."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection
LOOKED_AT = 100  # changed rows, from which the examples come
NUMBER = re.compile(r"[A-Z]*INT(EGER)?|DOUBLE|DECIMAL.*")
TIME = re.compile(r"DATE|TIMESTAMP.*")


class DataError(ValueError):
    """The data cannot be used as they are; the message says what, where and the way out."""


def clean(db: Connection, folder: Path, raw: str) -> list[dict[str, Any]]:
    """Run the steps in the order of their numbers; return what each did. The last rows are `clean`.

    Each reads the view `previous`, at first the raw table, and keeps the column source_row, by
    which rows are followed.
    """
    steps: list[dict[str, Any]] = []
    db.execute(f"CREATE VIEW previous AS FROM {raw}")
    before = raw
    for file in sorted(folder.glob("*.sql"), key=number):
        table = f"step_{len(steps) + 1}"
        run(db, file, before=f"CREATE TABLE {table} AS\n")
        rule = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        steps.append({"step": file.stem, "rule": rule} | effect(db, before, table, file))
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM {table}")
        if before != raw:  # a table that nothing reads any more only fills the memory
            db.execute(f"DROP TABLE {before}")
        before = table
    db.execute(f"CREATE VIEW clean AS FROM {before}")
    return steps


def number(file: Path) -> tuple[int, str]:
    """The place of a step among the others: 2_known.sql comes before 10_typed.sql."""
    digits = re.match(r"\d+", file.name)
    return int(digits[0]) if digits else 0, file.name


def run(
    db: Connection, file: Path, *, before: str = "", values: dict[str, Any] | None = None
) -> None:
    """Run the SQL of a file, with some words before it; a refusal of DuckDB names the file."""
    try:
        db.execute(before + file.read_text(encoding="utf-8"), values)
    except duckdb.Error as error:
        way_out = ""
        if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
            way_out = " (is it in data/raw, and spelled so?)"
        raise DataError(f"{file.name}: {str(error).splitlines()[0]}{way_out}") from None


def effect(db: Connection, before: str, after: str, file: Path) -> dict[str, Any]:
    """How many rows a step changed and dropped, with an example of each column that it changed.

    Raises DataError when rows cannot be followed, or are added or repeated.
    """
    if "source_row" not in columns(db, after):
        raise DataError(f"{file.name} drops the column source_row, which the rows are known by")
    shared = shared_columns(db, before, after)
    content = stamp(shared.items())
    query = f"""
        WITH
            old AS (SELECT source_row, {content} AS content FROM {before}),
            new AS (SELECT source_row, {content} AS content FROM {after})
        SELECT
            count(*) FILTER (old.content <> new.content),
            count(*) FILTER (new.content IS NULL),
            min(source_row, {LOOKED_AT}) FILTER (old.content <> new.content)
        FROM old LEFT JOIN new USING (source_row)
    """
    touched, dropped, first = db.execute(query).fetchall()[0]
    rows_in, rows = len(db.table(before)), len(db.table(after))
    if rows != rows_in - dropped:
        raise DataError(f"{file.name} adds or repeats rows: a step may change and drop them")
    counts = {"rows_in": rows_in, "touched": touched, "dropped": dropped, "rows": rows}
    return counts | {"examples": examples(db, before, after, shared, first or [])}


def columns(db: Connection, table: str) -> dict[str, str]:
    """The columns of a table with their types."""
    relation = db.table(table)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def shared_columns(db: Connection, before: str, after: str) -> dict[str, str]:
    """The columns of both tables, each with the type in which its values are compared."""
    old, new = columns(db, before), columns(db, after)
    both = [name for name in old if name in new and name != "source_row"]
    return {name: common_type(old[name], new[name]) for name in both}


def common_type(old: str, new: str) -> str:
    """The type that tells whether a cast kept a value: 1.50 read as 1.5 it did, 1.5 as 2 not."""
    kinds = {old, new} - {"VARCHAR"}
    if old != new and all(map(NUMBER.fullmatch, kinds)):
        return "DOUBLE"
    if old != new and all(map(TIME.fullmatch, kinds)):
        return "TIMESTAMP"
    return kinds.pop() if len(kinds) == 1 else "VARCHAR"


def stamp(values: Iterable[tuple[str, str]]) -> str:
    """The SQL of one number that stands for these columns of a row: a join on it stays narrow.

    A column counts as what it is in the given type, and as missing or not: text that is no number
    has not been missing before.
    """
    parts = [f'TRY_CAST("{name}" AS {kind}), "{name}" IS NULL' for name, kind in values]
    return f"hash({', '.join(['0', *parts])})"


def examples(
    db: Connection, before: str, after: str, shared: dict[str, str], rows: list[int]
) -> list[list[str]]:
    """Of each column the first change among some rows: column, row, value before and after."""
    found = []
    some = f"WHERE source_row IN ({', '.join(map(str, rows))})"
    for name, kind in shared.items() if rows else ():
        cells = f'source_row, "{name}" AS value, {stamp([(name, kind)])} AS content'
        query = f"""
            SELECT source_row, old.value, new.value
            FROM (SELECT {cells} FROM {before} {some}) AS old
            JOIN (SELECT {cells} FROM {after} {some}) AS new USING (source_row)
            WHERE old.content <> new.content ORDER BY source_row LIMIT 1
        """
        if change := db.execute(query).fetchone():
            found.append([name, *("missing" if v is None else str(v) for v in change)])
    return found
