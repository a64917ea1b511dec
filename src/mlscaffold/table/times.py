"""Finds out how the dates of a column are written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlscaffold.table.columns import Column
from mlscaffold.table.dates import (
    BETWEEN,
    DATES,
    NUMBERED,
    STANDARD,
    as_date,
    date_shape,
    is_numeric,
    numbered,
    swapped,
    timed,
)
from mlscaffold.table.readers.base import one, quote, string

if TYPE_CHECKING:
    import duckdb

READABLE = 0.9  # the least share of cells that are dates
LONGEST_DATE = 60  # characters
MOST_DATE_FORMATS = 8
# Dates in the order of rows, read in the right way, seldom go back.
ORDERED = 0.05


class Times:
    """Reads columns as dates; what some show of the order of day and month, others may need."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        """The database has the tables `raw` and `few`."""
        self.db = db
        self.day_first: set[bool] = set()  # as columns show it
        self.open: set[str] = set()  # columns that show nothing of it

    def dated(self, column: Column, named: bool) -> Column | None:
        """The column as dates, when enough of its cells can be read as such.

        `named` says that its header is that of a time: then numbers may count days or seconds.
        """
        cell = quote(column.source)
        table = f"(SELECT {column.known(cell)} AS {cell} FROM raw)"
        formats = (self.counted(cell, table) if named else None) or self.formats(column)
        if formats is None:
            return None
        strict, lenient = (as_date(cell, formats, guarded=guarded) for guarded in (True, False))
        readable, castable, first, last, low, high = one(
            self.db,
            f"""
            SELECT count(a), count(b), year(min(a)), year(max(a)),
                strftime(min(a), '%Y-%m-%d'), strftime(max(a), '%Y-%m-%d')
            FROM (SELECT {strict} AS a, {lenient} AS b FROM {table})
        """,
        )
        known = column.rows - column.missing
        if readable < known * READABLE:
            return None
        lost = known - readable
        column = replace(column, kind="date", dates=formats, unreadable=lost, period=(low, high))
        column = replace(column, low=first, high=last, late=castable > readable)
        return replace(column, missing=column.missing + lost, remarks=self.remarks(column))

    def remarks(self, column: Column) -> tuple[str, ...]:
        """What a person should know of how these dates are read."""
        if column.dates[0] in NUMBERED:
            return (f"counts {column.dates[0]}: taken as a time",)
        if column.source not in self.open or len(self.day_first) == 1:
            return ()
        order = ("month", "day") if column.dates[0].startswith("%m") else ("day", "month")
        way = "write them as 2024-12-31 in the file if that is wrong"
        return (f"can be read as day/month or month/day: {'/'.join(order)} is taken; {way}",)

    def counted(self, cell: str, table: str) -> tuple[str, ...] | None:
        """How numbers count time, when all are of a likely range."""
        number = f"TRY_CAST({cell} AS DOUBLE)"
        count = f"count({number}) = count({cell}), min({number}), max({number})"
        every, low, high = one(self.db, f"SELECT {count} FROM {table}")
        found = numbered(low, high) if every and low is not None else None
        return (found,) if found else None

    def formats(self, column: Column) -> tuple[str, ...] | None:
        """The fewest formats that read the cells; None when they don't."""
        cell = quote(column.source)
        self.db.execute(f"""
            CREATE OR REPLACE TEMP TABLE dates AS SELECT DISTINCT cell
            FROM (SELECT {column.known(cell)} AS cell FROM few) WHERE length(cell) < {LONGEST_DATE} LIMIT 2000
        """)
        (total,) = one(self.db, "SELECT count(*) FROM dates")
        chosen: list[str] = []
        missed, tried = total, [STANDARD]
        if total and self.matches("TRUE", tried)[0] < total:
            tried = [*self.possible(), STANDARD]
        while missed and len(chosen) < MOST_DATE_FORMATS:
            rest = f"{as_date('cell', tuple(chosen), guarded=True)} IS NULL" if chosen else "TRUE"
            counts = self.matches(rest, tried)
            best = max(range(len(tried)), key=lambda i: (counts[i], -i))
            if counts[best] == 0:
                break
            chosen.append(self.in_order(tried[best], column))
            missed -= counts[best]
        if not total or missed > total * (1 - READABLE):
            return None
        return tuple(sorted(chosen, key=lambda form: form == STANDARD))

    def matches(self, condition: str, formats: list[str]) -> tuple[int, ...]:
        """How many cells of `dates` each format reads."""
        each = ", ".join(f"count({as_date('cell', (form,), guarded=True)})" for form in formats)
        return one(self.db, f"SELECT {each} FROM dates WHERE {condition}")

    def in_order(self, form: str, column: Column) -> str:
        """The format, or the one with day and month changed if that reads as many cells and fits better."""
        if not is_numeric(form):
            return form
        other = swapped(form)
        first, second = self.matches("TRUE", [form, other])
        if first != second:
            self.day_first.add(form.index("%d") < form.index("%m"))
            return form
        ordered = {each: self.ordered(each, column) for each in (form, other)}
        if abs(ordered[form] - ordered[other]) > ORDERED:
            return max(ordered, key=lambda each: ordered[each])
        self.open.add(column.source)
        by_day = self.day_first == {True}
        return next(f for f in (form, other) if (f.index("%d") < f.index("%m")) == by_day)

    def ordered(self, form: str, column: Column) -> float:
        """How much of the rows, read in this format, goes the same way as the one before."""
        cell = quote(column.source)
        date = as_date(column.known(cell), (form,), guarded=True)
        up, down = one(
            self.db,
            f"""
            SELECT coalesce(avg(CAST(later >= before AS INT)), 0), coalesce(avg(CAST(later <= before AS INT)), 0)
            FROM (SELECT later, lag(later) OVER () AS before FROM (SELECT {date} AS later FROM few))
        """,
        )
        return float(max(up, down))

    def possible(self) -> list[str]:
        """The formats that some cell of `dates` has the shape of: to plan all takes long."""
        shapes = dict.fromkeys(map(date_shape, DATES))
        has = [f"bool_or(regexp_full_match(cell, {string(shape)}))" for shape in shapes]
        signs = (":", *BETWEEN)
        has += [f"bool_or(contains(cell, '{sign}'))" for sign in signs]
        has.append("bool_or(regexp_matches(cell, '(?i)[ap]m$'))")
        found = dict(
            zip(
                [*shapes, *signs, "m"],
                one(self.db, f"SELECT {', '.join(has)} FROM dates"),
                strict=True,
            )
        )
        dates = [date for date in DATES if found[date_shape(date)]]
        return timed(dates, {sign for sign in (*signs, "m") if found[sign]})
