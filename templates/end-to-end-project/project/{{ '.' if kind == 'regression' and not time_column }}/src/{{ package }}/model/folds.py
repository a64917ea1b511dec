"""The folds of the cross-validation: rows drawn at random, sets of them whole."""

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold

from ..project import Settings

Folds = list[tuple[np.ndarray, np.ndarray]]


def cut(table: pd.DataFrame, target: np.ndarray, settings: Settings) -> Folds:
    """The rows to fit and those to check, fold by fold; twins and groups (`together`) stay whole."""
    # >>> exercise: split
    folds = GroupKFold(settings.folds, shuffle=True, random_state=settings.seed)
    return list(folds.split(table, target, table["together"]))
    # <<< exercise: split
