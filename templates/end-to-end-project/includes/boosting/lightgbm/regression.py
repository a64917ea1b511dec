"""Gradient boosting: LightGBM's, whose trees grow leaf by leaf."""

from typing import Any

from lightgbm import LGBMRegressor
from optuna import Trial


def boosting(seed: int) -> LGBMRegressor:
    """More and smaller steps than the library's: amounts take more of them than classes."""
    return LGBMRegressor(
        n_estimators=300,
        learning_rate=0.06,
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
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.12, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 6, 127, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, 60, log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1),
    }
