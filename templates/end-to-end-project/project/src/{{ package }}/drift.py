"""How far the cases of late are from those of the training: a score for each column.

The score is the population stability index over bins that the training rows fill about equally,
with a bin of its own for what is missing and, of categories, one for what is rare. By a common rule
below 0.1 is stable and above 0.25 is drift. It looks at the latest cases only, and at nothing until
there are enough of them.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .schema import CATEGORIES, NUMBERS

FEWEST, MOST = 200, 2000  # cases that are looked at
LEAST_SHARE = 1e-3  # of an empty bin, so that the score stays finite


def shares(values: Sequence[Any], bins: Sequence[Any], *, is_number: bool) -> np.ndarray:
    """The share of the values in each bin; the last one is what is missing."""
    known = [value for value in values if value is not None]
    if is_number:
        places = np.searchsorted(bins, np.array(known, dtype=float), "right")
    else:
        order = {value: place for place, value in enumerate(bins)}
        places = np.array([order.get(value, len(bins)) for value in known], dtype=int)
    counts = np.bincount(places, minlength=len(bins) + 1)
    return np.append(counts, len(values) - len(known)) / max(1, len(values))


def index(expected: Sequence[float], actual: np.ndarray) -> float:
    """The population stability index of two distributions over the same bins."""
    before, after = (np.clip(each, LEAST_SHARE, None) for each in (expected, actual))
    return float(((after - before) * np.log(after / before)).sum())


class Drift:
    """The latest cases, to compare with the training rows."""

    def __init__(self) -> None:
        """Begin without cases."""
        self.cases: deque[dict[str, Any]] = deque(maxlen=MOST)

    def scores(self, reference: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
        """The score of each column; none while there are too few cases."""
        cases = list(self.cases)
        if len(cases) < FEWEST:
            return {}
        found = {}
        for name, known in reference.items():
            values = [case[name] for case in cases]
            now = shares(values, known["bins"], is_number=name in NUMBERS)
            found[name] = index(known["shares"], now)
        return found


def reference_of(columns: Mapping[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """What `scores` compares with: the bins of each column and the training rows' shares."""
    found = {}
    for name in (*NUMBERS, *CATEGORIES):
        bins = bins_of(columns[name], is_number=name in NUMBERS)
        part = shares(columns[name], bins, is_number=name in NUMBERS)
        found[name] = {"bins": bins, "shares": part.round(6).tolist()}
    return found


def bins_of(values: Sequence[Any], *, is_number: bool) -> list[Any]:
    """The deciles of numbers, or the ten most frequent categories."""
    known = [value for value in values if value is not None]
    if is_number:
        return np.unique(np.quantile(known, np.arange(0.1, 1, 0.1))).tolist() if known else []
    names, counts = np.unique(known, return_counts=True)
    return [str(name) for name in names[np.argsort(-counts, kind="stable")][:10]]
