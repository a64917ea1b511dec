"""Cleaning as named steps: each statement of clean.sql, and what it did to the rows."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from .changes import compare, dropped_examples, shared_columns, touched_examples
from .database import DataError, columns, count, quoted, run_statement, statements, tables


@dataclass(frozen=True)
class Step:
    """The table that a statement made, its rule in words, and what became of the rows."""

    table: str
    source: str
    rule: str
    rows_in: int
    touched: int
    dropped: int
    rows: int
    examples_touched: list[dict[str, Any]]
    examples_dropped: list[dict[str, Any]]


def clean(db: duckdb.DuckDBPyConnection, script: Path) -> list[Step]:
    """Run the cleaning script; each statement makes one table from the rows of another."""
    text = script.read_text(encoding="utf-8")
    scripts = [file.read_text(encoding="utf-8") for file in script.parent.glob("*.sql")]
    unread = Counter(words("\n".join(scripts)))
    steps: list[Step] = []
    for statement in statements(db, script):
        made = run_statement(db, statement, script)
        if len(made) != 1:
            raise DataError("sql/clean.sql: every statement makes one table, to be counted by it")
        (table,) = made
        cleaned = [step.table for step in steps]
        source = table_read(statement.query, tables(db) - made, cleaned)
        steps.append(follow(db, source, table, rule_above(text, table)))
        unread.subtract(words(statement.query))
        # A table that nothing reads any more only fills the memory.
        for name in tables(db).intersection(cleaned):
            if not unread[name.lower()]:
                db.execute(f"DROP TABLE {quoted(name)}")
    return steps


def words(sql: str) -> list[str]:
    """The words of some SQL in small letters, those of comments aside."""
    return re.findall(r"\w+", re.sub(r"--.*", "", sql).lower())


def rule_above(text: str, table: str) -> str:
    """The comment above the statement that makes a table, without its number."""
    found = re.search(rf'((?:^--.*\n)+)CREATE [^(;]*?\b{table}"? AS\b', text, re.MULTILINE)
    lines = found[1].splitlines() if found else []
    return re.sub(r"^\d+\. ", "", " ".join(line.lstrip("- ") for line in lines))


def table_read(sql: str, known: set[str], cleaned: list[str]) -> str:
    """The table whose rows a statement takes: the first after FROM, a cleaned one before raw."""
    named = {name.lower(): name for name in known}
    read = [named[word] for last, word in pairwise(words(sql)) if last == "from" and word in named]
    if not read:
        raise DataError("sql/clean.sql: every statement takes its rows FROM a table")
    return max(read, key=lambda name: name in cleaned)


def follow(db: duckdb.DuckDBPyConnection, source: str, table: str, rule: str) -> Step:
    """Account for each row of a table in the next one."""
    for name in (source, table):
        if "source_row" not in columns(db, name):
            way_out = "select it in every statement, so that the rows can be followed"
            raise DataError(f"sql/clean.sql: `{name}` has no column source_row: {way_out}")
    shared = shared_columns(db, source, table)
    found = compare(db, source, table, shared)
    rows_in, rows = count(db, source), count(db, table)
    if rows != rows_in - found.dropped:
        of_these = f"{rows:,} rows, but {rows_in - found.dropped:,} of `{source}` are among them"
        way_out = "a step may change and drop rows, not add or repeat them"
        raise DataError(f"sql/clean.sql: `{table}` has {of_these}: {way_out}")
    return Step(
        table=table,
        source=source,
        rule=rule,
        rows_in=rows_in,
        touched=found.touched,
        dropped=found.dropped,
        rows=rows,
        examples_touched=touched_examples(db, source, table, shared, found.first_touched),
        examples_dropped=dropped_examples(db, source, found.first_dropped),
    )


def totals(steps: list[Step], most_dropped: float) -> dict[str, float]:
    """The rows of the raw tables that are cleaned, and what all steps did to them."""
    made = {step.table for step in steps}
    raw = sum(step.rows_in for step in steps if step.source not in made)
    dropped = sum(step.dropped for step in steps)
    return {
        "raw": raw,
        "touched": sum(step.touched for step in steps),
        "dropped": dropped,
        "clean": raw - dropped,
        "dropped_share": round(dropped / max(raw, 1), 4),
        "most_dropped": most_dropped,
    }


def loss(steps: list[Step], rows: dict[str, float]) -> str:
    """What is wrong when cleaning dropped too large a share of the rows; empty when it did not."""
    if rows["dropped"] <= rows["most_dropped"] * rows["raw"]:
        return ""
    head = f"cleaning dropped {rows['dropped']:,} of {rows['raw']:,} rows, more than most_dropped"
    named = [
        f"- {step.table}: {step.dropped:,} rows. {step.rule}" for step in steps if step.dropped
    ]
    way_out = "Mend data/raw or sql/clean.sql; where these rows have to go, raise most_dropped."
    share = f" in params.yaml ({rows['most_dropped']:.1%}) allows:"
    return "\n".join([head + share, *named, way_out])
