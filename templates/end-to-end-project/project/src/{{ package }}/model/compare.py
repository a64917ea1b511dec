"""Cross-validation of the candidates, tuning of the best one, and the rule that chooses one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import optuna
import pandas as pd
from scipy.stats import sem
from sklearn.base import clone
from sklearn.model_selection import cross_validate
from sklearn.pipeline import Pipeline

from ..project import Settings
from .candidates import BASELINE, suggest
from .folds import Folds, cut
from .inputs import to_frame
from .scores import encode, predict, score


@dataclass(frozen=True)
class Task:
    """What there is to learn from, and the folds: the rows to fit and those to check."""

    features: pd.DataFrame
    target: np.ndarray
    folds: Folds

    @classmethod
    def read(cls, table: pd.DataFrame, settings: Settings) -> "Task":
        """The task of a prepared table; of many rows, the last two folds say enough."""
        target = encode(table)
        folds = cut(table, target, settings)
        return cls(to_frame(table), target, folds if len(table) <= 200_000 else folds[-2:])


@dataclass(frozen=True)
class Checked:
    """What cross-validation found of a model: its score in each fold, and the models of the folds."""

    scores: list[float]
    models: list[Pipeline]

    @property
    def mean(self) -> float:
        """The mean score of the folds; greater is better."""
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
    return Checked(found["test_score"].tolist(), found["estimator"])


def out_of_fold(checked: Checked, task: Task) -> pd.DataFrame:
    """What the folds' models say of rows they have not seen: columns row, truth, said."""
    parts = [
        pd.DataFrame({"row": rows, "said": list(predict(model, task.features.iloc[rows]))})
        for model, (_, rows) in zip(checked.models, task.folds, strict=True)
    ]
    found = pd.concat(parts, ignore_index=True)
    return found.assign(truth=task.target[found["row"]])


def tune(
    models: dict[str, Pipeline], checked: dict[str, Checked], task: Task, settings: Settings
) -> dict[str, Any]:
    """Try settings of the best candidate; those that beat its default join as `…_tuned`.

    Source: Akiba et al., Optuna, KDD 2019; the sampler: Bergstra et al., NeurIPS 2011.
    """
    name = best_of(checked)
    tuned = f"{name}_tuned"

    def try_settings(trial: optuna.Trial) -> float:
        """Score a trial's settings; the best so far are kept."""
        tried = clone(models[name])
        tried[-1].set_params(**suggest(name, trial))  # the last step is the estimator
        found = check(tried, task)
        if found.mean > checked.get(tuned, checked[name]).mean:
            models[tuned], checked[tuned] = tried, found
        return found.mean

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=settings.seed, n_startup_trials=5)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(try_settings, n_trials=settings.trials)
    return {
        "candidate": name,
        "default": checked[name].mean,
        "best": checked[best_of(checked)].mean,
        "trials": [{"settings": each.params, "score": each.value} for each in study.trials],
        "settings": study.best_params if tuned in checked else {},
    }


def compare(checked: Mapping[str, Checked]) -> dict[str, dict[str, Any]]:
    """Each candidate's mean, and by how much it is worse than the best, with the standard error."""
    best = checked[best_of(checked)]
    # Simplest first; tuned settings come right after the candidate's default.
    order = list(checked)
    found = {}
    for name in sorted(checked, key=lambda name: order.index(name.removesuffix("_tuned"))):
        worse = np.subtract(best.scores, checked[name].scores)
        found[name] = {
            "folds": checked[name].scores,
            "mean": checked[name].mean,
            "worse_than_best": float(worse.mean()),
            "standard_error": float(sem(worse)),  # of the mean difference, fold by fold
        }
    return found


def best_of(checked: Mapping[str, Checked]) -> str:
    """The candidate with the best mean over the folds; the baseline is none."""
    return max((name for name in checked if name != BASELINE), key=lambda name: checked[name].mean)


def choose(compared: Mapping[str, Mapping[str, Any]]) -> str:
    """The simplest candidate that is at most one standard error, of the difference, worse than the best.

    Source: Breiman et al., Classification and Regression Trees, 1984, chapter 3.
    """
    # >>> exercise: comparison
    return next(
        name
        for name, each in compared.items()
        if name != BASELINE and each["worse_than_best"] <= each["standard_error"]
    )
    # <<< exercise: comparison
