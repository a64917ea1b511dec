"""A proposal as the template's answers: plain data that renders the same project again."""

import math
from datetime import date
from pathlib import Path
from typing import Any

from mlscaffold.names import identifier
from mlscaffold.table.columns import Column
from mlscaffold.table.pairs import places, ratios
from mlscaffold.table.profile import Profile, sql_keywords
from mlscaffold.table.proposal import FEWEST_PER_CLASS, Proposal
from mlscaffold.table.readers.formats import suffix

# Tables that the pipeline makes itself.
PIPELINE = {"previous", "clean", "features", "split", *(f"step_{n}" for n in range(1, 10))}
# Rows that cleaning may leave out on later data, beyond those that it leaves out today.
SLACK = 0.1


def data_answers(profile: Profile, proposal: Proposal) -> dict[str, Any]:
    """The template's answers that describe this table."""
    time, group, target = proposal.time, proposal.group, proposal.target
    used = [*proposal.features, target]
    used += [group] if group and group not in used else []
    return (
        file_answers(profile)
        | target_answers(proposal)
        | feature_answers(profile, proposal)
        | {
            "cleaning": [*only_data(profile), *cleaning(used)],
            "time_column": time.name if time else "",
            "group_column": group.name if group else "",
            "most_dropped": round(dropped(profile, proposal) + SLACK, 2),
        }
    )


def file_answers(profile: Profile) -> dict[str, Any]:
    """Where the rows come from, and how they are read."""
    reading = profile.reading
    ending = suffix(profile.path, "text" if reading.reader == "csv" else reading.reader)
    return {
        "data_source": "file",
        "raw_file": table_name(profile.path) + ending,
        "reader": reading.reader,
        "reader_options": reading.options,
        "headers": [
            {"name": c.name, "source": c.source, "cell": reading.cells[c.source]}
            for c in profile.columns
        ],
    }


def target_answers(proposal: Proposal) -> dict[str, Any]:
    """What is predicted."""
    target = proposal.target
    read = target.typed if proposal.task == "regression" else target.label
    return {
        "kind": proposal.kind,
        "target": target.name,
        "target_source": target.source,
        "target_sql": read(target.name),
        "classes": list(proposal.classes),
    }


def feature_answers(profile: Profile, proposal: Proposal) -> dict[str, Any]:
    """What it is predicted from, and what is left out."""
    features, taken = proposal.features, {column.name for column in profile.columns}
    return {
        "columns": [
            column_answer(c, profile.example.get(c.source), taken)
            | ({"parts": []} if c.source == profile.reading.joined else {})
            for c in features
        ],
        "places": [[north.name, east.name] for north, east in places(features)],
        "ratios": [[c.name for c in pair] for pair in ratios(features, profile.sample)],
        "left_out": [
            {"source": name, "kind": profile.column(name).kind, "reason": why}
            for name, why in proposal.left_out.items()
        ],
    }


def table_name(path: Path) -> str:
    """The name of a file's table in SQL and in data/raw/: `My data (1).csv` → `my_data_1`."""
    name = identifier(path.name.split(".")[0])[:40].strip("_")
    return f"{name}_table" if name in PIPELINE | sql_keywords() or "duckdb" in name else name


def dropped(profile: Profile, proposal: Proposal) -> float:
    """The share of rows that cleaning leaves out today: no data, no target, or a class too rare."""
    target = proposal.target
    no_data = sum(rule.lines for rule in profile.rules)
    lost = target.missing + no_data
    if proposal.task == "classification":
        lost += sum(n for n in target.counts if n < FEWEST_PER_CLASS)
    return lost / (target.rows + no_data)


def only_data(profile: Profile) -> list[dict[str, Any]]:
    """The step that leaves out lines which are no data, when there are such."""
    if not profile.rules:
        return []
    names = [column.name for column in profile.columns]
    where = "\n    AND ".join(rule.keeps.format(*names) for rule in profile.rules)
    comment = f"Lines are no data: those {'; those '.join(rule.what for rule in profile.rules)}."
    return [{"table": "data", "comment": comment, "columns": {}, "where": where}]


