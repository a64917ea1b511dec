"""Finds out how the cells of each column are to be read, and what they then show."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlscaffold.names import snake_case
from mlscaffold.table.cells import (
    DATES,
    MARKS,
    TIMES,
    NumberFormat,
    canonical,
    date_shape,
    number_format,
)
from mlscaffold.table.columns import Column, as_date, as_number, given, shape_of
from mlscaffold.table.kinds import MOST_CATEGORIES, kind_of_number, kind_of_text
from mlscaffold.table.readers.base import quote, string

if TYPE_CHECKING:
    import duckdb

# Fewer cells than this share may be unreadable in a column of numbers or dates.
READABLE = 0.9
MOST_SHAPES = 300
MOST_SPELLINGS = 400
LONGEST_DATE = 60  # characters
MOST_DATE_FORMATS = 8
DATE = r"(.*_)?(date|day|dt|datum)(_.*)?"


class Examiner:
    """Describes the columns of `raw`, one by one; some questions go to `few`, a part of its rows."""

    def __init__(self, db: duckdb.DuckDBPyConnection, exact: bool) -> None:
        """`exact` counts different values one by one, which takes memory in large tables."""
        self.db = db
        self.exact = exact
        self.distinct = "count(DISTINCT {})" if exact else "approx_count_distinct({})"

    def one(self, query: str) -> tuple[Any, ...]:
        """The one row of a query."""
        row = self.db.execute(query).fetchone()
        assert row is not None
        return row

    def describe(self, header: str, name: str) -> Column:
        """Count, measure and classify one column."""
        cell = quote(header)
        rows, filled, distinct, *plain = self.counts(cell, "raw")
        column = Column(name, header, "empty", rows, rows - filled, distinct)
        # 20240305 is a date in a column of that name, not an amount.
        may_be_date = bool(re.fullmatch(DATE, snake_case(header)))
        if filled and plain[0] == filled and distinct > 1 and not may_be_date:
            return self.measured(column, None, *plain) or self.worded(column)
        marks, padded = self.seen(cell)
        column = replace(column, marks=marks, padded=padded)
        if marks or padded:
            rows, filled, distinct, *plain = self.counts(cell, cells(column))
            column = replace(column, missing=rows - filled, distinct=distinct)
        if filled == 0:
            return column
        if distinct == 1:
            return replace(column, kind="constant")
        if plain[0] == filled and not may_be_date:
            return self.numeric(column) or self.worded(column)
        return self.dated(column) or self.numeric(column) or self.worded(column)

    def counts(self, cell: str, table: str) -> tuple[Any, ...]:
        """Rows, cells that are filled, different values, and what the plain numbers show."""
        count = f"count(*), count({cell}), {self.distinct.format(cell)}"
        found = self.one(f"SELECT {count}, {measures(as_number(cell, None))} FROM {table}")
        rows, filled, distinct, *plain = found
        if not self.exact and distinct >= filled * READABLE:
            (distinct,) = self.one(f"SELECT count(DISTINCT {cell}) FROM {table}")
        return (rows, filled, distinct, *plain)

    def seen(self, cell: str) -> tuple[tuple[str, ...], bool]:
        """The marks of missing values in a column, and whether blanks surround some value."""
        signs = (*MARKS, "+")
        bits = " ".join(f"WHEN {string(mark)} THEN {1 << i}" for i, mark in enumerate(signs))
        # Most cells are longer than any mark: they need no closer look.
        mark = f"CASE WHEN strlen({cell}) < 9 THEN CASE trim({cell}) {bits} END END"
        blank = f"starts_with({cell}, ' ') OR ends_with({cell}, ' ')"
        found, padded = self.one(f"SELECT bit_or({mark}), bool_or({blank}) FROM raw")
        marks = [sign for i, sign in enumerate(signs) if (found or 0) >> i & 1]
        # Beside a plus, a minus says something.
        known = [m for m in marks if m != "+" and not (m == "-" and "+" in marks)]
        return tuple(known), bool(padded)

    def numeric(self, column: Column) -> Column | None:
        """The column as numbers, when enough of its cells can be read as such."""
        cell = quote(column.source)
        written = self.written(column)
        if written is None or self.is_words(column, as_number(cell, written)):
            return None
        found = self.one(f"SELECT {measures(as_number(cell, written))} FROM {cells(column)}")
        return self.measured(column, written, *found)

    def measured(
        self,
        column: Column,
        written: NumberFormat | None,
        readable: int,
        low: float,
        high: float,
        whole: bool,
    ) -> Column | None:
        """The column with what is known of its numbers; None when too few cells hold one."""
        known = column.rows - column.missing
        if readable < known * READABLE or low == high:
            return None
        kind = kind_of_number(
            column.source,
            filled=known,
            distinct=column.distinct,
            whole=whole,
            consecutive=high - low + 1 == column.rows,
        )
        column = replace(column, kind=kind, low=low, high=high, number=written)
        column = replace(column, unreadable=known - readable, missing=column.rows - readable)
        if column.distinct > MOST_CATEGORIES:
            return column
        number = as_number(quote(column.source), written)
        shown = f"CAST({number} AS BIGINT)" if whole and abs(low) < 1e15 else number
        return self.listed(column, f"CAST({shown} AS VARCHAR)")

    def written(self, column: Column) -> NumberFormat | None:
        """How most of the cells write numbers, when they do."""
        cell = quote(column.source)
        counted = self.db.execute(f"""
            SELECT shape, count(*) FROM (SELECT {shape_of(cell)} AS shape FROM {cells(column, "few")}) WHERE shape IS NOT NULL
            GROUP BY shape ORDER BY 2 DESC, 1 LIMIT {MOST_SHAPES}
        """).fetchall()
        numbers = [(shape, count) for shape, count in counted if number_format([shape])]
        total = sum(count for _, count in counted)
        if sum(count for _, count in numbers) < total * READABLE:
            return None
        return number_format([shape for shape, _ in numbers])

    def is_words(self, column: Column, number: str) -> bool:
        """Whether few different values, some of them no numbers, are names rather than amounts."""
        cell = quote(column.source)
        count = f"count(DISTINCT {cell}), count({number}) < count({cell})"
        query = f"SELECT {count} FROM {cells(column, 'few')}"
        distinct, some = self.one(query)
        return bool(some) and distinct <= MOST_CATEGORIES // 2

    def dated(self, column: Column) -> Column | None:
        """The column as dates, when enough of its cells can be read as such."""
        cell = quote(column.source)
        formats = self.date_formats(column)
        if formats is None:
            return None
        date = as_date(cell, formats)
        readable, first, last, low, high = self.one(f"""
            SELECT count(date), year(min(date)), year(max(date)),
                strftime(min(date), '%Y-%m-%d'), strftime(max(date), '%Y-%m-%d')
            FROM (SELECT {date} AS date FROM {cells(column)})
        """)
        known = column.rows - column.missing
        if readable < known * READABLE:
            return None
        lost = known - readable
        column = replace(column, kind="date", dates=formats, unreadable=lost, period=(low, high))
        return replace(column, low=first, high=last, missing=column.missing + lost)

    def date_formats(self, column: Column) -> tuple[str, ...] | None:
        """The fewest formats, beside the standard one, that read the cells; None when they don't."""
        cell = quote(column.source)
        look = f"SELECT DISTINCT {cell} AS cell FROM {cells(column, 'few')}"
        look += f" WHERE length({cell}) < {LONGEST_DATE} LIMIT 2000"
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE dates AS {look}")
        chosen: list[str] = []
        (total,) = self.one("SELECT count(*) FROM dates")
        (missed,) = self.one(f"SELECT count(*) FROM dates WHERE {as_date('cell', ())} IS NULL")
        tried = self.possible_formats() if missed else []
        while missed and tried and len(chosen) < MOST_DATE_FORMATS:
            rest = f"FROM dates WHERE {as_date('cell', tuple(chosen))} IS NULL"
            each = ", ".join(f"count({as_date('cell', (form,))})" for form in tried)
            counts = self.one(f"SELECT {each} {rest}")
            best = max(range(len(tried)), key=lambda i: (counts[i], -i))
            if counts[best] == 0:
                break
            chosen.append(tried[best])
            missed -= counts[best]
        return tuple(chosen) if missed <= total * (1 - READABLE) else None

    def possible_formats(self) -> list[str]:
        """The formats that some cell of `dates` has the shape of: to plan all takes long."""
        shapes = dict.fromkeys(map(date_shape, DATES))
        has = [f"bool_or(regexp_full_match(cell, {string(shape)}))" for shape in shapes]
        *found, timed = self.one(
            f"SELECT {', '.join(has)}, bool_or(contains(cell, ':')) FROM dates"
        )
        seen = [shape for shape, is_seen in zip(shapes, found, strict=True) if is_seen]
        times = TIMES if timed else TIMES[:1]
        return [date + time for date in DATES if date_shape(date) in seen for time in times]

    def worded(self, column: Column) -> Column:
        """The column as categories, free text or names."""
        cell = quote(column.source)
        words = f"avg(len(string_split(left({cell}, 1000), ' ')))"
        (words,) = self.one(f"SELECT {words} FROM {cells(column, 'few')} WHERE {cell} IS NOT NULL")
        column = self.listed(column, cell)
        known = column.rows - column.missing
        distinct = len(column.values) or column.distinct
        kind = kind_of_text(column.source, filled=known, distinct=distinct, words=words)
        kind = "constant" if distinct == 1 else kind
        column = replace(column, kind=kind, distinct=distinct)
        return column if kind == "category" else replace(column, values=(), counts=(), spellings={})

    def listed(self, column: Column, cell: str) -> Column:
        """The column with its values, when they are few; each in one spelling."""
        if column.distinct > MOST_SPELLINGS:
            return column
        query = f"SELECT {cell}, count(*) FROM {cells(column)} WHERE {cell} IS NOT NULL"
        query += " GROUP BY 1 ORDER BY 1"
        counted = dict(self.db.execute(query).fetchall())
        groups = {value: [value] for value in counted} if column.numeric else canonical(counted)
        if len(groups) > MOST_CATEGORIES:
            return column
        counts = {value: sum(counted[v] for v in group) for value, group in groups.items()}
        several = {v: sorted({*group} - {v}) for v, group in groups.items() if group != [v]}
        values = tuple(sorted(counts, key=float if column.numeric else str))
        column = replace(column, values=values, counts=tuple(counts[v] for v in values))
        return replace(column, spellings=several)


def measures(number: str) -> str:
    """The SQL of how many numbers there are, the lowest, the highest, and whether all are whole."""
    return f"count({number}), min({number}), max({number}), bool_and({number} = floor({number}))"


def cells(column: Column, table: str = "raw") -> str:
    """The SQL of a table of one column, without blanks around values and marks."""
    cell = quote(column.source)
    return f"(SELECT {given(column)} AS {cell} FROM {table})"
