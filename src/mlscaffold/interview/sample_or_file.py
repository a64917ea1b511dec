"""The question of the data: the built-in sample, or a table of one's own."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from mlscaffold.interview.layers import Layers
from mlscaffold.template.fields import Field, Option, Refused

SAMPLE = "sample"


def data_field(*, asked: bool = True) -> Field:
    """The sample, or a file."""
    options = (
        Option("The sample", SAMPLE, SAMPLE, "a simulated city's food delivery"),
        Option("My own file", "file", "file", "CSV, JSON, Parquet, Excel, SQLite, an address"),
    )
    return Field(
        key="data_source",
        title="Which data?",
        parse=lambda raw: one_of(raw, (SAMPLE, "file")),
        kind="choice",
        default=SAMPLE,
        options=options,
        group="Problem",
        flag="--data FILE, or --defaults for the sample",
        more="A table of at least 50 rows, with a column to predict. Nothing leaves this machine.",
        asked=asked,
    )


def one_of(raw: Any, values: Any) -> Any:
    """`raw` if it is one of some values."""
    if raw not in values:
        raise Refused(f"`{raw}` is none of {', '.join(map(str, values))}")
    return raw


def chosen_data(found: Layers) -> Generator[Field, Any, bool]:
    """Whether a table of one's own is wanted."""
    given = found.given({})
    answer = given.fixed.get("data_source")
    if answer is None:
        field = data_field(asked="data_source" not in found.hidden)
        proposed = given.proposed.get("data_source", field.default)
        answer = yield replace(field, default=field.parse(proposed))
    return bool(answer == "file")
