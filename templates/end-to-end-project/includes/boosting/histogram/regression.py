"""Gradient boosting: scikit-learn's, whose trees split histograms of the values."""

from typing import Any

from optuna import Trial
from sklearn.ensemble import HistGradientBoostingRegressor


def boosting(seed: int) -> HistGradientBoostingRegressor:
    """More and smaller steps than the library's: amounts take more of them than classes."""
    return HistGradientBoostingRegressor(max_iter=300, learning_rate=0.06, random_state=seed)


def suggest_boosting(trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries."""
    return {
        "loss": trial.suggest_categorical("loss", ["squared_error", "absolute_error"]),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.12, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 6, 127, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 60, log=True),
        "max_features": trial.suggest_float("max_features", 0.4, 1),
    }
