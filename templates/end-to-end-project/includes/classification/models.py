"""The candidates: each is one pipeline, preprocessing and classifier together."""

from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import BaseCrossValidator, StratifiedKFold, TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline

from .preprocessing import for_linear_models, for_trees
from .schema import BY_TIME

BASELINE = "baseline"


def candidates(seed: int) -> dict[str, Pipeline]:
    """The models to compare, from the simplest to the most complex."""
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=seed)
    boosting = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.08, random_state=seed)
    return {
        BASELINE: make_pipeline(for_trees(), DummyClassifier(strategy="prior")),
        "logistic_regression": make_pipeline(for_linear_models(), LogisticRegression(max_iter=500)),
        "random_forest": make_pipeline(for_trees(), forest),
        "gradient_boosting": make_pipeline(for_trees(), boosting),
    }


def folds(count: int, seed: int) -> BaseCrossValidator:
    """How the training part is cut for cross-validation: never the future to predict the past."""
    if BY_TIME:
        return TimeSeriesSplit(count)
    return StratifiedKFold(count, shuffle=True, random_state=seed)
