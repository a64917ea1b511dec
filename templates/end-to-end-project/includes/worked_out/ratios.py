"""Ratios as the models take them: how much there is of one amount for each of another.

Amounts that grow together, such as rooms and households, say twice how large a case is, and only
their ratio says how it differs from others of its size. A tree can cut along it, not work it out.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .schema import RATIOS

# The name of each input, and the columns that it is worked out from.
SOURCES = {f"{amount}__per_{unit}": (amount, unit) for amount, unit in RATIOS}
MOST = 1e30  # float32 ends at 3.4e38


def work_out(columns: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Each amount per unit, of shape (rows,); NaN where one is missing or there is no unit."""
    amounts = {name: np.asarray(columns[name], dtype=float) for pair in RATIOS for name in pair}
    return {name: ratio(amounts[amount], amounts[unit]) for name, (amount, unit) in SOURCES.items()}


def ratio(amount: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """One by the other, row by row."""
    found = np.full(unit.shape, np.nan)
    np.divide(amount, unit, out=found, where=unit > 0)
    return found.clip(-MOST, MOST)
