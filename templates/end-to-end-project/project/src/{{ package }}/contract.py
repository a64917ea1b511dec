"""The data contract: what a table must look like before a model learns from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal, get_args, get_origin

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from pydantic.fields import FieldInfo

from .database import DataError
from .schema import CLASSES, TARGET, Features, is_number

EXAMPLES = 3
MOST_NAMED = 12  # values of a category that a rule names
WORDS = {
    "column_in_dataframe": "the column must be there",
    "not_nullable": "must not be missing",
    "coerce_dtype('float64')": "must be a number",
}


class ContractError(DataError):
    """The data break the contract; the message lists column, rule, rows and examples."""


@dataclass
class Breach:
    """A rule that some rows break: how many, and the first of them."""

    column: str
    rule: str
    rows: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        """The breach in one line."""
        if not self.examples:
            return f"- {self.column}: {self.rule}"
        first = ", ".join(
            f"row {each['source_row']}: {each['value'] or 'missing'}" for each in self.examples
        )
        return f"- {self.column}: {self.rule}: {self.rows:,} rows ({first})"


def contract() -> pa.DataFrameSchema:
    """One rule set per column, made from the request model, and one for the target."""
    rules = {name: column(feature) for name, feature in Features.model_fields.items()}
    finite = pa.Check(np.isfinite, error="must be finite")
    rules[TARGET] = pa.Column(checks=one_of(CLASSES)) if CLASSES else number(finite, nullable=False)
    return pa.DataFrameSchema(rules)


def column(feature: FieldInfo) -> pa.Column:
    """The rules of one feature: its type, range or categories, and whether it may be missing."""
    nullable = type(None) in get_args(feature.annotation)
    if is_number(feature):
        low, high = limit(feature, "ge"), limit(feature, "le")
        within = pa.Check.in_range(low, high, error=f"must be between {low:.15g} and {high:.15g}")
        return number(within, nullable=nullable)
    known = known_values(feature)
    return pa.Column(checks=one_of(known) if known else None, nullable=nullable)


def number(check: pa.Check, *, nullable: bool) -> pa.Column:
    """The rules of a number; whatever reads as one is one."""
    return pa.Column("float64", check, nullable=nullable, coerce=True)


def known_values(feature: FieldInfo) -> list[str]:
    """The values that a category may have; none for text of any kind."""
    kinds = (feature.annotation, *get_args(feature.annotation))
    return [value for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)]


def limit(feature: FieldInfo, side: str) -> float:
    """The least (`ge`) or the greatest (`le`) value that a number may have."""
    found = [getattr(rule, side) for rule in feature.metadata if hasattr(rule, side)]
    return float(found[0]) if found else float("-inf" if side == "ge" else "inf")


def one_of(values: Sequence[str]) -> pa.Check:
    """The rule that a value is one of those known."""
    named = ", ".join([*values[:MOST_NAMED], *["…"][: len(values) > MOST_NAMED]])
    return pa.Check.isin(values, error=f"must be one of {named}")


def check(table: pd.DataFrame) -> None:
    """Raise ContractError with every broken rule when the table breaks the contract."""
    if found := breaches([table.set_index("source_row")]):
        raise ContractError(describe(found))


def breaches(chunks: Iterable[pd.DataFrame]) -> list[Breach]:
    """Every rule that a table breaks, which comes in parts with `source_row` as their index."""
    rules = contract()
    found: dict[tuple[str, str], Breach] = {}
    for chunk in chunks:
        try:
            rules.validate(chunk, lazy=True)
        except SchemaErrors as error:
            add(found, error.failure_cases)
    return list(found.values())


def add(found: dict[tuple[str, str], Breach], cases: pd.DataFrame) -> None:
    """Add the failures of one part, as pandera lists them, to those of the parts before."""
    absent = cases["check"] == "column_in_dataframe"
    cases = cases.assign(column=cases["column"].mask(absent, cases["failure_case"]))
    # Where values are no numbers, their type and range were tried in vain: it is said once.
    told = absent | (cases["index"].notna() & ~cases["check"].str.startswith("dtype("))
    for (column, check), rows in cases[told].groupby(["column", "check"], sort=False):
        rule = WORDS.get(str(check), str(check))
        breach = found.setdefault((str(column), rule), Breach(str(column), rule))
        breach.rows += int(rows["index"].count())
        both = [*breach.examples, *first_rows(rows)]
        breach.examples = sorted(both, key=itemgetter("source_row"))[:EXAMPLES]


def first_rows(cases: pd.DataFrame) -> list[dict[str, Any]]:
    """The first rows among some failures, with the value that broke the rule, None if missing."""
    first = cases.dropna(subset="index").sort_values("index").head(EXAMPLES)
    values = first["failure_case"].astype(object).where(first["failure_case"].notna(), None)
    return [
        {"source_row": int(row), "value": None if value is None else str(value)}
        for row, value in zip(first["index"], values, strict=True)
    ]


def describe(found: Sequence[Breach]) -> str:
    """Broken rules as lines that a person can read; empty when there are none."""
    if not found:
        return ""
    head = "the data break their contract (schema.py):"
    way_out = "Mend data/raw or sql/clean.sql; where the rule is wrong, change it in schema.py."
    return "\n".join([head, *map(str, found), way_out])
