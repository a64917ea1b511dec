"""Input drift: how far the latest cases are from the training rows, a score for each column.

The score is the population stability index. By a common rule, below 0.1 is stable and above 0.25
is drift. The cases come from the prediction log, so that no request waits for this.
"""

import json
import math
import os
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ..project import read

FEWEST, LATEST = 200, 2000  # cases that are looked at
DRIFT = 0.25
LEAST = 1e-3  # share of an empty bin, so that the score stays finite

Case = dict[Any, Any]
# What is known about a column of the training rows: "edges" of numbers or the frequent "names" of
# categories, and the "shares" of the bins that they make.
Column = dict[str, Any]


def bin_of(value: Any, column: Column) -> str:  # noqa: ANN401
    """The bin of a value."""
    if value is None:
        return "(missing)"
    if "edges" in column:
        return str(bisect_left(column["edges"], value))
    return str(value) if value in column["names"] else "(other)"


def shares(values: list[Any], column: Column) -> dict[str, float]:
    """The share of the values in each bin."""
    counts = Counter(bin_of(value, column) for value in values)
    return {name: count / len(values) for name, count in counts.items()}


def stability(before: dict[str, float], after: dict[str, float]) -> float:
    """The population stability index of two distributions over the same bins."""
    bins = sorted(before | after)
    pairs = [(max(before.get(each, 0), LEAST), max(after.get(each, 0), LEAST)) for each in bins]
    return sum((new - old) * math.log(new / old) for old, new in pairs)


def scores(cases: list[Case], reference: dict[str, Column]) -> dict[str, float]:
    """The drift of each column; none while there are too few cases."""
    if len(cases) < FEWEST:
        return {}
    return {
        name: stability(column["shares"], shares([case.get(name) for case in cases], column))
        for name, column in reference.items()
    }


def latest(folder: Path) -> list[Case]:
    """The cases at the end of the prediction log."""
    files = sorted(folder.glob("*.jsonl"), key=lambda file: file.stat().st_mtime, reverse=True)
    return list(islice((case for file in files for case in last_of(file)), LATEST))


def last_of(file: Path) -> Iterator[Case]:
    """The cases in the last 4 MB of a file, the last one first."""
    with file.open("rb") as log:
        log.seek(max(0, file.stat().st_size - 4_000_000))
        lines = log.read().splitlines()
    for line in reversed(lines):
        try:
            yield json.loads(line)["input"]
        except (ValueError, KeyError):  # a line cut off, or feedback
            continue


def drift(log: Path | None) -> dict[str, float]:
    """The scores of the latest cases, against the model that is released now."""
    reference = read(Path(os.environ.get("MODEL_DIR", "release")) / "reference.json")
    return scores(latest(log) if log else [], reference)


def main() -> int:
    """Show the scores, the highest first; 1 when a column drifts."""
    found = drift(Path(os.environ.get("LOG_DIR", "predictions")))
    for name, score in sorted(found.items(), key=lambda each: -each[1]):
        print(f"{score:7.3f}  {name}")
    return int(max(found.values(), default=0) > DRIFT)


if __name__ == "__main__":
    sys.exit(main())
