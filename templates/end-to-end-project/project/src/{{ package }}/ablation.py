"""What features, rows and class weights are worth: the champion without or with them."""

from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from .crossval import Task, fitted, fold_predictions, fold_samples, gain, mean_scores
from .features import MISSING, WORKED_OUT
from .intervals import differences, interval, resampled, scored
from .metrics import METRIC, PERFECT, predict
from .schema import CATEGORIES
from .settings import Settings

Error = TypeVar("Error", float, pd.Series)  # one, or one for each resample
SHARES = (0.1, 0.25, 0.5)  # of the rows to learn from; all of them the folds have tried


def without_engineered(
    model: Pipeline, said: list[np.ndarray], task: Task, settings: Settings
) -> dict[str, Any]:
    """The model with and without the engineered features, and the change of its error in per cent.

    The error is how far METRIC is from perfect. `said` is what the model says in each fold with them.
    """
    if not WORKED_OUT:
        return {"features": []}
    raw = Task(blank(task.features), task.target, task.folds)
    both = {"with": said, "without": fold_predictions(model, raw)}
    samples = fold_samples(both, task, settings)
    values = {name: mean_scores(each, task)[METRIC] for name, each in both.items()}
    error = {name: abs(PERFECT - samples[name][METRIC]) for name in both}
    change = change_of_error(abs(PERFECT - values["with"]), abs(PERFECT - values["without"]))
    return {
        "features": list(WORKED_OUT),
        "with": interval(values["with"], samples["with"][METRIC]),
        "without": interval(values["without"], samples["without"][METRIC]),
        "change": interval(change, change_of_error(error["with"], error["without"])),
    }


def with_class_weights(
    model: Pipeline, said: list[np.ndarray], task: Task, settings: Settings
) -> dict[str, dict[str, float]]:
    """What every score gains when rare classes weigh more; empty where there are no classes."""
    if "class_weight" not in model[-1].get_params():
        return {}
    weighted = clone(model)
    weighted[-1].set_params(class_weight="balanced")
    return gain(fold_predictions(weighted, task), said, task, settings)


def change_of_error(now: Error, before: Error) -> Error:
    """How much smaller (below zero) or greater an error is, as a share."""
    return now / before - 1


def blank(features: pd.DataFrame) -> pd.DataFrame:
    """The features, the engineered ones all alike, so that nothing can be learned from them."""
    same = {name: MISSING if name in CATEGORIES else 0.0 for name in WORKED_OUT}
    return features.assign(**same)


def learning_curve(
    model: Pipeline, said: list[np.ndarray], task: Task, settings: Settings
) -> dict[str, Any]:
    """METRIC on the last fold's rows after learning from more and more of the others.

    And what the second half of the rows adds. `said` is what the model says in each fold.
    """
    fit, check = task.folds[-1]
    truth, order = task.target[check], np.random.default_rng(settings.seed).permutation(fit)
    curve = {}
    for share in SHARES:
        # In their first order: of two equal splits a tree takes the one that it meets first.
        rows = np.sort(order[: max(int(share * len(fit)), 10)])
        learned = fitted(model, task.features.iloc[rows], task.target[rows])
        curve[len(rows)] = predict(learned, task.features.iloc[check])
    half, whole = curve[len(rows)], said[-1]
    curve[len(fit)] = whole
    points = [
        {"rows": rows, "score": measured(truth, values, settings)} for rows, values in curve.items()
    ]
    return {"points": points, "second_half": differences(truth, whole, half, settings)[METRIC]}


def measured(truth: np.ndarray, predicted: np.ndarray, settings: Settings) -> dict[str, float]:
    """METRIC with its interval."""
    samples = resampled(truth, {"": predicted}, settings.resamples, settings.seed)[""]
    return interval(scored(truth, predicted)[METRIC], samples[METRIC])
