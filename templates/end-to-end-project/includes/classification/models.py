"""The candidates: each is one pipeline, preprocessing and classifier together."""

from typing import Any

from optuna import Trial
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    BaseCrossValidator,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)
from sklearn.pipeline import Pipeline, make_pipeline

from .boosting import boosting, suggest_boosting
from .preprocessing import for_linear_models, for_trees
from .schema import BY_TIME, GROUP_BY

BASELINE = "baseline"
MOST_ROWS = 100_000  # that a tree of the forest learns from


def candidates(seed: int, rows: int = 1) -> dict[str, Pipeline]:
    """The models to compare, from the simplest to the most complex, for about so many rows."""
    # Leaves of a thousandth of the rows, half of them per tree: as good, in half the time.
    share = min(0.5, MOST_ROWS / rows)
    forest = RandomForestClassifier(
        100, min_samples_leaf=0.001, max_samples=share, random_state=seed
    )
    return {
        BASELINE: make_pipeline(for_trees(), DummyClassifier(strategy="prior")),
        "logistic_regression": make_pipeline(for_linear_models(), LogisticRegression(max_iter=500)),
        "random_forest": make_pipeline(for_trees(), forest),
        "gradient_boosting": make_pipeline(for_trees(), boosting(seed)),
    }


def suggest(name: str, trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries for a candidate's classifier."""
    if name == "logistic_regression":
        return {"C": trial.suggest_float("C", 1e-3, 30, log=True)}
    if name == "random_forest":
        return {
            "min_samples_leaf": trial.suggest_int("min_samples_leaf", 1, 40, log=True),
            "max_features": trial.suggest_float("max_features", 0.1, 0.6),
            "max_samples": trial.suggest_float("max_samples", 0.2, 0.9),
        }
    return suggest_boosting(trial)


def folds(count: int, seed: int) -> BaseCrossValidator:
    """How the training part is cut for cross-validation: never the future to predict the past,
    nor a part of a group to predict the rest of it."""
    if BY_TIME:
        return TimeSeriesSplit(count)
    if GROUP_BY:
        return StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return StratifiedKFold(count, shuffle=True, random_state=seed)
