"""The candidates, from the simplest to the most complex: each is one pipeline."""

from typing import Any

from optuna import Trial
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.tree import DecisionTreeClassifier

from .preprocessing import for_linear_models, for_trees

BASELINE = "baseline"
LINEAR = "logistic_regression"


def candidates(seed: int, rows: int) -> dict[str, Pipeline]:
    """The models to compare, for about so many rows; the order is that of the rule of choice."""
    # One column, one cut: a rule that one could write by hand.
    stump = DecisionTreeClassifier(max_depth=1, random_state=seed)
    # Leaves of a thousandth of the rows, at most half of them per tree: as good, in half the time.
    share = min(0.5, 100_000 / rows)
    forest = RandomForestClassifier(
        100, min_samples_leaf=0.001, max_samples=share, random_state=seed
    )
    # Small trees and small steps: with few rows of a class the library's defaults learn noise.
    # Early stopping would set rows of each class aside, and a rare one may have a single row.
    boosting = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_leaf_nodes=15,
        l2_regularization=1,
        early_stopping=False,
        random_state=seed,
    )
    return {
        BASELINE: make_pipeline(for_trees(), DummyClassifier(strategy="prior")),
        "decision_stump": make_pipeline(for_trees(), stump),
        LINEAR: make_pipeline(for_linear_models(), LogisticRegression(max_iter=500)),
        "random_forest": make_pipeline(for_trees(), forest),
        "gradient_boosting": make_pipeline(for_trees(), boosting),
    }


def suggest(name: str, trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries for a candidate's last step."""
    if name == "decision_stump":
        return {"max_depth": trial.suggest_int("max_depth", 1, 4)}
    if name == LINEAR:
        return {"C": trial.suggest_float("C", 1e-3, 30, log=True)}
    if name == "random_forest":
        return {
            "min_samples_leaf": trial.suggest_float("min_samples_leaf", 1e-4, 1e-2, log=True),
            "max_features": trial.suggest_float("max_features", 0.1, 0.6),
        }
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 63, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 100, log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 1e-3, 30, log=True),
    }
