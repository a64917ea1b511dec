"""From a profile and a chosen target to the template's answers about the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import identifier, nearest
from mlscaffold.profile import FEWEST_ROWS, MOST_CATEGORIES, Column, Profile, sql_keywords

# A whole-number target with at most this many values names classes, not amounts.
MOST_NUMBERED_CLASSES = 10
# Fewer rows than this in a class leave some fold of the cross-validation without it.
FEWEST_PER_CLASS = 10
# Tables that the pipeline makes itself.
PIPELINE = {"deduplicated", "typed", "clean", "features", "split"}
YES = ("yes", "true", "1", "y", "t", "positive")


@dataclass(frozen=True)
class Proposal:
    """What to predict from which columns, and what is left out and why."""

    target: Column
    task: str
    features: tuple[Column, ...]
    left_out: dict[str, str]
    answers: dict[str, Any]


def propose(profile: Profile, target: str, task: str | None = None) -> Proposal:
    """Choose task and features for `target`; `answers` are what the template needs to know.

    Raises `UsageError` when the target is unknown or nothing can be learned about it.
    """
    column = find_target(profile, target)
    task = task or guess_task(column)
    check_target(profile, column, task)
    others = [c for c in profile.columns if c is not column]
    left_out = {c.source: reason for c in others if (reason := why_left_out(c))}
    features = tuple(c for c in others if c.source not in left_out)
    if not features:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        raise UsageError(f"no column is left to learn from ({reasons})", "add columns that vary")
    answers = data_answers(profile, column, task, features, left_out)
    return Proposal(column, task, features, left_out, answers)


def find_target(profile: Profile, target: str) -> Column:
    """The column called `target`, case and surrounding blanks forgiven."""
    for column in profile.columns:
        if column.source.strip().lower() == target.strip().lower():
            return column
    headers = [c.source for c in profile.columns]
    near = nearest(target, headers)
    hint = f"did you mean `{near}`?" if near else f"its columns: {', '.join(headers[:20])}"
    raise UsageError(f"`{profile.path}` has no column `{target}`", hint)


def guess_task(target: Column) -> str:
    """Amounts are regression, everything else is classification."""
    few_values = target.kind == "integer" and target.distinct <= MOST_NUMBERED_CLASSES
    return "regression" if target.numeric and not few_values else "classification"


def check_target(profile: Profile, target: Column, task: str) -> None:
    """Refuse a target from which nothing could be learned or tested."""
    where = f"target `{target.source}`"
    if target.distinct < 2:
        raise UsageError(f"{where} has only one value", "choose a column whose values differ")
    known = target.rows - target.missing
    if known < FEWEST_ROWS:
        raise UsageError(
            f"`{profile.path}` has {known} rows with a target: too few to train and test",
            f"give at least {FEWEST_ROWS}",
        )
    if task == "regression" and not target.numeric:
        raise UsageError(f"{where} is not a number", "use --kind classification")
    if task == "classification":
        check_classes(target)


def check_classes(target: Column) -> None:
    """Refuse classes that are too many, or too rare to be in every fold."""
    where = f"target `{target.source}`"
    if not target.values:
        raise UsageError(
            f"{where} has {target.distinct} different values: too many for classes",
            f"choose a number to predict, or a column with at most {MOST_CATEGORIES} values",
        )
    rare = [v for v, n in zip(target.values, target.counts, strict=True) if n < FEWEST_PER_CLASS]
    if rare:
        hint = f"merge rare values or drop their rows: a class needs {FEWEST_PER_CLASS}"
        raise UsageError(f"{where}: too few rows with `{'`, `'.join(rare[:5])}`", hint)


def why_left_out(column: Column) -> str:
    """The reason a column is no feature; empty when it is one."""
    return {
        "empty": "no values",
        "constant": "the same value in every row",
        "identifier": "identifies the row",
        "text": f"free text, {column.distinct:,} different values",
    }.get(column.kind, "")


def data_answers(
    profile: Profile,
    target: Column,
    task: str,
    features: tuple[Column, ...],
    left_out: dict[str, str],
) -> dict[str, Any]:
    """The template's answers that describe this table, as plain data."""
    taken = {column.name for column in profile.columns}
    return {
        "data_source": "file",
        "raw_file": table_name(profile.path) + ".csv",
        "task": task,
        "target": target.name,
        "target_source": target.source,
        "classes": class_order(target) if task == "classification" else [],
        "columns": [column_answer(c, profile.example.get(c.source), taken=taken) for c in features],
        "left_out": [
            {"source": name, "kind": profile.column(name).kind, "reason": why}
            for name, why in left_out.items()
        ],
    }


def table_name(path: Path) -> str:
    """The name of a file's table in SQL and in data/raw/: `My data (1).csv` → `my_data_1`."""
    name = identifier(path.name.split(".")[0])[:40].strip("_")
    return f"{name}_table" if name in PIPELINE | sql_keywords() or "duckdb" in name else name


def class_order(target: Column) -> list[str]:
    """The classes, the positive one last when there are two, as scikit-learn counts them."""
    if target.distinct != 2:
        return list(target.values)
    counts = dict(zip(target.values, target.counts, strict=True))
    return sorted(target.values, key=lambda v: (v.lower() in YES, -counts[v]))


def column_answer(column: Column, example: Any, *, taken: set[str]) -> dict[str, Any]:
    """One feature as the template's `columns` answer lists it; `taken` are all columns' names."""
    answer: dict[str, Any] = {"name": column.name, "source": column.source, "kind": column.kind}
    answer |= {"nullable": column.nullable, "example": example}
    if column.numeric:
        low, high = limits(column)
        return answer | {"low": low, "high": high}
    if column.kind == "date":
        return answer | {"parts": date_parts(column, example, taken=taken)}
    return answer | {"values": list(column.values)}


def date_parts(column: Column, example: str | None, *, taken: set[str]) -> list[dict[str, Any]]:
    """A date as the numbers that models can use: year, month and weekday (0 is Monday)."""
    day = datetime.fromisoformat(example) if example else None
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
        | {"kind": "integer", "nullable": column.nullable}
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
