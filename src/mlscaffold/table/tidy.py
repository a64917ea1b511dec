"""What is mended in a table as read: lines that are no data go, a time in several columns is joined.

Such lines are repeated headers, totals, empty lines and notes below a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from mlscaffold.names import snake_case
from mlscaffold.table.readers.base import Reading, one, quote, string

if TYPE_CHECKING:
    import duckdb

LOOKED_AT = 5  # columns, from the left, in which a total says what it is
TOTAL = r"(.*\s)?(sub|grand)?[ -]?totals?:?|summe|gesamt(summe)?|insgesamt|total g.n.ral|totale"
MOST_TOTALS = 0.05  # share of the rows; what comes more often is a category
MOMENT = "moment"  # the column of a time that is spread over others
PARTS = {
    "year": ("year", "yr", "yyyy", "jahr"),
    "month": ("month", "mo", "mm", "mnth", "monat"),
    "day": ("day", "dd", "mday", "dayofmonth", "day_of_month", "tag"),
    "hour": ("hour", "hr", "hh", "stunde"),
}


@dataclass(frozen=True)
class Rule:
    """Which lines are data, as SQL with {0} for the first column, and how many are not and why."""

    keeps: str
    what: str
    lines: int


def leave_out(db: duckdb.DuckDBPyConnection, headers: Sequence[str]) -> tuple[Rule, ...]:
    """Delete lines of `raw` that are no data; the rules by which a project does the same."""
    cells = [quote(header) for header in headers]
    found: list[Rule] = []
    for keeps, what in candidates(db, headers, cells):
        (lines,) = one(db, f"DELETE FROM raw WHERE NOT ({keeps.format(*cells)})")
        found += [Rule(keeps, what, lines)] if lines else []
    return tuple(found)


def candidates(
    db: duckdb.DuckDBPyConnection, headers: Sequence[str], cells: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What may be found, one after the other."""
    first = 0 if len(headers) < 3 else 1
    filled = ", ".join(f"{{{place}}}" for place in range(first, len(headers)))
    yield f"COALESCE({filled}) IS NOT NULL", "with nothing but a first cell" if first else "empty"
    same = [f"{{{i}}} IS DISTINCT FROM {escaped(h)}" for i, h in enumerate(headers[:3])]
    yield f"({' OR '.join(same)})", "with the header again"
    for place, cell in enumerate(cells[:LOOKED_AT]):
        if totals := names_of_totals(db, cell, cells):
            listed = ", ".join(map(escaped, totals))
            yield f"COALESCE({{{place}}}, '') NOT IN ({listed})", f"of totals ({', '.join(totals)})"


def names_of_totals(
    db: duckdb.DuckDBPyConnection, cell: str, cells: Sequence[str]
) -> tuple[str, ...]:
    """What a column calls totals: rare, in the last line or in lines where another cell is empty."""
    others = " OR ".join(f"{other} IS NULL" for other in cells if other != cell)
    query = f"""
        SELECT {cell} FROM raw WHERE regexp_full_match(trim({cell}), $total, 'i') GROUP BY 1
        HAVING count(*) <= $share * (SELECT count(*) FROM raw)
            AND bool_and({others} OR rowid = (SELECT max(rowid) FROM raw))
        ORDER BY 1 LIMIT 10
    """
    rows = db.execute(query, {"total": TOTAL, "share": MOST_TOTALS}).fetchall()
    return tuple(name for (name,) in rows)


def escaped(text: str) -> str:
    """An SQL string in which braces stand for themselves."""
    return string(text).replace("{", "{{").replace("}", "}}")


def with_time(db: duckdb.DuckDBPyConnection, reading: Reading) -> Reading:
    """The reading with a column `moment`, where others tell of one together and none does alone."""
    found = parts({snake_case(header): header for header in reading.cells})
    taken = MOMENT in map(str.lower, reading.cells)
    if "month" not in found or taken or reading.reader == "sqlite":
        return reading
    time = written({part: quote(header) for part, header in found.items()})
    readable = f"count(TRY_CAST({time} AS TIMESTAMP)) > 0.99 * count(*)"
    if not one(db, f"SELECT count(*) > 0 AND {readable} FROM raw")[0]:
        return reading
    db.execute(f"CREATE OR REPLACE TABLE raw AS SELECT *, {time} AS {MOMENT} FROM raw")
    cells = {part: reading.cells[header] for part, header in found.items()}
    named = ", ".join(f"`{header}`" for header in found.values())
    notes = (*reading.notes, f"{named} tell the time together: joined as `{MOMENT}`")
    return replace(
        reading, cells=reading.cells | {MOMENT: written(cells)}, notes=notes, joined=MOMENT
    )


def parts(headers: Mapping[str, str]) -> dict[str, str]:
    """The columns of year, month, day and hour, as far as each is there after the one before."""
    found = {part: [headers[n] for n in names if n in headers] for part, names in PARTS.items()}
    return {part: several[0] for part, several in takewhile(lambda each: each[1], found.items())}


def written(cells: Mapping[str, str]) -> str:
    """The SQL of the time as text: 2024-3-5 18:00."""
    day = cells.get("day", "'1'")
    date = f"{cells['year']} || '-' || {cells['month']} || '-' || {day}"
    return f"{date} || ' ' || {cells['hour']} || ':00'" if "hour" in cells else date