def cleaning(columns: list[Column]) -> list[dict[str, Any]]:
    """The named steps that these columns need: name, comment, and the SQL of each changed column."""
    marks = sorted({mark for c in columns for mark in c.marks})
    said = ["Blanks around values go"] if any(c.padded for c in columns) else []
    said += [f"{', '.join(marks)} mean that nothing is known"] if marks else []
    words, numbers = ([c for c in columns if c.numeric is numeric] for numeric in (False, True))
    digits = "Numbers lose what is neither digit nor decimal point."
    steps = [
        ("known", f"{'; '.join(said)}.", {c.name: c.known(c.name) for c in columns}),
        ("spelled", "Each category has one spelling.", {c.name: c.plain(c.name) for c in words}),
        ("numbers", digits, {c.name: c.plain(c.name) for c in numbers}),
    ]
    return [
        {"table": table, "comment": comment, "columns": changed}
        for table, comment, cells in steps
        if (changed := {name: sql for name, sql in cells.items() if sql != name})
    ]


def column_answer(column: Column, example: Any, taken: set[str]) -> dict[str, Any]:
    """One feature as the template's `columns` answer lists it; `taken` are all columns' names."""
    kind = "category" if column.kind in ("identifier", "unclear") else column.kind
    answer: dict[str, Any] = {"name": column.name, "source": column.source, "kind": kind}
    answer |= {"nullable": column.nullable, "example": example, "sql": column.typed(column.name)}
    if column.numeric:
        low, high = limits(column)
        if unit := column.number.unit:
            answer |= {"description": f"{column.source} ({unit})"}
        return answer | {"low": low, "high": high}
    if column.kind == "date":
        return answer | {"parts": date_parts(column, example, taken)}
    return answer | {"values": list(column.values)}


def date_parts(column: Column, example: str | None, taken: set[str]) -> list[dict[str, Any]]:
    """A date as the numbers that models can use: year, month and weekday (0 is Monday)."""
    day = date.fromisoformat(example) if example else None
    seconds = f"unix_timestamp({column.name})"
    first, last = int(column.low or 0), int(column.high or 0)
    prefix = column.name
    while taken & {f"{prefix}_year", f"{prefix}_month", f"{prefix}_weekday"}:
        prefix += "_date"
    parts = [
        ("year", first - 10, last + 10, day and day.year, f"EXTRACT(YEAR FROM {column.name})"),
        ("month", 1, 12, day and day.month, f"EXTRACT(MONTH FROM {column.name})"),
        ("weekday", 0, 6, day and day.weekday(), f"((FLOOR({seconds} / 86400) + 3) % 7 + 7) % 7"),
    ]
    return [
        {"name": f"{prefix}_{part}", "source": f"{column.source}: {part}", "sql": sql}
        | {"part": part, "kind": "integer", "nullable": column.nullable}
        | {"low": low, "high": high, "example": value}
        for part, low, high, value, sql in parts
    ]


def limits(column: Column) -> tuple[float, float]:
    """The range a value may have: what the data shows, widened by the width of its range.

    Codes and counts of a few whole numbers stay as they are; what is never negative stays so.
    """
    assert column.low is not None and column.high is not None
    if column.kind == "integer" and column.values:
        return int(column.low), int(column.high)
    span = column.high - column.low
    low = 0 if column.low >= 0 else -rounded_up(span - column.low)
    return low, rounded_up(column.high + span) if column.high + span > 0 else 0


def rounded_up(value: float) -> float:
    """The next number up with two significant digits; whole where that is shorter.

    >>> rounded_up(137.2), rounded_up(0.0312)
    (140, 0.032)
    """
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    rounded = float(f"{math.ceil(value / step) * step:.12g}")
    return int(rounded) if rounded == int(rounded) else rounded
