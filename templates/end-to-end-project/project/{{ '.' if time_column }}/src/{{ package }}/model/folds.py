"""The folds of the cross-validation: a model never learns from the future of what it predicts."""

import numpy as np
import pandas as pd
from sklearn.model_selection import TimeSeriesSplit

from ..project import Settings

Folds = list[tuple[np.ndarray, np.ndarray]]


def cut(table: pd.DataFrame, target: np.ndarray, settings: Settings) -> Folds:
    """The rows to fit and those to check, fold by fold; `table` is ordered by time."""
    # >>> exercise: split
    return list(TimeSeriesSplit(settings.folds).split(table, target))
    # <<< exercise: split
