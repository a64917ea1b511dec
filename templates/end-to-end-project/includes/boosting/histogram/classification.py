"""Gradient boosting: scikit-learn's, whose trees split histograms of the values."""

from typing import Any

from optuna import Trial
from sklearn.ensemble import HistGradientBoostingClassifier


def boosting(seed: int) -> HistGradientBoostingClassifier:
    """Small trees and small steps: with few positive cases the library's defaults learn noise."""
    return HistGradientBoostingClassifier(
        learning_rate=0.05, max_leaf_nodes=15, l2_regularization=1, random_state=seed
    )


def suggest_boosting(trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 63, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 100, log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 1e-3, 30, log=True),
    }
