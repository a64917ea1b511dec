"""Gradient boosting: LightGBM's, whose trees grow leaf by leaf."""

from typing import Any

from lightgbm import LGBMRegressor
from optuna import Trial


def boosting(seed: int) -> LGBMRegressor:
    """Twice the library's number of trees: amounts take more of them than classes."""
    return LGBMRegressor(
        n_estimators=200,
        learning_rate=0.08,
        random_state=seed,
        # The same trees on any number of cores.
        deterministic=True,
        force_row_wise=True,
        verbosity=-1,
    )


def suggest_boosting(trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries."""
    return {
        "objective": trial.suggest_categorical("objective", ["regression", "regression_l1"]),
        "n_estimators": trial.suggest_int("n_estimators", 100, 600, log=True),
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.2, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 6, 63, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, 60, log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1),
    }
