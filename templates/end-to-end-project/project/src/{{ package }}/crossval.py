"""Cross-validation: what a model says about rows that it has not seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import joblib
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from .features import to_frame
from .intervals import intervals, resampled, scored
from .metrics import GREATER_IS_BETTER, METRIC, encode, predict
from .models import folds
from .schema import GROUP_BY, TARGET
from .settings import Settings

MANY = 200_000  # rows


@dataclass(frozen=True)
class Task:
    """What there is to learn from: features, target and the folds, each (rows to fit, to check).

    `groups`, where the schema names them, says which rows must stay together.
    """

    features: pd.DataFrame
    target: np.ndarray
    folds: list[tuple[np.ndarray, np.ndarray]]
    groups: np.ndarray | None = None

    @property
    def truth(self) -> np.ndarray:
        """The target of the rows that some fold checks; by time, the first rows never are."""
        return np.concatenate([self.target[check] for _, check in self.folds])


def read_task(table: pd.DataFrame, settings: Settings) -> Task:
    """The task of a prepared table."""
    groups = table[GROUP_BY].astype(str).to_numpy() if GROUP_BY else None
    return make_task(to_frame(table), encode(table[TARGET].to_numpy()), groups, settings)


def make_task(
    features: pd.DataFrame, target: np.ndarray, groups: np.ndarray | None, settings: Settings
) -> Task:
    """A task with the folds of the settings; of many rows the last two folds say enough."""
    cut = list(folds(settings.folds, settings.seed).split(features, target, groups))
    return Task(features, target, cut if len(target) <= MANY else cut[-2:], groups)


def fitted(model: Pipeline, features: pd.DataFrame, target: np.ndarray) -> Pipeline:
    """A fresh copy of the model that has learned from these rows."""
    # Trees are grown on all cores. Predicting stays on one: a forest that adds up its trees in
    # whatever order they come gives other last digits each time.
    with joblib.parallel_config("threading", n_jobs=-1):
        return clone(model).fit(features, target)


def fold_predictions(model: Pipeline, task: Task) -> list[np.ndarray]:
    """Fit a fresh copy of the model on each fold; return what it says of the fold's other rows."""
    said = []
    for fit, check in task.folds:
        learned = fitted(model, task.features.iloc[fit], task.target[fit])
        said.append(predict(learned, task.features.iloc[check]))
    return said


def fold_scores(said: list[np.ndarray], task: Task) -> list[dict[str, float]]:
    """Every score on each fold."""
    return [scored(task.target[check], values) for check, values in checked(said, task)]


def mean_scores(said: list[np.ndarray], task: Task) -> dict[str, float]:
    """Every score, the mean over the folds."""
    folds = fold_scores(said, task)
    return {name: float(np.mean([fold[name] for fold in folds])) for name in folds[0]}


def fold_samples(
    said: dict[str, list[np.ndarray]], task: Task, settings: Settings
) -> dict[str, pd.DataFrame]:
    """The same means for resamples of each fold's rows, the same ones for every model."""
    folds = []
    for place, (_, check) in enumerate(task.folds):
        values = {name: each[place] for name, each in said.items()}
        folds.append(resampled(task.target[check], values, settings.resamples, settings.seed))
    return {name: mean_table([fold[name] for fold in folds]) for name in said}


def mean_table(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """The mean of tables of the same shape, cell by cell."""
    return pd.DataFrame(np.mean(tables, axis=0), columns=tables[0].columns)


def checked(said: list[np.ndarray], task: Task) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The rows that each fold checks, and what is said of them."""
    for (_, check), values in zip(task.folds, said, strict=True):
        yield check, values


def gain(
    one: list[np.ndarray], other: list[np.ndarray], task: Task, settings: Settings
) -> dict[str, dict[str, float]]:
    """What one model scores more than another in cross-validation, with intervals."""
    samples = fold_samples({"one": one, "other": other}, task, settings)
    first, second = mean_scores(one, task), mean_scores(other, task)
    return intervals(minus(first, second), samples["one"] - samples["other"])


def minus(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """How much more there is of each score."""
    return {name: value - other[name] for name, value in one.items()}


def best_of(scores: dict[str, dict[str, float]], names: Iterable[str]) -> str:
    """The name with the best value of METRIC."""
    sign = 1 if GREATER_IS_BETTER else -1
    return max(names, key=lambda name: sign * scores[name][METRIC])
