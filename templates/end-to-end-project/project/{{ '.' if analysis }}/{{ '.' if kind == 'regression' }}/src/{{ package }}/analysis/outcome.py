"""What is particular to numbers: the rare large and small ones."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ..model.compare import Task
from ..report.intervals import Draws

PARTS = 5  # groups of equal size, by the truth


def labels(truth: np.ndarray) -> np.ndarray:
    """What an interval needs enough rows of: any, as there are no classes."""
    return np.zeros(len(truth))


def given(truth: np.ndarray, said: np.ndarray) -> np.ndarray:
    """What was predicted of each row."""
    return said


def rare(
    model: Pipeline, truth: np.ndarray, said: np.ndarray, task: Task, draws: Draws
) -> list[dict[str, Any]]:
    """How far predictions are off where the target is small, and where it is large."""
    parts = pd.qcut(pd.Series(truth).rank(method="first"), PARTS, labels=False).to_numpy()
    return [
        {"from": float(truth[inside].min()), "to": float(truth[inside].max())}
        | {"error": draws.within(inside).interval(np.mean, np.abs(said - truth)[inside])}
        | {"bias": draws.within(inside).interval(np.mean, (said - truth)[inside])}
        for inside in (parts == part for part in range(PARTS))
    ]
