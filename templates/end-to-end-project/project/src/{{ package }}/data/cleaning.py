"""Cleaning as named steps: one SQL file each, and what it did to the rows."""

from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection


class DataError(ValueError):
    """The data cannot be used as they are; the message says why, and the way out."""


def clean(db: Connection, folder: Path, raw: str) -> list[dict[str, Any]]:
    """Run the steps in the order of their names; each reads the view `previous`, first the raw table.

    Every step keeps the column source_row, by which rows are followed. The last rows are `clean`.
    """
    steps: list[dict[str, Any]] = []
    db.execute(f"CREATE VIEW previous AS FROM {raw}")
    for file in sorted(folder.glob("*.sql")):
        table = f"step_{len(steps) + 1}"
        run(db, file, f"CREATE TABLE {table} AS\n")
        rule = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        steps.append(
            {"step": file.stem, "rule": rule}
            | effect(db, steps[-1]["table"] if steps else raw, table)
        )
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM {table}")
    db.execute("CREATE VIEW clean AS FROM previous")
    return steps


def run(db: Connection, file: Path, before: str = "") -> None:
    """Run the SQL of a file, with some words before it; name the file when DuckDB refuses it."""
    try:
        db.execute(before + file.read_text(encoding="utf-8"))
    except duckdb.Error as error:
        raise DataError(f"{file.name}: {error}") from None


def effect(db: Connection, before: str, after: str) -> dict[str, Any]:
    """How many rows a step changed and dropped, with an example of each column that it changed."""
    rows_in, rows = len(db.table(before)), len(db.table(after))
    kinds = dict(zip(db.table(after).columns, db.table(after).types, strict=True))
    columns = [name for name in db.table(before).columns if name in kinds]
    both = f"FROM {before} old JOIN {after} new USING (source_row) WHERE "
    changed, examples = "false", []
    for name in columns:
        # A value that only became another type ('45' → 45.0) has not changed.
        differs = f"TRY_CAST(old.{name} AS {kinds[name]}) IS DISTINCT FROM new.{name}"
        differs += f" OR (old.{name} IS NULL) <> (new.{name} IS NULL)"
        changed += f" OR {differs}"
        query = f"SELECT source_row, old.{name}, new.{name} {both}{differs}"
        if example := db.execute(f"{query} ORDER BY source_row LIMIT 1").fetchone():
            examples.append([name, *map(str, example)])
    matched = db.execute(f"SELECT count(DISTINCT source_row) {both}true").fetchall()[0][0]
    touched = db.execute(f"SELECT count(*) {both}{changed}").fetchall()[0][0]
    if matched != rows:
        raise DataError(f"{after} adds or repeats rows: a cleaning step may change and drop them")
    counts = {"rows_in": rows_in, "touched": touched, "dropped": rows_in - rows, "rows": rows}
    return {"table": after, **counts, "examples": examples}
