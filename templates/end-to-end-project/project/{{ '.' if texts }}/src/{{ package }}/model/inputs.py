"""Values as the models take them; training and the service both come through here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import CATEGORIES, NUMBERS, TEXTS

if TYPE_CHECKING:
    import pandas as pd  # the service runs without it

MISSING = "missing"
STRINGS = (*CATEGORIES, *TEXTS)  # the inputs that are text; the others are numbers


def words(text: object) -> str:
    """A text's words of two letters or more in lower case, one blank between them."""
    return " ".join(re.findall(r"\w\w+", text.lower())) if isinstance(text, str) else ""


def to_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The features of a table, for scikit-learn; ONNX computes in float32, so training does too."""
    numbers = table[list(NUMBERS)].astype("float32")
    categories = table[list(CATEGORIES)].astype(object).fillna(MISSING)
    texts = {name: table[name].map(words).astype(object) for name in TEXTS}
    return numbers.join(categories).assign(**texts)


def to_feed(columns: Mapping[str, Sequence[Any]]) -> dict[str, np.ndarray]:
    """Columns of values, None where one is missing, as ONNX Runtime takes them: shape (rows, 1)."""
    numbers = {name: np.array(columns[name], np.float32) for name in NUMBERS}  # None becomes NaN
    strings = {name: np.array([v or MISSING for v in columns[name]], object) for name in CATEGORIES}
    texts = {name: np.array([words(v) for v in columns[name]], object) for name in TEXTS}
    return {name: column[:, None] for name, column in (numbers | strings | texts).items()}


def feed_of(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """A table's rows as the service asks the model: what is checked takes the same path."""
    plain = table.astype(object).where(table.notna(), None)  # object: floats cannot hold None
    return to_feed({name: plain[name].tolist() for name in (*NUMBERS, *STRINGS)})
