"""Finds out how the cells of each column are to be read, and what they then show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlscaffold.table.amounts import Amounts, measures
from mlscaffold.table.cells import MARKS, UNKNOWN, canonical, shape_of
from mlscaffold.table.columns import MOST_CATEGORIES, READABLE, Column, kind_of_text
from mlscaffold.table.dates import TIME_NAME, Dates
from mlscaffold.table.numbers import NumberFormat
from mlscaffold.table.readers.base import one, quote, string

if TYPE_CHECKING:
    import duckdb

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
        self.dates = Dates(db)
        self.amounts = Amounts(db)

    def describe_all(self, headers: Sequence[str], names: Sequence[str]) -> Iterator[Column]:
        """All columns; what one leaves open is read as the others are written."""
        columns = [self.describe(header, name) for header, name in zip(headers, names, strict=True)]
        dates, amounts = self.dates, self.amounts
        comma = amounts.commas == {True}
        if comma and not dates.day_first:
            dates.day_first.add(True)  # who writes 1,5 writes the day first
        again = amounts.open if comma else set()
        again = again | (dates.open if len(dates.day_first) == 1 else set())
        yield from (self.describe(c.source, c.name) if c.source in again else c for c in columns)

    def describe(self, header: str, name: str) -> Column:
        """Count, measure and classify one column."""
        rows, filled, distinct, *plain = self.counts(quote(header), "raw")
        column = Column(name, header, "empty", rows, rows - filled, distinct)
        # 20240305 and 45356 are dates in a column of that name, not amounts.
        may_be_time = column.named(TIME_NAME)
        if filled and plain[0] == filled and distinct > 1 and not may_be_time:
            return self.of_numbers(column, tuple(plain))
        column = self.marked(column)
        if column.missing == rows or column.distinct == 1:
            return replace(column, kind="empty" if column.missing == rows else "constant")
        digits, words = self.words(column)
        if digits < READABLE / 2:
            return self.worded(column)
        tries = [self.counted(replace(column, marks=column.marks + words))] if words else []
        for tried in (*tries, column):
            if found := self.dates.dated(tried, may_be_time) or self.amounts.numeric(tried):
                return self.with_numbers(found)
        return self.worded(column)

    def of_numbers(self, column: Column, plain: tuple[Any, ...]) -> Column:
        """A column of plain numbers: amounts, or codes if some begin with a zero."""
        cell, amounts = quote(column.source), self.amounts
        coded = f"bool_or(regexp_full_match({cell}, '0[0-9]+'))"
        either = f"bool_and(regexp_full_match({cell}, {string(EITHER)}))"
        coded, either = one(self.db, f"SELECT {coded}, {either} FROM few")
        if coded:
            return self.worded(column)
        if not plain[3]:
            amounts.open |= {column.source} if either else set()
            amounts.commas |= set() if either else {False}
        if either and amounts.commas == {True}:
            found = amounts.numeric(column)
        else:
            found = amounts.measured(column, NumberFormat(), plain)
        return self.with_numbers(found) if found else self.worded(column)

    def with_numbers(self, column: Column) -> Column:
        """The column with its different numbers, where these are few."""
        if not column.numeric or column.distinct > MOST_CATEGORIES:
            return column
        return self.listed(column, column.label(column.plain(quote(column.source))))

    def counts(self, cell: str, table: str) -> tuple[Any, ...]:
        """Rows, cells that are filled, different values, and what the plain numbers show."""
        distinct = f"count(DISTINCT {cell})"
        count = distinct if self.exact else f"approx_count_distinct({cell})"
        count = f"count(*), count({cell}), {count}, {measures(cell, NumberFormat())}"
        rows, filled, different, *plain = one(self.db, f"SELECT {count} FROM {table}")
        if not self.exact and different >= filled * READABLE:
            (different,) = one(self.db, f"SELECT {distinct} FROM {table}")
        return (rows, filled, different, *plain)

    def counted(self, column: Column) -> Column:
        """The column counted anew, after its marks were found."""
        rows, filled, distinct, *_ = self.counts(quote(column.source), column.cells())
        return replace(column, missing=rows - filled, distinct=distinct)

    def marked(self, column: Column) -> Column:
        """The column with its marks of missing values, and whether blanks surround some value."""
        cell = quote(column.source)
        # Most cells are longer than any mark: they need no closer look.
        signs = ", ".join(map(string, (*MARKS, "+")))
        mark = f"strlen({cell}) < 9 AND trim({cell}) IN ({signs})"
        blank = f"starts_with({cell}, ' ') OR ends_with({cell}, ' ')"
        query = f"SELECT list(DISTINCT trim({cell})) FILTER ({mark}), bool_or({blank}) FROM raw"
        found, padded = one(self.db, query)
        marks = {*(found or ())}
        # Beside a plus, a minus says something.
        known = tuple(m for m in MARKS if m in marks and not (m == "-" and "+" in marks))
        if not known and not padded:
            return column
        return self.counted(replace(column, marks=known, padded=bool(padded)))

    def words(self, column: Column) -> tuple[float, tuple[str, ...]]:
        """The share of cells with digits, and words beside them that stand for a missing value."""
        cell = quote(column.source)
        digits = f"regexp_matches({cell}, '[0-9]')"
        table = f"{column.cells('few')} WHERE {cell} IS NOT NULL"
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
        amount += f" AND NOT regexp_full_match({cell}, {string(CODED)})"
        query = f"SELECT {words}, avg(CAST({amount} AS INT)) > 0.5 FROM {column.cells('few')}"
        words, amounts = one(self.db, f"{query} WHERE {cell} IS NOT NULL")
        column = self.listed(column, cell)
        column = replace(column, distinct=len(column.values) or column.distinct)
        column = replace(column, kind=kind_of_text(column, words=words, amounts=amounts))
        if column.kind == "unclear" or (column.kind == "category" and amounts):
            column = replace(column, remarks=(self.not_understood(column, amounts=amounts),))
        if column.kind == "category":
            return column
        return replace(column, values=(), counts=(), spellings={})

    def not_understood(self, column: Column, *, amounts: bool) -> str:
        """A finding with examples of different shapes, and the ways out."""
        cell = quote(column.source)
        shape = f"regexp_replace({shape_of(cell)}, '\\pL+', 'a', 'g')"
        query = f"SELECT min({cell}), count(*) FROM {column.cells('few')} WHERE {cell} IS NOT NULL"
        rows = self.db.execute(f"{query} GROUP BY {shape} ORDER BY 2 DESC, 1 LIMIT 3").fetchall()
        shown = ", ".join(f"`{value[:40]}`" for value, _ in rows)
        if column.kind == "category":
            return f"holds {shown}, taken as categories: if they are amounts, write plain numbers"
        keep = f"--keep {column.source!r} takes them as categories"
        if amounts:
            return f"was not understood, such as {shown}: left out; write plain numbers or dates, or {keep}"
        return f"has too many different values to learn from, such as {shown}: left out; {keep}"

    def listed(self, column: Column, cell: str) -> Column:
        """The column with its values, when they are few; each in one spelling."""
        if column.distinct > MOST_SPELLINGS:
            return column
        query = f"SELECT {cell}, count(*) FROM {column.cells()} WHERE {cell} IS NOT NULL"
        counted = dict(self.db.execute(f"{query} GROUP BY 1 ORDER BY 1").fetchall())
        groups = {value: [value] for value in counted} if column.numeric else canonical(counted)
        if len(groups) > MOST_CATEGORIES:
            return column
        counts = {value: sum(counted[v] for v in group) for value, group in groups.items()}
        several = {v: sorted({*group} - {v}) for v, group in groups.items() if group != [v]}
        values = tuple(sorted(counts, key=float if column.numeric else str))
        numbers = tuple(counts[value] for value in values)
        return replace(column, values=values, counts=numbers, spellings=several)
