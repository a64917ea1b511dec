"""Amounts that grow together, such as rooms and households: their ratio says what neither does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from operator import mul
from statistics import fmean, pstdev
from typing import Any

from mlscaffold.table.columns import Column
from mlscaffold.table.places import places

# Amounts whose correlation lies between these grow together; above, they say the same.
ALIKE, SAME = 0.8, 0.999
# A standard deviation of less than this share of the mean: years and the like, which have no ratio.
LEAST_SPREAD = 0.1
MOST = 6  # ratios
LOOKED_AT = 1_000  # rows
WIDEST = 100  # amounts, the first ones: of more, all pairs would take seconds


def ratios(
    columns: Sequence[Column], sample: Mapping[str, Sequence[Any]]
) -> list[tuple[Column, Column]]:
    """Pairs of columns that grow together, the greater one first; the most alike pairs first.

    `sample` holds values by header, None where one is missing.
    """
    located = [column for place in places(columns) for column in place]
    amounts = [c for c in columns if is_size(c) and c not in located][:WIDEST]
    looked_at = {c.name: some(sample[c.source]) for c in amounts}
    scores = {c.name: standard(looked_at[c.name]) for c in amounts if varies(looked_at[c.name])}
    pairs = combinations([c for c in amounts if c.name in scores], 2)
    alike = [(correlation(scores[a.name], scores[b.name]), (a, b)) for a, b in pairs]
    found = [each for each in alike if ALIKE <= each[0] < SAME]
    found.sort(key=lambda each: -each[0])
    return [greater_first(pair, looked_at) for _, pair in found[:MOST]]


def is_size(column: Column) -> bool:
    """Whether a column says how much or how many: not a code, and never below zero."""
    return column.numeric and not column.values and column.low is not None and column.low >= 0


def some(values: Sequence[Any]) -> list[float | None]:
    """Every so many of the values."""
    return list(values[:: max(1, len(values) // LOOKED_AT)])


def known(values: Sequence[float | None]) -> list[float]:
    """The values that are known."""
    return [value for value in values if value is not None]


def varies(values: Sequence[float | None]) -> bool:
    """Whether the values differ by so much that a ratio of them means something."""
    numbers = known(values)
    return len(numbers) > 1 and pstdev(numbers) > LEAST_SPREAD * fmean(numbers)


def standard(values: Sequence[float | None]) -> list[float]:
    """Values less their mean, by their standard deviation; 0 for what is missing."""
    numbers = known(values)
    mean, spread = fmean(numbers), pstdev(numbers)
    return [0.0 if value is None else (value - mean) / spread for value in values]


def correlation(one: list[float], other: list[float]) -> float:
    """Pearson's correlation of standard scores."""
    return fmean(map(mul, one, other))


def greater_first(
    pair: tuple[Column, Column], values: Mapping[str, Sequence[float | None]]
) -> tuple[Column, Column]:
    """The pair so that most ratios are above one: rooms by households."""
    one, other = pair
    return (
        pair if fmean(known(values[one.name])) >= fmean(known(values[other.name])) else (other, one)
    )
