"""The folds of the cross-validation: each has the classes in their shares, and sets of rows whole."""

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from ..project import Settings

Folds = list[tuple[np.ndarray, np.ndarray]]


def cut(table: pd.DataFrame, target: np.ndarray, settings: Settings) -> Folds:
    """The rows to fit and those to check, fold by fold; twins and groups (`together`) stay whole."""
    # >>> exercise: split
    how = {"n_splits": settings.folds, "shuffle": True, "random_state": settings.seed}
    sets = table["together"]
    # Where each row stands alone, this does the same a thousand times faster.
    if sets.is_unique:
        return list(StratifiedKFold(**how).split(table, target))
    return list(StratifiedGroupKFold(**how).split(table, target, sets))
    # <<< exercise: split
