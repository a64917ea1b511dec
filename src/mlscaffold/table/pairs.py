"""Pairs of columns that say more together: where a case is, and amounts of which the ratio counts."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import correlation, fmean, pstdev
from typing import Any

from mlscaffold.names import snake_case
from mlscaffold.table.columns import Column

LATITUDE = r"(.*_)?lat(itude)?(_.*)?"
LONGITUDE = {"latitude": ("longitude",), "lat": ("lon", "lng", "long", "longitude")}
# Amounts whose correlation lies between these grow together; above, they say the same.
ALIKE, SAME = 0.8, 0.999
# A standard deviation of less than this share of the mean: years and the like, which have no ratio.
LEAST_SPREAD = 0.1
MOST = 6  # ratios
LOOKED_AT = 1_000  # rows
WIDEST = 60  # amounts, the first ones: of more, all pairs would take seconds

Pair = tuple[Column, Column]


def places(columns: Sequence[Column]) -> list[Pair]:
    """The latitudes among these columns, each with its longitude: `pickup_lat`, `pickup_lng`."""
    found = {snake_case(c.source): c for c in columns if c.kind == "number"}
    pairs = [(column, longitude(name, found)) for name, column in found.items()]
    return [(c, east) for c, east in pairs if east and within(c, 90) and within(east, 180)]


def longitude(latitude: str, found: Mapping[str, Column]) -> Column | None:
    """The longitude that belongs to a name; None where the name is not that of a latitude."""
    if not re.fullmatch(LATITUDE, latitude):
        return None
    word = "latitude" if "latitude" in latitude else "lat"
    names = [latitude.replace(word, other, 1) for other in LONGITUDE[word]]
    return next((found[name] for name in names if name in found), None)


def within(column: Column, limit: float) -> bool:
    """Whether all values lie between -limit and limit."""
    low, high = column.low, column.high
    return low is not None and high is not None and -limit <= low and high <= limit


def ratios(columns: Sequence[Column], sample: Mapping[str, Sequence[Any]]) -> list[Pair]:
    """Pairs such as rooms and households, the greater one first; the most alike pairs first.

    `sample` holds values by header, None where one is missing.
    """
    located = [column for place in places(columns) for column in place]
    sizes = [c for c in columns if is_size(c) and c not in located][:WIDEST]
    values = {c: filled(sample[c.source]) for c in sizes}
    means = {c: fmean(values[c]) for c in sizes}
    varying = [c for c in sizes if pstdev(values[c]) > LEAST_SPREAD * means[c]]
    pairs = [sorted(pair, key=lambda c: -means[c]) for pair in combinations(varying, 2)]
    alike = [(correlation(values[a], values[b]), (a, b)) for a, b in pairs]
    alike.sort(key=lambda each: -each[0])
    return [pair for how, pair in alike if ALIKE <= how < SAME][:MOST]


def is_size(column: Column) -> bool:
    """Whether a column says how much or how many: not a code, and never below zero."""
    return column.numeric and not column.values and column.low is not None and column.low >= 0


def filled(values: Sequence[Any]) -> list[float]:
    """Every so many of the values; their mean, which tells nothing, for what is missing."""
    some = values[:: max(1, len(values) // LOOKED_AT)]
    known = [value for value in some if value is not None] or [0.0]
    mean = fmean(known)
    return [mean if value is None else value for value in some] or known
