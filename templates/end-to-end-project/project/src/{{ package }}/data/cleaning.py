"""Cleaning as named steps: one SQL file each, and what it did to the rows."""

from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection
# Types that are compared as a wider one, in which no value is rounded.
WIDER = dict.fromkeys(["SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL"], "DOUBLE")
WIDER["DATE"] = "TIMESTAMP"


class DataError(ValueError):
    """The data cannot be used as they are; the message says what, where and the way out."""


def clean(db: Connection, folder: Path, raw: str) -> list[dict[str, Any]]:
    """Run the steps in the order of their numbers; return what each did. The last rows are `clean`.

    Each reads the view `previous`, at first the raw table, and keeps the column source_row, by
    which rows are followed.
    """
    # >>> exercise: clean
    steps: list[dict[str, Any]] = []
    db.execute(f"CREATE VIEW previous AS FROM {raw}")
    before = raw
    # By the number's length first: 10_ comes after 9_.
    for file in sorted(folder.glob("*.sql"), key=lambda file: (file.name.find("_"), file.name)):
        after = f"step_{len(steps) + 1}"
        run(db, file, before=f"CREATE TABLE {after} AS\n")
        rule = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        steps.append({"step": file.stem, "rule": rule} | effect(db, before, after, file))
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM {after}")
        if before != raw:  # a table that nothing reads any more only fills the memory
            db.execute(f"DROP TABLE {before}")
        before = after
    db.execute(f"CREATE VIEW clean AS FROM {before}")
    return steps
    # <<< exercise: clean


def run(db: Connection, file: Path, before: str = "", values: dict[str, Any] | None = None) -> None:
    """Run the SQL of a file, with some words before it; a refusal of DuckDB names the file."""
    try:
        db.execute(before + file.read_text(encoding="utf-8"), values)
    except duckdb.Error as error:
        raise DataError(f"{file.name}: {str(error).splitlines()[0]}") from None


def effect(db: Connection, before: str, after: str, file: Path) -> dict[str, Any]:
    """How many rows a step changed and dropped; DataError where rows cannot be followed."""
    old, new = types(db, before), types(db, after)
    if "source_row" not in new:
        raise DataError(f"{file.name} drops the column source_row, which the rows are known by")
    cells = [
        # Text that is no number casts to NULL as well; it has not been missing before.
        f'TRY_CAST("{name}" AS {common_type(old[name], new[name])}), "{name}" IS NULL'
        for name in old.keys() & new.keys()
    ]
    # One number stands for all cells of a row: a join on it stays narrow.
    rows = f"SELECT source_row, hash({', '.join(cells)}) AS content FROM"
    query = f"""
        SELECT count(*) FILTER (old.content <> new.content), count(*) FILTER (new.content IS NULL)
        FROM ({rows} {before}) AS old LEFT JOIN ({rows} {after}) AS new USING (source_row)
    """
    touched, dropped = db.execute(query).fetchall()[0]
    rows_in, rows_out = len(db.table(before)), len(db.table(after))
    if rows_out != rows_in - dropped:
        raise DataError(f"{file.name} adds or repeats rows: a step may change and drop them")
    return {"rows_in": rows_in, "touched": touched, "dropped": dropped, "rows": rows_out}


def types(db: Connection, table: str) -> dict[str, str]:
    """The columns of a table with their types."""
    relation = db.table(table)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def common_type(old: str, new: str) -> str:
    """The type that tells whether a cast kept a value: 1.50 read as 1.5 it did, 1.5 as 2 not."""
    if old == new:
        return old
    kinds = {WIDER.get(kind.split("(")[0], kind) for kind in (old, new)} - {"VARCHAR"}
    return kinds.pop() if len(kinds) == 1 else "VARCHAR"
