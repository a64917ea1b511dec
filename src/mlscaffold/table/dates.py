"""Finds out how the dates of a column are written, and which of two ways to read them fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mlscaffold.table.cells import NUMBERED, STANDARD, as_date
from mlscaffold.table.columns import READABLE, Column
from mlscaffold.table.readers.base import one, quote

if TYPE_CHECKING:
    import duckdb

LONGEST_DATE = 60  # characters
MOST_DATE_FORMATS = 8
# Dates in the order of rows, read in the right way, seldom go back.
ORDERED = 0.05
# Ways to write a date, beside 2024-03-05; of two that fit all cells, the first is taken.
DATES = """
    %m/%d/%Y; %d/%m/%Y; %d.%m.%Y; %d-%m-%Y; %m-%d-%Y; %m.%d.%Y; %Y/%m/%d; %Y.%m.%d;
    %d %b %Y; %d %B %Y; %b %d, %Y; %B %d, %Y; %b %d %Y; %B %d %Y; %d-%b-%Y; %d-%b-%y;
    %d %b %y; %m/%d/%y; %d/%m/%y; %d.%m.%y; %d-%m-%y; %m-%d-%y; %m.%d.%y; %y/%m/%d;
    %b %Y; %B %Y; %b-%Y; %b-%y; %m/%Y; %Y/%m; %Y-%m; %Y%m%d; %G-W%V;
    %a, %d %b %Y; %A, %B %d, %Y; %A, %d %B %Y; %a %b %d %Y; %a %d %b %Y
