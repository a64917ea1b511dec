"""Values as the models take them: numbers in float32, text with a name for what is missing.

Training and the service both come through here, so that they cannot treat a value differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .schema import CATEGORIES, NUMBERS

if TYPE_CHECKING:
    import pandas as pd

MISSING = "missing"


def to_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The features of a table, for scikit-learn; ONNX computes in float32, so training does too."""
    numbers = table[list(NUMBERS)].astype("float32")
    categories = table[list(CATEGORIES)].astype(object).fillna(MISSING)
    return numbers.join(categories)


def to_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's rows as the service gets them: {column: value}, None where one is missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def to_feed(rows: Sequence[dict[str, Any]]) -> dict[str, np.ndarray]:
    """The features of such rows, for ONNX Runtime: one column of shape (rows, 1) per feature."""
    numbers = {name: [[row[name]] for row in rows] for name in NUMBERS}
    texts = {name: [[row[name] or MISSING] for row in rows] for name in CATEGORIES}
    return {name: np.array(column, dtype=np.float32) for name, column in numbers.items()} | {
        name: np.array(column, dtype=object) for name, column in texts.items()
    }
