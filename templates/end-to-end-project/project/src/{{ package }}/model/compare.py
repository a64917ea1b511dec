"""Cross-validation of the candidates, and the rule that chooses one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import cross_validate
from sklearn.pipeline import Pipeline

from ..project import Settings
from .candidates import BASELINE
from .folds import Folds, cut
from .inputs import to_frame
from .scores import encode, predict, score

# Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984, chapter 3.
RULE = (
    "The simplest candidate that is at most one standard error worse than the best one. The standard "
    "error is that of the mean difference, fold by fold; the table lists the simplest first."
)
MANY = 200_000  # rows; of more, the last two folds say enough


@dataclass(frozen=True)
class Task:
    """What there is to learn from, and the folds: the rows to fit and those to check."""

    features: pd.DataFrame
    target: np.ndarray
    folds: Folds

    @classmethod
    def read(cls, table: pd.DataFrame, settings: Settings) -> "Task":
        """The task of a prepared table."""
        target = encode(table)
        folds = cut(table, target, settings)
        return cls(to_frame(table), target, folds if len(table) <= MANY else folds[-2:])


@dataclass(frozen=True)
class Checked:
    """What cross-validation found of a model: METRIC in each fold, and the models of the folds."""

    scores: list[float]
    models: list[Pipeline]

    @property
    def mean(self) -> float:
        """The mean of METRIC over the folds."""
        return float(np.mean(self.scores))


def check(model: Pipeline, task: Task) -> Checked:
    """Fit the model on the rows of each fold, and score it on the fold's others."""
    # Folds share the cores and each fit has one: a forest whose trees are added up in whatever
    # order they come gives other last digits each time.
    found = cross_validate(
        model,
        task.features,
        task.target,
        cv=task.folds,
        scoring=score,
        n_jobs=-1,
        return_estimator=True,
        error_score="raise",
    )
    return Checked([float(score) for score in found["test_score"]], found["estimator"])


def out_of_fold(checked: Checked, task: Task) -> pd.DataFrame:
    """What the folds' models say of rows they have not seen: columns fold, row, truth, said."""
    parts = [
        pd.DataFrame({"fold": fold, "row": rows, "truth": task.target[rows]}).join(
            columns(predict(model, task.features.iloc[rows]))
        )
        for fold, (model, (_, rows)) in enumerate(zip(checked.models, task.folds, strict=True))
    ]
    return pd.concat(parts, ignore_index=True)


def columns(said: np.ndarray) -> pd.DataFrame:
    """Predictions as one column `said`, or one `said_0`, `said_1`, … for each class."""
    if said.ndim == 1:
        return pd.DataFrame({"said": said})
    return pd.DataFrame(said, columns=[f"said_{place}" for place in range(said.shape[1])])


def compare(checked: Mapping[str, Checked]) -> dict[str, dict[str, Any]]:
    """Each candidate's mean, and by how much it is worse than the best, with the standard error."""
    best = best_of(checked)
    # Simplest first; tuned settings come right after the candidate's default.
    order = list(checked)
    found = {}
    for name in sorted(checked, key=lambda name: order.index(name.removesuffix("_tuned"))):
        each = checked[name]
        worse = np.subtract(checked[best].scores, each.scores)
        error = float(worse.std(ddof=1) / len(worse) ** 0.5)
        found[name] = {"folds": each.scores, "mean": each.mean}
        found[name] |= {"worse_than_best": float(worse.mean()), "standard_error": error}
    return found


def best_of(checked: Mapping[str, Checked]) -> str:
    """The candidate with the best mean over the folds; the baseline is none."""
    return max((name for name in checked if name != BASELINE), key=lambda name: checked[name].mean)


def choose(compared: Mapping[str, Mapping[str, Any]]) -> str:
    """Apply RULE to candidates that are in the order of simplicity."""
    return next(
        name
        for name, each in compared.items()
        if name != BASELINE and each["worse_than_best"] <= each["standard_error"]
    )
