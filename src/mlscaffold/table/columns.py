"""One column of a table of text: its kind, and how its cells are read."""

import re
from dataclasses import dataclass, field
from typing import Literal

from mlscaffold.names import snake_case
from mlscaffold.table.cells import as_date, known, one_spelling
from mlscaffold.table.numbers import NumberFormat
from mlscaffold.table.readers.base import quote

Kind = Literal[
    "number", "integer", "category", "date", "text", "identifier", "unclear", "constant", "empty"
]

READABLE = 0.9  # the least share of cells that are numbers, or dates, in a column of such
# A category with more values than this is open: rare values share one code, new ones are accepted.
MOST_CATEGORIES = 50
# Values of an open category must come again: rows per value, on average.
FEWEST_PER_VALUE = 4
# Fewer rows than this may be numbered from one by chance.
FEWEST_NUMBERED = 50
# Text of so many words, on average, is free text.
WORDS = 3
# Headers, in snake case, of columns that number or name their rows.
IDENTIFIER = r"(.*_)?(id|ids|uuid|guid|index|key|idx)|unnamed_\d+|row_name|row"
IDENTIFIER += r"|(.*_)?(row|record|serial|customer|client|user|account|order|invoice|ticket|case"
IDENTIFIER += r"|patient|student|employee|member|policy|transaction|loan|store|shop|station|product"
IDENTIFIER += r"|item|branch|s|sl|sr)_?(number|no|nr|nbr|num|code)"
# Headers of numbers that are names of something else.
CODE = r"(.*_)?(zip|zip_?code|post_?code|postal_?code|plz|fips|sku|ean|isbn|naics|icd|iban)(_code)?"
NAME = r"(.*_)?(name|full_name|first_name|last_name|surname|email|e_mail|phone|telephone|address"
NAME += r"|url|link|website|title)"


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
    def filled(self) -> int:
        """How many rows have a value here."""
        return self.rows - self.missing

    @property
    def unique(self) -> bool:
        """Whether no value comes twice."""
        return self.distinct == self.filled

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in ("number", "integer")

    def named(self, pattern: str) -> bool:
        """Whether the header, in snake case, is like this."""
        return re.fullmatch(pattern, snake_case(self.source)) is not None

    def cells(self, table: str = "raw") -> str:
        """The SQL of a table of this column alone, without blanks around values and marks."""
        cell = quote(self.source)
        return f"(SELECT {self.known(cell)} AS {cell} FROM {table})"

    # The SQL of a cell in three steps, each of what the one before gives.

    def known(self, cell: str) -> str:
        """Without blanks around it, NULL where nothing is known."""
        return known(cell, self.marks, self.padded)

    def plain(self, cell: str) -> str:
        """In one spelling, or as digits."""
        if self.numeric:
            return self.number.text(cell)
        return one_spelling(cell, self.values, self.spellings)

    def typed(self, cell: str) -> str:
        """As a number, a time or a category."""
        if self.kind == "date":
            return as_date(cell, self.dates, guarded=self.late)
        return self.number.read(cell) if self.numeric else cell

    def label(self, cell: str) -> str:
        """As a class."""
        typed = self.typed(cell)
        if not self.numeric:
            return typed
        # 1 and 1.0 are one.
        typed = f"TRY_CAST({typed} AS BIGINT)" if self.kind == "integer" else typed
        return f"CAST({typed} AS VARCHAR)"


def kind_of_number(column: Column, *, whole: bool, consecutive: bool) -> Kind:
    """A number is an amount unless it only numbers its rows."""
    named = column.named(f"{IDENTIFIER}|{CODE}")
    numbers_rows = named or (consecutive and column.filled >= FEWEST_NUMBERED)
    if whole and column.unique and numbers_rows:
        return "identifier"
    if whole and named:
        return "identifier" if column.distinct * FEWEST_PER_VALUE > column.filled else "category"
    return "integer" if whole else "number"


def kind_of_text(column: Column, *, words: float, amounts: bool) -> Kind:
    """Text is a category, free text, a name of its row, or not understood.

    `words` are those of a cell on average; `amounts` says that most cells begin like an amount.
    """
    filled, distinct = column.filled, column.distinct
    if distinct == 1:
        return "constant"
    if distinct <= MOST_CATEGORIES and distinct * 2 <= filled:
        return "category"
    named = column.named(f"{IDENTIFIER}|{NAME}")
    if words >= WORDS and not named:
        return "text"
    if distinct * FEWEST_PER_VALUE <= filled:
        return "category"
    return "identifier" if named or (column.unique and not amounts) else "unclear"
