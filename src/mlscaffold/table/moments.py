"""A time that is spread over columns, such as year, month, day and hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mlscaffold.names import snake_case
from mlscaffold.table.readers.base import Reading, quote

if TYPE_CHECKING:
    import duckdb

NAME = "moment"
PARTS = {
    "year": ("year", "yr", "yyyy", "jahr"),
    "month": ("month", "mo", "mm", "mnth", "monat"),
    "day": ("day", "dd", "mday", "dayofmonth", "day_of_month", "tag"),
    "hour": ("hour", "hr", "hh", "stunde"),
}


def with_time(db: duckdb.DuckDBPyConnection, reading: Reading) -> Reading:
    """The reading with a column `moment`, where others tell of one together and none does alone."""
    found = parts({snake_case(header): header for header in reading.cells})
    taken = NAME in map(str.lower, reading.cells)
    if "month" not in found or taken or reading.reader == "sqlite":
        return reading
    time = written({part: quote(header) for part, header in found.items()})
    readable = f"count(TRY_CAST({time} AS TIMESTAMP)) > 0.99 * count(*)"
    row = db.execute(f"SELECT count(*) > 0 AND {readable} FROM raw").fetchone()
    if not row or not row[0]:
        return reading
    db.execute(f"CREATE OR REPLACE TABLE raw AS SELECT *, {time} AS {NAME} FROM raw")
    cells = {part: reading.cells[header] for part, header in found.items()}
    note = f"{', '.join(f'`{header}`' for header in found.values())} tell the time together: joined as `{NAME}`"
    cells = reading.cells | {NAME: written(cells)}
    return replace(reading, cells=cells, notes=(*reading.notes, note), joined=NAME)


def parts(headers: Mapping[str, str]) -> dict[str, str]:
    """The columns of year, month, day and hour, as far as each is there after the one before."""
    found: dict[str, str] = {}
    for part, names in PARTS.items():
        header = next((headers[name] for name in names if name in headers), None)
        if header is None:
            break
        found[part] = header
    return found


def written(cells: Mapping[str, str]) -> str:
    """The SQL of the time as text: 2024-3-5 18:00."""
    day = cells.get("day", "'1'")
    date = f"{cells['year']} || '-' || {cells['month']} || '-' || {day}"
    return f"{date} || ' ' || {cells['hour']} || ':00'" if "hour" in cells else date
