"""How far predictions are from the truth, on all rows or on many resamples of them at once.

A resample is a row of `weights`: how often it has each row. scikit-learn's metrics take one such row
as `sample_weight` and give the same figures, one at a time; the tests compare them.
"""

import numpy as np
from sklearn.pipeline import Pipeline

METRIC = "mae"
GREATER_IS_BETTER = False
LESS_IS_BETTER = {"mae", "rmse"}
PERFECT = 0.0
LOSS = "absolute error"  # of a single row; its mean is mae


def encode(target: np.ndarray) -> np.ndarray:
    """The target as float64, shape (rows,)."""
    return np.asarray(target, dtype=np.float64)


def predict(model: Pipeline, features: object) -> np.ndarray:
    """Predicted values in the target's unit, shape (rows,)."""
    return np.asarray(model.predict(features))


def losses(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """How far each prediction is from the truth, in the target's unit, shape (rows,)."""
    return np.asarray(np.abs(predicted - truth))


def scores(
    truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Metrics of predicted against true values, both of shape (rows,).

    `weights`, shape (resamples, rows), gives one value per resample; without it there is one.
    """
    weights = np.ones((1, len(truth))) if weights is None else weights
    total = weights.sum(axis=1)
    squared = weights @ (predicted - truth) ** 2
    mean = weights @ truth / total
    # Around the mean of all rows first: the difference of two large sums would lose digits.
    centred = truth - truth.mean()
    spread = weights @ centred**2 - total * (mean - truth.mean()) ** 2
    return {
        "mae": weights @ losses(truth, predicted) / total,
        "rmse": np.sqrt(squared / total),
        "r2": 1 - np.divide(squared, spread, out=np.ones_like(spread), where=spread > 0),
    }
