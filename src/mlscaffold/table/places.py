"""Pairs of columns that say where a case is: latitude and longitude, in degrees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlscaffold.names import snake_case
from mlscaffold.table.columns import Column

LATITUDE = r"(.*_)?lat(itude)?(_.*)?"
LONGITUDE = {"latitude": ("longitude",), "lat": ("lon", "lng", "long", "longitude")}


def places(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """The latitudes among these columns, each with its longitude: `pickup_lat`, `pickup_lng`."""
    found = {snake_case(c.source): c for c in columns if c.kind == "number"}
    pairs = [(found[name], partner(name, found)) for name in found if is_latitude(name, found)]
    return [(north, east) for north, east in pairs if east and within(east, 180)]


def is_latitude(name: str, found: dict[str, Column]) -> bool:
    """Whether a column's name and values are those of a latitude."""
    return re.fullmatch(LATITUDE, name) is not None and within(found[name], 90)


def partner(latitude: str, found: dict[str, Column]) -> Column | None:
    """The longitude that belongs to a latitude's name."""
    word = "latitude" if "latitude" in latitude else "lat"
    names = [latitude.replace(word, other, 1) for other in LONGITUDE[word]]
    return next((found[name] for name in names if name in found), None)


def within(column: Column, limit: float) -> bool:
    """Whether all values lie between -limit and limit."""
    low, high = column.low, column.high
    return low is not None and high is not None and -limit <= low and high <= limit
