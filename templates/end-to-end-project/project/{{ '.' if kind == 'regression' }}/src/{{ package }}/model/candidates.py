"""The candidates, from the simplest to the most complex: each is one pipeline."""

from typing import Any

from optuna import Trial
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.tree import DecisionTreeRegressor

from .log_ridge import LogRidge
from .preprocessing import for_linear_models, for_trees

BASELINE = "baseline"
LINEAR = "ridge_regression"


def candidates(seed: int, rows: int) -> dict[str, Pipeline]:
    """The models to compare, for about so many rows; the order is that of the rule of choice."""
    # One column, one cut: a rule that one could write by hand.
    stump = DecisionTreeRegressor(max_depth=1, random_state=seed)
    # At most half of the rows and of the columns per tree: less to look at for each split.
    share = min(0.5, 100_000 / rows)
    forest = RandomForestRegressor(
        100, min_samples_leaf=0.0005, max_features=0.5, max_samples=share, random_state=seed
    )
    # It learns the error that decides: a squared one follows the few largest amounts.
    boosting = HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=300, learning_rate=0.06, random_state=seed
    )
    return {
        BASELINE: make_pipeline(for_trees(), DummyRegressor(strategy="median")),
        "decision_stump": make_pipeline(for_trees(), stump),
        LINEAR: make_pipeline(for_linear_models(), Ridge()),
        "ridge_on_logarithm": make_pipeline(for_linear_models(), LogRidge()),
        "random_forest": make_pipeline(for_trees(), forest),
        "gradient_boosting": make_pipeline(for_trees(), boosting),
    }


def suggest(name: str, trial: Trial) -> dict[str, Any]:
    """Settings that tuning tries for a candidate's last step."""
    if name == "decision_stump":
        return {"max_depth": trial.suggest_int("max_depth", 1, 4)}
    if name in {LINEAR, "ridge_on_logarithm"}:
        return {"alpha": trial.suggest_float("alpha", 1e-2, 1e3, log=True)}
    if name == "random_forest":
        return {
            "min_samples_leaf": trial.suggest_float("min_samples_leaf", 1e-4, 1e-2, log=True),
            "max_features": trial.suggest_float("max_features", 0.2, 0.7),
        }
    # The size of the trees is searched, not their number.
    return {
        "loss": trial.suggest_categorical("loss", ["squared_error", "absolute_error"]),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.12, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 6, 127, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 60, log=True),
        "max_features": trial.suggest_float("max_features", 0.4, 1),
    }
