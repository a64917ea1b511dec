"""The worst errors, to look at one by one."""

from typing import Any

import numpy as np
import pandas as pd

from ..model.scores import losses
from ..schema import TARGET
from .outcome import given

ROWS, COLUMNS = 10, 4


def worst(
    table: pd.DataFrame, truth: np.ndarray, said: np.ndarray, importance: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows with the greatest loss, and their values in the most important features.

    Out-of-fold rows: whoever looks at the test part's errors cannot test on it any more.
    """
    names = [each["feature"] for each in importance[:COLUMNS]]
    shown = table[names].assign(truth=table[TARGET], given=given(truth, said))
    order = np.argsort(-losses(truth, said), kind="stable")[:ROWS]
    return [
        {"truth": row.pop("truth"), "given": row.pop("given"), "values": row}
        for row in shown.iloc[order].astype(object).where(shown.notna(), None).to_dict("records")
    ]
