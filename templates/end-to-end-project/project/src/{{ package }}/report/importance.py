"""Which features matter: what the model loses when the values of one are shuffled."""

from typing import Any

import pandas as pd
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from ..model.inputs import to_frame
from ..model.scores import encode, score
from ..project import Settings

MOST_ROWS = 2000
REPEATS = 5


def importance(model: Pipeline, table: pd.DataFrame, settings: Settings) -> list[dict[str, Any]]:
    """How much METRIC falls when a feature is shuffled: mean and spread; greatest first.

    Source: Breiman, Random Forests, Machine Learning 45, 2001.
    """
    few = table.sample(min(MOST_ROWS, len(table)), random_state=settings.seed)
    features = to_frame(few)
    found = permutation_importance(
        model, features, encode(few), scoring=score, n_repeats=REPEATS, random_state=settings.seed
    )
    values = zip(features.columns, found.importances_mean, found.importances_std, strict=True)
    rows = [
        {"feature": name, "mean": float(mean), "std": float(std), "is_shown": bool(mean > 2 * std)}
        for name, mean, std in values
    ]
    return sorted(rows, key=lambda row: -float(row["mean"]))
