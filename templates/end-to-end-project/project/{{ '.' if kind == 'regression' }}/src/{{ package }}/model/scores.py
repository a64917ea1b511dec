"""What is learned, and how far predictions are from the truth."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.pipeline import Pipeline

from ..schema import TARGET

NAME, SIGN = "MAE", -1  # the score that decides; -1 as less of it is better
SCORES: dict[str, Callable[..., float]] = {
    "MAE": mean_absolute_error,
    "RMSE": root_mean_squared_error,
    "R²": r2_score,
}


def score(model: Pipeline, features: pd.DataFrame, truth: np.ndarray) -> float:
    """Minus NAME of a fitted model: greater is better."""
    return -float(mean_absolute_error(truth, predict(model, features)))


def encode(table: pd.DataFrame) -> np.ndarray:
    """The target as numbers, shape (rows,)."""
    return table[TARGET].to_numpy(np.float64)


def predict(model: Pipeline, features: pd.DataFrame) -> np.ndarray:
    """The predicted values in the target's unit, shape (rows,)."""
    return np.asarray(model.predict(features))


def losses(truth: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The absolute error of each row, in the target's unit."""
    return np.asarray(np.abs(said - truth))


def constant(truth: np.ndarray) -> np.ndarray:
    """What a model without features would say of such rows: the median, whose error is least."""
    return np.full(len(truth), np.median(truth))
