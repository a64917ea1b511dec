"""Tuning: a few settings of a candidate are tried, each better guess informed by those before."""

from typing import Any

import numpy as np
import optuna
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from .crossval import Task, fitted, make_task
from .intervals import scored
from .metrics import GREATER_IS_BETTER, METRIC, predict
from .models import suggest
from .settings import Settings

FOLDS = 3
PATIENCE = 6  # trials without a better one end the search
MOST_ROWS = 6_000  # settings that are good for these are good for more


def tune(name: str, model: Pipeline, task: Task, settings: Settings) -> optuna.Study:
    """Search the settings of a candidate; the same seed makes the same trials.

    Source: Akiba et al., Optuna, KDD 2019; the sampler: Bergstra et al., NeurIPS 2011.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="maximize" if GREATER_IS_BETTER else "minimize",
        sampler=optuna.samplers.TPESampler(seed=settings.seed, n_startup_trials=5),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3),
    )
    few = smaller(task, settings)

    def score(trial: optuna.Trial) -> float:
        tried = with_settings(model, suggest(name, trial))
        return mean_score(tried, few, trial)

    study.optimize(score, n_trials=settings.trials, callbacks=[stop_when_stale])
    return study


def smaller(task: Task, settings: Settings) -> Task:
    """The task with at most MOST_ROWS rows, evenly from all of them, and FOLDS folds."""
    rows = np.linspace(0, len(task.target) - 1, min(MOST_ROWS, len(task.target))).astype(int)
    few = Settings(**vars(settings) | {"folds": FOLDS})
    groups = None if task.groups is None else task.groups[rows]
    return make_task(task.features.iloc[rows], task.target[rows], groups, few)


def mean_score(model: Pipeline, task: Task, trial: optuna.Trial) -> float:
    """The mean of METRIC over the folds; a trial that begins badly is given up."""
    values: list[float] = []
    for step, (fit, check) in enumerate(task.folds):
        learned = fitted(model, task.features.iloc[fit], task.target[fit])
        said = predict(learned, task.features.iloc[check])
        values.append(scored(task.target[check], said)[METRIC])
        trial.report(float(np.mean(values)), step)
        if trial.should_prune():
            raise optuna.TrialPruned
    return float(np.mean(values))


def stop_when_stale(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
    """End the search when the best trial lies PATIENCE trials back."""
    finished = study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.COMPLETE])
    if finished and trial.number - study.best_trial.number >= PATIENCE:
        study.stop()


def with_settings(model: Pipeline, values: dict[str, Any]) -> Pipeline:
    """A fresh copy of the pipeline, its last step with these settings."""
    copy = clone(model)
    copy[-1].set_params(**values)
    return copy
