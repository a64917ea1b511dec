"""Finds out how the cells of each column are to be read, and what they then show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlscaffold.names import snake_case
from mlscaffold.table.amounts import Amounts, cells, measures
from mlscaffold.table.cells import MARKS, UNKNOWN, canonical, shape_of
from mlscaffold.table.columns import Column
from mlscaffold.table.dates import TIME_NAME
from mlscaffold.table.kinds import MOST_CATEGORIES, kind_of_text
from mlscaffold.table.numbers import NumberFormat
from mlscaffold.table.readers.base import one, quote, string
from mlscaffold.table.times import Times

if TYPE_CHECKING:
    import duckdb

# Fewer cells than this share may be unreadable in a column of numbers or dates.
READABLE = 0.9
MOST_SPELLINGS = 400
# So many different words beside numbers may mean that nothing is known.
MOST_WORDS = 3
CODED = "[\\pL0-9_#-]*[0-9][\\pL0-9_#-]*"
# What begins like an amount and is none, such as `5' 7"` or 1/2.
AMOUNT = "[-+(<>]?[$€£]?[0-9].*"
EITHER = "-?([1-9][0-9]{0,2})([.,][0-9]{3})?"  # 1.234, which may be 1234


class Examiner:
    """Describes the columns of `raw`; some questions go to `few`, a part of its rows."""

    def __init__(self, db: duckdb.DuckDBPyConnection, exact: bool) -> None:
        """`exact` counts different values one by one, which takes memory in large tables."""
        self.db = db
        self.exact = exact
        self.distinct = "count(DISTINCT {})" if exact else "approx_count_distinct({})"
        self.times = Times(db)
        self.amounts = Amounts(db)

    def describe_all(self, headers: Sequence[str], names: Sequence[str]) -> Iterator[Column]:
        """All columns; what one leaves open is read as the others are written."""
        columns = [self.describe(header, name) for header, name in zip(headers, names, strict=True)]
        times, amounts = self.times, self.amounts
        comma = amounts.commas == {True}
        if comma and not times.day_first:
            times.day_first.add(True)  # who writes 1,5 writes the day first
        again = amounts.open if comma else set()
        again = again | (times.open if len(times.day_first) == 1 else set())
        yield from (self.describe(c.source, c.name) if c.source in again else c for c in columns)

    def describe(self, header: str, name: str) -> Column:
        """Count, measure and classify one column."""
        cell = quote(header)
        rows, filled, distinct, *plain = self.counts(cell, "raw")
        column = Column(name, header, "empty", rows, rows - filled, distinct)
        # 20240305 and 45356 are dates in a column of that name, not amounts.
        may_be_time = re.fullmatch(TIME_NAME, snake_case(header)) is not None
        numbers = bool(filled) and plain[0] == filled and distinct > 1
        if numbers and not may_be_time:
            return self.of_numbers(column, plain)
        marks, padded = self.seen(cell)
        column = self.marked(replace(column, padded=padded), marks)
        if column.missing == rows or column.distinct == 1:
            return replace(column, kind="empty" if column.missing == rows else "constant")
        digits, words = self.words(column)
        if digits < READABLE / 2:
            return self.worded(column)
        tries = [self.marked(column, (*marks, *words))] if words else []
        for tried in (*tries, column):
            found = self.times.dated(tried, may_be_time) or self.amounts.numeric(tried)
            if found:
                return self.numbered(found)
        return self.worded(column)

    def of_numbers(self, column: Column, plain: Sequence[Any]) -> Column:
        """A column of plain numbers: amounts, or codes if some begin with a zero."""
        cell = quote(column.source)
        coded = f"bool_or(regexp_full_match({cell}, '0[0-9]+'))"
        either = f"bool_and(regexp_full_match({cell}, {string(EITHER)}))"
        coded, either = one(self.db, f"SELECT {coded}, {either} FROM few")
        if coded:
            return self.worded(column)
        amounts = self.amounts
        if not plain[3]:
            amounts.open |= {column.source} if either else set()
            amounts.commas |= set() if either else {False}
        if either and amounts.commas == {True}:
            found = amounts.numeric(column)
        else:
            found = amounts.measured(column, NumberFormat(), *plain)
        return self.numbered(found) if found else self.worded(column)

    def numbered(self, column: Column) -> Column:
        """The column with its different numbers, where these are few."""
        if not column.numeric or column.distinct > MOST_CATEGORIES:
            return column
        return self.listed(column, column.label(column.plain(quote(column.source))))

    def marked(self, column: Column, marks: tuple[str, ...]) -> Column:
        """The column with its marks of missing values, counted anew."""
        if not marks and not column.padded:
            return column
        column = replace(column, marks=marks)
        rows, filled, distinct, *_ = self.counts(quote(column.source), cells(column))
        return replace(column, missing=rows - filled, distinct=distinct)

    def counts(self, cell: str, table: str) -> tuple[Any, ...]:
        """Rows, cells that are filled, different values, and what the plain numbers show."""
        count = f"count(*), count({cell}), {self.distinct.format(cell)}"
        found = one(self.db, f"SELECT {count}, {measures(cell, NumberFormat())} FROM {table}")
        rows, filled, distinct, *plain = found
        if not self.exact and distinct >= filled * READABLE:
            (distinct,) = one(self.db, f"SELECT count(DISTINCT {cell}) FROM {table}")
        return (rows, filled, distinct, *plain)

    def seen(self, cell: str) -> tuple[tuple[str, ...], bool]:
        """The marks of missing values in a column, and whether blanks surround some value."""
        signs = (*MARKS, "+")
        bits = " ".join(f"WHEN {string(mark)} THEN {1 << i}" for i, mark in enumerate(signs))
        # Most cells are longer than any mark: they need no closer look.
        mark = f"CASE WHEN strlen({cell}) < 9 THEN CASE trim({cell}) {bits} END END"
        blank = f"starts_with({cell}, ' ') OR ends_with({cell}, ' ')"
        found, padded = one(self.db, f"SELECT bit_or({mark}), bool_or({blank}) FROM raw")
        marks = [sign for i, sign in enumerate(signs) if (found or 0) >> i & 1]
        # Beside a plus, a minus says something.
        known = [m for m in marks if m != "+" and not (m == "-" and "+" in marks)]
        return tuple(known), bool(padded)

    def words(self, column: Column) -> tuple[float, tuple[str, ...]]:
        """The share of cells with digits, and words beside them that stand for a missing value."""
        cell = quote(column.source)
        digits = f"regexp_matches({cell}, '[0-9]')"
        table = f"{cells(column, 'few')} WHERE {cell} IS NOT NULL"
        count = f"avg(CAST({digits} AS INT)), count(DISTINCT {cell}) FILTER ({digits})"
        share, distinct = one(self.db, f"SELECT {count} FROM {table}")
        if not share or share < READABLE / 2 or share == 1:
            return share or 0.0, ()
        query = f"SELECT DISTINCT {cell} FROM {table} AND NOT {digits} LIMIT {MOST_WORDS + 1}"
        words = tuple(sorted(word for (word,) in self.db.execute(query).fetchall()))
        named = all(word.lower() in UNKNOWN for word in words)
        many = distinct > MOST_CATEGORIES // 2 and not any(len(word) < 2 for word in words)
        return share, words if len(words) <= MOST_WORDS and (named or many) else ()

    def worded(self, column: Column) -> Column:
        """The column as categories, free text, names, or something that is not understood."""
        cell = quote(column.source)
        words = f"avg(len(string_split(left({cell}, 1000), ' ')))"
        amount = f"regexp_full_match({cell}, {string(AMOUNT)})"
        amount = (
            f"avg(CAST({amount} AND NOT regexp_full_match({cell}, {string(CODED)}) AS INT)) > 0.5"
        )
        table = f"{cells(column, 'few')} WHERE {cell} IS NOT NULL"
        words, amounts = one(self.db, f"SELECT {words}, {amount} FROM {table}")
        column = self.listed(column, cell)
        distinct = len(column.values) or column.distinct
        counts = {"filled": column.rows - column.missing, "distinct": distinct}
        kind = kind_of_text(column.source, **counts, words=words, amounts=amounts)
        kind = "constant" if distinct == 1 else kind
        column = replace(column, kind=kind, distinct=distinct)
        if kind == "unclear" or (kind == "category" and amounts):
            column = replace(column, remarks=(self.not_understood(column, amounts=amounts),))
        return column if kind == "category" else replace(column, values=(), counts=(), spellings={})

    def not_understood(self, column: Column, *, amounts: bool) -> str:
        """A finding with examples of different shapes, and the ways out."""
        cell = quote(column.source)
        shape = f"regexp_replace({shape_of(cell)}, '\\pL+', 'a', 'g')"
        query = f"SELECT min({cell}), count(*) FROM {cells(column, 'few')} WHERE {cell} IS NOT NULL"
        rows = self.db.execute(f"{query} GROUP BY {shape} ORDER BY 2 DESC, 1 LIMIT 3").fetchall()
        shown = ", ".join(f"`{value[:40]}`" for value, _ in rows)
        if column.kind == "category":
            return f"holds {shown}, taken as categories: if they are amounts, write plain numbers"
        what = "was not understood" if amounts else "has too many different values to learn from"
        way = "write plain numbers or dates, or --keep" if amounts else "--keep"
        return (
            f"{what}, such as {shown}: left out; {way} {column.source!r} takes them as categories"
        )

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
