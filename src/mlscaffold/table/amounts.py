"""Finds out how the numbers of a column are written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mlscaffold.table.cells import shape_of
from mlscaffold.table.columns import MOST_CATEGORIES, READABLE, Column, kind_of_number
from mlscaffold.table.numbers import NumberFormat, by_unit, number_format, scaled
from mlscaffold.table.readers.base import one, quote, string

if TYPE_CHECKING:
    import duckdb

MOST_SHAPES = 300
LARGEST = 1e15  # whole numbers above are no longer exact


@dataclass
class Amounts:
    """Reads columns as numbers; what some show of the decimal point, others may need."""

    db: duckdb.DuckDBPyConnection  # has the tables `raw` and `few`
    # Whether a comma is the decimal point, as columns show it; columns that show nothing of it.
    commas: set[bool] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def numeric(self, column: Column) -> Column | None:
        """The column as numbers, when enough of its cells can be read as such."""
        cell = quote(column.source)
        written = self.written(column)
        if written is None or self.is_words(column, written):
            return None
        if any(written.units):
            written = scaled(written, self.middles(column, written))
        count = measures(written.text(cell), written)
        return self.measured(column, written, one(self.db, f"SELECT {count} FROM {column.cells()}"))

    def middles(self, column: Column, written: NumberFormat) -> dict[str, float]:
        """The median of the numbers with each unit."""
        cell = quote(column.source)
        unit = by_unit(cell, {unit: string(unit) for unit in written.units if unit}, "''")
        number = f"abs(TRY_CAST({written.bare(cell)} AS DOUBLE))"
        query = f"SELECT {unit}, median({number}) FROM {column.cells('few')}"
        return dict(self.db.execute(f"{query} WHERE {number} IS NOT NULL GROUP BY 1").fetchall())

    def measured(
        self, column: Column, written: NumberFormat, found: tuple[Any, ...]
    ) -> Column | None:
        """The column with what `measures` found; None when too few cells hold a number."""
        readable, low, high, whole, castable = found
        if readable < column.filled * READABLE or low == high:
            return None
        kind = kind_of_number(column, whole=whole, consecutive=high - low + 1 == column.rows)
        if kind == "category":
            return None
        if kind == "integer" and max(-low, high) > LARGEST:
            kind = "number"
        written = replace(written, guarded=castable > readable)
        column = replace(column, kind=kind, low=low, high=high, number=written)
        column = replace(column, unreadable=column.filled - readable, remarks=written.remarks())
        return replace(column, missing=column.rows - readable)

    def written(self, column: Column) -> NumberFormat | None:
        """How most of the cells write numbers, when they do."""
        shapes = f"SELECT {shape_of(quote(column.source))} AS shape FROM {column.cells('few')}"
        counted = self.db.execute(f"""
            SELECT shape, count(*) FROM ({shapes}) WHERE shape IS NOT NULL
            GROUP BY shape ORDER BY 2 DESC, 1 LIMIT {MOST_SHAPES}
        """).fetchall()
        numbers = {shape: count for shape, count in counted if number_format([shape])}
        if sum(numbers.values()) < sum(count for _, count in counted) * READABLE:
            return None
        found = number_format(numbers, comma=True if self.commas == {True} else None)
        if found and found.either:
            self.open.add(column.source)
        elif found and not found.clock and any(c in shape for shape in numbers for c in ",."):
            self.commas.add(found.comma)
        return found

    def is_words(self, column: Column, written: NumberFormat) -> bool:
        """Whether few different values, some of them no numbers, are names rather than amounts."""
        cell = quote(column.source)
        number = f"TRY_CAST({written.bare(cell)} AS DOUBLE)"
        count = f"count(DISTINCT {cell}), count({number}) < count({cell})"
        query = f"SELECT {count} FROM {column.cells('few')} WHERE NOT contains({cell}, ':')"
        distinct, some = one(self.db, query)
        return bool(some) and distinct <= MOST_CATEGORIES // 2


def measures(cell: str, written: NumberFormat) -> str:
    """The SQL of how many numbers there are, the lowest and highest, whether all are whole.

    The last one also counts what a model cannot take, such as 1e35.
    """
    number, castable = (replace(written, guarded=guarded).read(cell) for guarded in (True, False))
    count = f"count({number}), min({number}), max({number}), bool_and({number} = floor({number}))"
    return f"{count}, count({castable})"
