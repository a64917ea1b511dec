"""How far a regressor's predictions are from the truth."""

import numpy as np
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.pipeline import Pipeline

METRIC = "mae"
GREATER_IS_BETTER = False


def encode(target: np.ndarray) -> np.ndarray:
    """The target as float64, shape (rows,)."""
    return np.asarray(target, dtype=np.float64)


def predict(model: Pipeline, features: object) -> np.ndarray:
    """Predicted values in the target's unit, shape (rows,)."""
    return np.asarray(model.predict(features))


def scores(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Metrics of predicted against true values, both of shape (rows,)."""
    return {
        "mae": float(mean_absolute_error(truth, predicted)),
        "rmse": float(root_mean_squared_error(truth, predicted)),
        "r2": float(r2_score(truth, predicted)),
    }
