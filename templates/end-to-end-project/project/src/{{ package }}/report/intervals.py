"""How sure a figure is: 95 % intervals by the bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from ..project import Settings

FEWEST = 10  # rows or groups of each class that an interval needs

Interval = dict[str, Any]  # value, low, high; low and high are None where rows are too few


@dataclass(frozen=True)
class Draws:
    """How rows are drawn with replacement: the same draws each time, to compare models on them."""

    groups: np.ndarray  # the rows of a group are drawn together, shape (rows,)
    labels: np.ndarray  # of each there must be FEWEST groups, shape (rows,)
    times: int
    seed: int

    @classmethod
    def of(cls, table: pd.DataFrame, labels: np.ndarray, settings: Settings) -> Self:
        """Draws of a table's rows; `labels` are the classes, or the same for all rows."""
        groups = table.get("together", table.index)  # a column of sql/split.sql, where groups are
        return cls(groups.to_numpy(), labels, settings.resamples, settings.seed)

    def within(self, rows: np.ndarray) -> Self:
        """Draws of some of the rows (True: within)."""
        return replace(self, groups=self.groups[rows], labels=self.labels[rows])

    @property
    def are_enough(self) -> bool:
        """Whether the rows carry an interval: a bootstrap of a handful is too narrow."""
        return bool(pd.Series(self.groups).groupby(self.labels).nunique().min() >= FEWEST)

    def interval(self, statistic: Callable[..., float], *columns: np.ndarray) -> Interval:
        """A statistic of some columns with its interval."""
        return interval(self.samples(statistic, *columns))

    def samples(self, statistic: Callable[..., float], *columns: np.ndarray) -> np.ndarray:
        """A statistic of the rows, and of each resample if there are enough rows.

        Not stratified: how many rows of a class a resample has is a matter of chance, too.
        Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
        """
        codes, names = pd.factorize(self.groups)
        generator, count = np.random.default_rng(self.seed), len(names)
        found = [statistic(*columns)]
        for _ in range(self.times if self.are_enough else 0):
            drawn = np.bincount(generator.integers(count, size=count), minlength=count)
            rows = np.repeat(np.arange(len(codes)), drawn[codes])
            found.append(statistic(*(column[rows] for column in columns)))
        return np.array(found)


def interval(samples: np.ndarray) -> Interval:
    """The first sample, and the range that holds the middle 95 % of the others."""
    # >>> exercise: bootstrap
    value, resampled = float(samples[0]), samples[1:]
    if not len(resampled):
        return {"value": value, "low": None, "high": None}
    low, high = np.nanquantile(resampled, [0.025, 0.975])
    return {"value": value, "low": float(low), "high": float(high)}
    # <<< exercise: bootstrap