"""
DAYS = [form.strip() for form in DATES.split(";")]
CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
TIMES = [between + clock for between in (" ", ", ", "T") for clock in CLOCKS]
# From 1954, 2001 and 2001 on, up to 2064: amounts are seldom all in such a range.
RANGES = dict(zip(NUMBERED, [(2e4, 6e4), (9.8e8, 3e9), (9.8e11, 3e12)], strict=True))
TIME_NAME = r"(.*_)?(date|day|dt|datum|time|timestamp|datetime|ts|epoch|unix|utc|created|updated)"
TIME_NAME += r"(_.*)?"


@dataclass
class Dates:
    """Reads columns as dates; what some show of the order of day and month, others may need."""

    db: duckdb.DuckDBPyConnection  # has the tables `raw` and `few`
    # Whether the day comes first, as columns show it; columns that show nothing of it.
    day_first: set[bool] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def dated(self, column: Column, named: bool) -> Column | None:
        """The column as dates, when enough of its cells can be read as such.

        `named` says that its header is that of a time: then numbers may count days or seconds.
        """
        formats = (self.counted(column) if named else ()) or self.formats(column)
        if not formats:
            return None
        cell = quote(column.source)
        strict, lenient = (as_date(cell, formats, guarded=guarded) for guarded in (True, False))
        days = "strftime(min(a), '%Y-%m-%d'), strftime(max(a), '%Y-%m-%d')"
        read = f"SELECT {strict} AS a, {lenient} AS b FROM {column.cells()}"
        query = f"SELECT count(a), count(b), {days} FROM ({read})"
        readable, castable, first, last = one(self.db, query)
        if readable < column.filled * READABLE:
            return None
        column = replace(column, kind="date", dates=formats, late=castable > readable)
        column = replace(column, period=(first, last), low=int(first[:4]), high=int(last[:4]))
        column = replace(column, unreadable=column.filled - readable, remarks=self.remarks(column))
        return replace(column, missing=column.rows - readable)

    def remarks(self, column: Column) -> tuple[str, ...]:
        """What a person should know of how these dates are read."""
        form = column.dates[0]
        if form in NUMBERED:
            return (f"counts {form}: taken as a time",)
        if column.source not in self.open or len(self.day_first) == 1:
            return ()
        order = "month/day" if form.startswith("%m") else "day/month"
        way = "write them as 2024-12-31 in the file if that is wrong"
        return (f"can be read as day/month or month/day: {order} is taken; {way}",)

    def counted(self, column: Column) -> tuple[str, ...]:
        """How numbers count time, when all are of a likely range; empty when they don't."""
        cell = quote(column.source)
        number = f"TRY_CAST({cell} AS DOUBLE)"
        count = f"count({number}) = count({cell}), min({number}), max({number})"
        every, low, high = one(self.db, f"SELECT {count} FROM {column.cells()}")
        likely = (k for k, (first, last) in RANGES.items() if first <= low and high <= last)
        return tuple(likely)[:1] if every and low is not None else ()

    def formats(self, column: Column) -> tuple[str, ...]:
        """The fewest formats that read the cells; none when they don't."""
        cells = f"SELECT {quote(column.source)} AS cell FROM {column.cells('few')}"
        self.db.execute(f"""
            CREATE OR REPLACE TEMP TABLE dates AS SELECT DISTINCT cell FROM ({cells})
            WHERE length(cell) < {LONGEST_DATE} LIMIT 2000
        """)
        (total,) = one(self.db, "SELECT count(*) FROM dates")
        chosen: list[str] = []
        missed, tried = total, [STANDARD]
        if self.matches(tried)[0] < total:
            tried = [*self.possible(), STANDARD]
        while missed and len(chosen) < MOST_DATE_FORMATS:
            rest = f"{as_date('cell', tuple(chosen), guarded=True)} IS NULL" if chosen else "1"
            counts = self.matches(tried, where=rest)
            if not (most := max(counts)):
                break
            chosen.append(self.in_order(tried[counts.index(most)], column))
            missed -= most
        if missed > total * (1 - READABLE):
            return ()
        return tuple(sorted(chosen, key=lambda form: form == STANDARD))

    def matches(self, formats: Sequence[str], cell: str = "cell", where: str = "1") -> list[int]:
        """How many cells of `dates` each format reads."""
        each = ", ".join(f"count({as_date(cell, (form,), guarded=True)})" for form in formats)
        return [*one(self.db, f"SELECT {each} FROM dates WHERE {where}")]

    def possible(self) -> list[str]:
        """The formats whose day and time some cells of `dates` have: to plan all takes long."""
        time = "regexp_extract(cell, '(, | |T)[0-9]+:.*')"
        days = self.found(f"left(cell, length(cell) - length({time}))", DAYS)
        # A blank at the beginning would be skipped.
        times = self.found(f"'1' || {time}", ["%d" + each for each in TIMES])
        return [day + each for day in days for each in ("", *(t.removeprefix("%d") for t in times))]

    def found(self, cell: str, formats: Sequence[str]) -> list[str]:
        """The formats that read some cells of `dates`."""
        counts = self.matches(formats, cell)
        return [form for form, count in zip(formats, counts, strict=True) if count]

    def in_order(self, form: str, column: Column) -> str:
        """The format, or the one with day and month changed if that reads as many cells and fits better."""
        if not re.search(r"%[dm]([-/.])%[dm]\1", form):
            return form
        other = re.sub("%[dm]", lambda part: "%m" if part[0] == "%d" else "%d", form)
        day_first = form.index("%d") < form.index("%m")
        first, second = self.matches([form, other])
        if first != second:
            self.day_first.add(day_first)
            return form
        better = self.ordered(form, column) - self.ordered(other, column)
        if abs(better) > ORDERED:
            return form if better > 0 else other
        self.open.add(column.source)
        return form if day_first == (self.day_first == {True}) else other

    def ordered(self, form: str, column: Column) -> float:
        """How much of the rows, read in this format, goes the same way as the one before."""
        date = as_date(quote(column.source), (form,), guarded=True)
        query = f"""
            SELECT avg(CAST(later >= before AS INT)), avg(CAST(later <= before AS INT)) FROM
            (SELECT {date} AS later, lag(later) OVER () AS before FROM {column.cells("few")})
        """
        up, down = one(self.db, query)
        return float(max(up or 0, down or 0))
