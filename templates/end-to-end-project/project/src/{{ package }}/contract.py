"""The data contract: what a table must look like before a model learns from it."""

from typing import get_args

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from pydantic.fields import FieldInfo

from .schema import CLASSES, TARGET, Features, is_number, literals


class ContractError(ValueError):
    """The data breaks the contract; the message lists column, rule, rows and examples."""


def contract() -> pa.DataFrameSchema:
    """One rule set per column, made from the request model, and one for the target."""
    columns = {name: column(field) for name, field in Features.model_fields.items()}
    known = [pa.Check.isin(CLASSES)] if CLASSES else []
    columns[TARGET] = pa.Column(checks=known, nullable=False)
    return pa.DataFrameSchema(columns)


def column(field: FieldInfo) -> pa.Column:
    """The rules of one feature: its type, range or categories, and whether it may be missing."""
    nullable = type(None) in get_args(field.annotation)
    if is_number(field):
        low = next(rule.ge for rule in field.metadata if hasattr(rule, "ge"))
        high = next(rule.le for rule in field.metadata if hasattr(rule, "le"))
        return pa.Column("float64", pa.Check.in_range(low, high), nullable=nullable)
    return pa.Column(checks=pa.Check.isin(literals(field)), nullable=nullable)


def check(table: pd.DataFrame) -> None:
    """Raise ContractError with every broken rule when the table breaks the contract."""
    try:
        contract().validate(table, lazy=True)
    except SchemaErrors as error:
        raise ContractError(describe(error.failure_cases)) from None


def describe(failures: pd.DataFrame) -> str:
    """The broken rules as lines a person can read."""
    lines = [
        f"- {column}: {rule}: {len(cases)} rows, such as {cases['failure_case'].head(3).tolist()}"
        for (column, rule), cases in failures.groupby(["column", "check"], dropna=False)
    ]
    return "the data breaks its contract (schema.py):\n" + "\n".join(lines)
