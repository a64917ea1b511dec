"""Finds out how the numbers of a column are written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlscaffold.table.cells import shape_of
from mlscaffold.table.columns import Column
from mlscaffold.table.kinds import MOST_CATEGORIES, kind_of_number
from mlscaffold.table.numbers import NumberFormat, number_format, remarks, scaled
from mlscaffold.table.readers.base import one, quote, string

if TYPE_CHECKING:
    import duckdb

READABLE = 0.9  # the least share of cells that are numbers
MOST_SHAPES = 300
LARGEST = 1e15  # whole numbers above are no longer exact


class Amounts:
    """Reads columns as numbers; what some show of the decimal point, others may need."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        """The database has the tables `raw` and `few`."""
        self.db = db
        self.commas: set[bool] = set()  # whether a comma is the decimal point, as columns show it
        self.open: set[str] = set()  # columns that show nothing of it

    def numeric(self, column: Column) -> Column | None:
        """The column as numbers, when enough of its cells can be read as such."""
        cell = quote(column.source)
        written = self.written(column)
        if written is None or self.is_words(column, written.bare(cell)):
            return None
        if len(written.units) > 1 or "".join(written.units):
            written = scaled(written, self.middles(column, written))
        (*found,) = one(
            self.db, f"SELECT {measures(written.text(cell), written)} FROM {cells(column)}"
        )
        return self.measured(column, written, *found)

    def middles(self, column: Column, written: NumberFormat) -> dict[str, float]:
        """The median of the numbers with each unit."""
        cell = quote(column.source)
        units = sorted((unit for unit in written.units if unit), key=len, reverse=True)
        cases = " ".join(
            f"WHEN right({cell}, {len(u)}) = {string(u)} THEN {string(u)}" for u in units
        )
        number = f"abs(TRY_CAST({written.bare(cell)} AS DOUBLE))"
        query = f"SELECT CASE {cases} ELSE '' END, median({number}) FROM {cells(column, 'few')}"
        found = self.db.execute(f"{query} WHERE {number} IS NOT NULL GROUP BY 1").fetchall()
        return dict(found)

    def measured(
        self,
        column: Column,
        written: NumberFormat,
        readable: int,
        low: float,
        high: float,
        whole: bool,
        castable: int,
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
        if kind == "category":
            return None
        if kind == "integer" and max(-low, high) > LARGEST:
            kind = "number"
        written = replace(written, guarded=castable > readable)
        column = replace(column, kind=kind, low=low, high=high, number=written)
        column = replace(column, remarks=remarks(written))
        column = replace(column, unreadable=known - readable, missing=column.rows - readable)
        return column

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
        comma = True if self.commas == {True} else None
        found = number_format([shape for shape, _ in numbers], comma=comma)
        if found and found.either:
            self.open.add(column.source)
        elif found and not found.clock and any(c in s for s, _ in numbers for c in ",."):
            self.commas.add(found.comma)
        return found

    def is_words(self, column: Column, number: str) -> bool:
        """Whether few different values, some of them no numbers, are names rather than amounts."""
        cell = quote(column.source)
        number = f"TRY_CAST({number} AS DOUBLE)"
        count = f"count(DISTINCT {cell}), count({number}) < count({cell})"
        query = f"SELECT {count} FROM {cells(column, 'few')} WHERE NOT contains({cell}, ':')"
        distinct, some = one(self.db, query)
        return bool(some) and distinct <= MOST_CATEGORIES // 2


def measures(cell: str, written: NumberFormat) -> str:
    """The SQL of how many numbers there are, the lowest and highest, whether all are whole.

    The last one also counts what a model cannot take, such as 1e35.
    """
    number, castable = (replace(written, guarded=guarded).read(cell) for guarded in (True, False))
    count = f"count({number}), min({number}), max({number}), bool_and({number} = floor({number}))"
    return f"{count}, count({castable})"


def cells(column: Column, table: str = "raw") -> str:
    """The SQL of a table of one column, without blanks around values and marks."""
    cell = quote(column.source)
    return f"(SELECT {column.known(cell)} AS {cell} FROM {table})"
