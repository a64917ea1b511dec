"""Gradient boosting: LightGBM's, whose trees grow leaf by leaf."""

from typing import Any

from lightgbm import LGBMClassifier
from optuna import Trial


def boosting(seed: int) -> LGBMClassifier:
    """Small trees and small steps: with few positive cases the library's defaults learn noise."""
    return LGBMClassifier(
        learning_rate=0.05,
        num_leaves=15,
        reg_lambda=1,
        random_state=seed,
        # The same trees on any number of cores.
        deterministic=True,
        force_row_wise=True,
        verbosity=-1,
    )


def suggest_boosting(trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, 63, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, 100, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 1e-3, 30, log=True),
    }
