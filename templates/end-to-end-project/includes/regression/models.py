"""The candidates: each is one pipeline, preprocessing and regressor together."""

from sklearn.dummy import DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import BaseCrossValidator, KFold, TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline

from .preprocessing import for_linear_models, for_trees
from .schema import BY_TIME

BASELINE = "baseline"


def candidates(seed: int) -> dict[str, Pipeline]:
    """The models to compare, from the simplest to the most complex."""
    forest = RandomForestRegressor(100, min_samples_leaf=5, max_features=0.5, random_state=seed)
    boosting = HistGradientBoostingRegressor(max_iter=200, learning_rate=0.08, random_state=seed)
    return {
        BASELINE: make_pipeline(for_trees(), DummyRegressor(strategy="median")),
        "ridge_regression": make_pipeline(for_linear_models(), Ridge()),
        "random_forest": make_pipeline(for_trees(), forest),
        "gradient_boosting": make_pipeline(for_trees(), boosting),
    }


def folds(count: int, seed: int) -> BaseCrossValidator:
    """How the training part is cut for cross-validation: never the future to predict the past."""
    if BY_TIME:
        return TimeSeriesSplit(count)
    return KFold(count, shuffle=True, random_state=seed)
