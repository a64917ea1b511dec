"""One column of a table of text, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlscaffold.table.cells import as_label, known, one_spelling
from mlscaffold.table.dates import as_date
from mlscaffold.table.kinds import Kind
from mlscaffold.table.numbers import NumberFormat


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file, as its values show it; `low` and `high` of a date are its years."""

    name: str
    source: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    padded: bool = False
    number: NumberFormat = field(default_factory=NumberFormat)
    dates: tuple[str, ...] = ()
    late: bool = False  # whether some dates are of no year from 1000 to 9999
    spellings: dict[str, list[str]] = field(default_factory=dict)
    unreadable: int = 0
    period: tuple[str, str] = ("", "")
    remarks: tuple[str, ...] = ()  # what a person should know of how it was read

    @property
    def nullable(self) -> bool:
        """Whether some row has no value here."""
        return self.missing > 0

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in ("number", "integer")

    # The SQL of a cell in three steps, each of what the one before gives.

    def known(self, cell: str) -> str:
        """Without blanks around it, NULL where nothing is known."""
        return known(cell, self.marks, self.padded)

    def plain(self, cell: str) -> str:
        """In one spelling, or as digits."""
        return (
            self.number.text(cell)
            if self.numeric
            else one_spelling(cell, self.values, self.spellings)
        )

    def typed(self, cell: str) -> str:
        """As a number, a time or a category."""
        if self.kind == "date":
            return as_date(cell, self.dates, guarded=self.late)
        return self.number.read(cell) if self.numeric else cell

    def label(self, cell: str) -> str:
        """As a class."""
        whole = self.kind == "integer"
        return as_label(self.typed(cell), whole=whole) if self.numeric else self.typed(cell)

    def value(self, cell: str) -> str:
        """All steps at once."""
        return self.typed(self.plain(self.known(cell)))
