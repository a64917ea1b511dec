"""What became of a table's rows in a later one: found by their number, whatever the values."""

import re
from collections import Counter
from typing import Any, NamedTuple

import duckdb

from .database import columns, quoted
from .schema import ORDER_BY, TARGET

EXAMPLES = 3
LOOKED_AT = 100  # touched rows that the examples are chosen from
SHOWN = 5  # values of a dropped row
NUMBER = re.compile(r"[A-Z]*INT(EGER)?|DOUBLE|DECIMAL.*")
TIME = re.compile(r"DATE|TIMESTAMP.*")


class Changes(NamedTuple):
    """Rows with another value than before, rows that are gone, and the first ones of both."""

    touched: int
    dropped: int
    first_touched: list[int]
    first_dropped: list[int]


def compare(
    db: duckdb.DuckDBPyConnection, source: str, table: str, shared: dict[str, str]
) -> Changes:
    """Count the rows of `source` that are touched in `table` or not in it."""
    # One number stands for all values of a row, so that the join stays narrow.
    values = [part for name, kind in shared.items() for part in identity(name, kind)]
    content = f"hash({', '.join(['source_row', *values])})"
    query = f"""
        WITH
            old AS (SELECT source_row, {content} AS content FROM {quoted(source)}),
            new AS (SELECT source_row, {content} AS content FROM {quoted(table)})
        SELECT
            count(*) FILTER (old.content <> new.content),
            count(*) FILTER (new.content IS NULL),
            min(source_row, {LOOKED_AT}) FILTER (old.content <> new.content),
            min(source_row, {EXAMPLES}) FILTER (new.content IS NULL)
        FROM old LEFT JOIN new USING (source_row)
    """
    touched, dropped, *first = db.execute(query).fetchall()[0]
    return Changes(touched, dropped, *(rows or [] for rows in first))


def shared_columns(db: duckdb.DuckDBPyConnection, source: str, table: str) -> dict[str, str]:
    """The columns that both tables have, each with the type its values are compared as."""
    old, new = columns(db, source), columns(db, table)
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


def identity(name: str, kind: str) -> list[str]:
    """What two values must agree in to be the same; text that is no number is not yet missing."""
    return [f"TRY_CAST({quoted(name)} AS {kind})", f"{quoted(name)} IS NULL"]


def touched_examples(
    db: duckdb.DuckDBPyConnection, source: str, table: str, shared: dict[str, str], rows: list[int]
) -> list[dict[str, Any]]:
    """A few values before and after, of as many columns as possible."""
    found, nth = [], Counter[str]()
    pairs = zip(read(db, source, shared, rows), read(db, table, shared, rows), strict=True)
    for (row, *before), (_, *after) in pairs:
        for name, old, new in zip(shared, before, after, strict=True):
            if old[0] != new[0]:
                nth[name] += 1
                change = {"source_row": row, "column": name, "before": old[1], "after": new[1]}
                found.append((nth[name], change))
    return [change for _, change in sorted(found, key=lambda each: each[0])[:EXAMPLES]]


def read(
    db: duckdb.DuckDBPyConnection, table: str, shared: dict[str, str], rows: list[int]
) -> list[tuple[Any, ...]]:
    """Some rows by number, of each value a number that stands for it and the value as text."""
    if not rows:
        return []
    pairs = [
        f"row(hash({', '.join(identity(name, kind))}), CAST({quoted(name)} AS VARCHAR))"
        for name, kind in shared.items()
    ]
    query = f"""
        SELECT {", ".join(["source_row", *pairs])} FROM {quoted(table)}
        WHERE source_row IN ({", ".join(map(str, rows))}) ORDER BY source_row
    """
    found: list[tuple[Any, ...]] = db.execute(query).fetchall()
    return found


def dropped_examples(
    db: duckdb.DuckDBPyConnection, source: str, rows: list[int]
) -> list[dict[str, Any]]:
    """A few dropped rows, by what tells them apart and what was to be predicted."""
    there = [name for name in columns(db, source) if name != "source_row"]
    telling = [name for name in (*reversed(ORDER_BY), TARGET) if name in there]
    names = list(dict.fromkeys([*telling, *there]))[:SHOWN]
    found = read(db, source, dict.fromkeys(names, "VARCHAR"), rows)
    return [
        {"source_row": row, "values": {n: v[1] for n, v in zip(names, values, strict=True)}}
        for row, *values in found
    ]
