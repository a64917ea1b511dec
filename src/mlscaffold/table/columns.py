"""One column of a table of text, and the SQL that reads its cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlscaffold.table.cells import NumberFormat
from mlscaffold.table.kinds import Kind
from mlscaffold.table.readers.base import quote, string

LONGEST_NUMBER = 60  # characters, signs and separators among them


@dataclass(frozen=True)
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
    number: NumberFormat | None = None
    dates: tuple[str, ...] = ()
    spellings: dict[str, list[str]] = field(default_factory=dict)
    unreadable: int = 0
    period: tuple[str, str] = ("", "")

    @property
    def nullable(self) -> bool:
        """Whether some row has no value here."""
        return self.missing > 0

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in ("number", "integer")


def given(column: Column) -> str:
    """The SQL of a cell without surrounding blanks; NULL when it only marks that none is known."""
    cell = quote(column.source)
    if not column.marks and not column.padded:
        return cell
    listed = ", ".join(map(string, ("", *column.marks)))
    return f"CASE WHEN trim({cell}) NOT IN ({listed}) THEN trim({cell}) END"


def as_number(cell: str, written: NumberFormat | None) -> str:
    """The SQL of a cell as a number that a model can take (float32), else NULL."""
    number = f"TRY_CAST({written.sql(cell) if written else cell} AS DOUBLE)"
    return f"CASE WHEN abs({number}) < 1e30 THEN {number} END"


def as_date(cell: str, formats: tuple[str, ...]) -> str:
    """The SQL of a cell as a time of the years 1000 to 9999, else NULL."""
    time = f"TRY_CAST({cell} AS TIMESTAMP)"
    if formats:
        time = f"coalesce({time}, try_strptime({cell}, [{', '.join(map(string, formats))}]))"
    return f"CASE WHEN year({time}) BETWEEN 1000 AND 9999 THEN {time} END"


def one_spelling(cell: str, spellings: dict[str, list[str]]) -> str:
    """The SQL of a cell in which other spellings of a value are replaced."""
    cases = [
        f"WHEN {cell} IN ({', '.join(map(string, others))}) THEN {string(value)}"
        for value, others in spellings.items()
    ]
    return f"CASE {' '.join(cases)} ELSE {cell} END" if cases else cell


def shape_of(cell: str) -> str:
    """The SQL of a cell's shape: digits as 9, or as 999 when three follow a separator."""
    # No number is as long as that; long texts would take long to look at.
    start = f"left({cell}, {LONGEST_NUMBER})"
    grouped = f"regexp_replace({start}, '([., ''’\u00a0])[0-9]{{3}}\\b', '\\1\u2263', 'g')"
    return f"replace(regexp_replace({grouped}, '[0-9]+', '9', 'g'), '\u2263', '999')"
