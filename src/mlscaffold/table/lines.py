"""Lines of a file that are no data: repeated headers, totals, empty lines and notes below a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlscaffold.table.readers.base import quote, string

if TYPE_CHECKING:
    import duckdb

LOOKED_AT = 5  # columns, from the left, in which a total says what it is
TOTAL = r"(.*\s)?(sub|grand)?[ -]?totals?:?|summe|gesamt(summe)?|insgesamt|total g.n.ral|totale"
MOST_TOTALS = 0.05  # share of the rows; what comes more often is a category


@dataclass(frozen=True)
class Rule:
    """Which lines are data, as SQL with {0} for the first column, and how many are not and why."""

    keeps: str
    what: str
    lines: int

    def sql(self, columns: Sequence[str]) -> str:
        """The condition with the columns' names."""
        return self.keeps.format(*columns)


def leave_out(db: duckdb.DuckDBPyConnection, headers: Sequence[str]) -> tuple[Rule, ...]:
    """Delete lines of `raw` that are no data; the rules by which a project does the same."""
    cells = [quote(header) for header in headers]
    found = []
    for keeps, what in candidates(db, headers, cells):
        row = db.execute(f"DELETE FROM raw WHERE NOT ({keeps.format(*cells)})").fetchone()
        if row and row[0]:
            found.append(Rule(keeps, what, row[0]))
    return tuple(found)


def candidates(
    db: duckdb.DuckDBPyConnection, headers: Sequence[str], cells: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What may be found, one after the other."""
    first = 0 if len(headers) < 3 else 1
    filled = ", ".join(f"{{{place}}}" for place in range(first, len(headers)))
    yield f"COALESCE({filled}) IS NOT NULL", "with nothing but a first cell" if first else "empty"
    same = [f"{{{i}}} IS DISTINCT FROM {escaped(h)}" for i, h in enumerate(headers[:3])]
    yield f"({' OR '.join(same)})", "with the header again"
    for place, cell in enumerate(cells[:LOOKED_AT]):
        if totals := names_of_totals(db, cell, cells):
            listed = ", ".join(map(escaped, totals))
            yield f"COALESCE({{{place}}}, '') NOT IN ({listed})", f"of totals ({', '.join(totals)})"


def names_of_totals(
    db: duckdb.DuckDBPyConnection, cell: str, cells: Sequence[str]
) -> tuple[str, ...]:
    """What a column calls totals: rare, in the last line or in lines where another cell is empty."""
    others = " OR ".join(f"{other} IS NULL" for other in cells if other != cell)
    query = f"""
        SELECT {cell} FROM raw WHERE regexp_full_match(trim({cell}), $total, 'i') GROUP BY 1
        HAVING count(*) <= $share * (SELECT count(*) FROM raw)
            AND bool_and({others} OR rowid = (SELECT max(rowid) FROM raw))
        ORDER BY 1 LIMIT 10
    """
    rows = db.execute(query, {"total": TOTAL, "share": MOST_TOTALS}).fetchall()
    return tuple(name for (name,) in rows)


def escaped(text: str) -> str:
    """An SQL string in which braces stand for themselves."""
    return string(text).replace("{", "{{").replace("}", "}}")
