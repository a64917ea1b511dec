"""How sure a figure is: 95 % intervals by the bootstrap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from ..project import Settings

TOGETHER = "together"  # column of the rows that belong together, such as a customer's
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
        groups = table[TOGETHER].to_numpy() if TOGETHER in table else np.arange(len(table))
        return cls(groups, labels, settings.resamples, settings.seed)

    def within(self, rows: np.ndarray) -> Self:
        """Draws of some of the rows (True: within)."""
        return replace(self, groups=self.groups[rows], labels=self.labels[rows])

    @property
    def are_enough(self) -> bool:
        """Whether the rows carry an interval: a bootstrap of a handful is too narrow."""
        return bool(pd.Series(self.groups).groupby(self.labels).nunique().min() >= FEWEST)

    def interval(self, statistic: Callable[..., float], *columns: np.ndarray) -> Interval:
        """A statistic of some columns with its interval."""
        return interval(float(statistic(*columns)), self.samples(statistic, *columns))

    def samples(self, statistic: Callable[..., float], *columns: np.ndarray) -> np.ndarray:
        """A statistic of each resample, shape (times,); none where an interval would be too narrow.

        Not stratified: how many rows of a class a sample has is a matter of chance, too.
        Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
        """
        draws = self.resamples() if self.are_enough else ()
        return np.array([statistic(*(column[rows] for column in columns)) for rows in draws])

    def resamples(self) -> Iterator[np.ndarray]:
        """Positions of the rows of each resample: as many groups as there are."""
        codes, names = pd.factorize(self.groups)
        generator, count = np.random.default_rng(self.seed), len(names)
        for _ in range(self.times):
            drawn = np.bincount(generator.integers(count, size=count), minlength=count)
            yield np.repeat(np.arange(len(codes)), drawn[codes])


def interval(value: float, samples: np.ndarray) -> Interval:
    """A value, and the range that holds the middle 95 % of its resamples."""
    if not len(samples):
        return {"value": value, "low": None, "high": None}
    low, high = np.nanquantile(samples, [0.025, 0.975])
    return {"value": value, "low": float(low), "high": float(high)}


def is_above(interval: Interval, value: float = 0) -> bool:
    """Whether a figure is shown to be greater than a value."""
    return interval["low"] is not None and bool(interval["low"] > value)


def is_below(interval: Interval, value: float = 0) -> bool:
    """Whether a figure is shown to be smaller than a value."""
    return interval["high"] is not None and bool(interval["high"] < value)
