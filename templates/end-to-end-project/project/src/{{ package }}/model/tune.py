"""Tuning: a few settings of a candidate are tried, each guess informed by those before."""

from typing import Any

import optuna
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from .candidates import suggest
from .compare import Checked, Task, check


def tune(
    name: str, model: Pipeline, default: Checked, task: Task, *, trials: int, seed: int
) -> tuple[Pipeline, Checked, dict[str, Any]]:
    """The candidate with the best settings found, on the folds of the comparison, and what was tried.

    The default settings count as found, so that tuning never ends below them there.
    Source: Akiba et al., Optuna, KDD 2019; the sampler: Bergstra et al., NeurIPS 2011.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=5)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    best = model, default

    def score(trial: optuna.Trial) -> float:
        nonlocal best
        tried = clone(model)
        tried[-1].set_params(**suggest(name, trial))
        checked = check(tried, task)
        if checked.mean > best[1].mean:
            best = tried, checked
        return checked.mean

    study.optimize(score, n_trials=trials)
    record = {
        "candidate": name,
        "default": default.mean,
        "best": best[1].mean,
        "trials": [{"settings": each.params, "score": each.value} for each in study.trials],
        "settings": study.best_params if best[1] is not default else {},
    }
    return *best, record
