"""How sure the champion's lead is over each other candidate: paired bootstrap on out-of-fold rows."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..model.candidates import BASELINE, candidates
from ..model.compare import Task, check, out_of_fold
from ..model.scores import NAME, SCORES, SIGN
from ..report.intervals import Draws


def differences(
    comparison: dict[str, Any], learned: pd.DataFrame, task: Task, draws: Draws, seed: int
) -> dict[str, Any]:
    """By how much the champion's NAME is better than that of each other candidate, with intervals.

    `learned` are its out-of-fold rows; the others are asked about the same ones.
    """
    truth, said = learned["truth"].to_numpy(), said_of(learned)

    def better(truth: np.ndarray, said: np.ndarray, other: np.ndarray) -> float:
        score = SCORES[NAME]
        return SIGN * (score(truth, said) - score(truth, other))

    return {
        name: draws.interval(better, truth, said, said_of(out_of_fold(check(model, task), task)))
        for name, model in others(comparison, len(task.target), seed).items()
    }


def others(comparison: dict[str, Any], rows: int, seed: int) -> dict[str, Pipeline]:
    """The pipelines of the comparison but the champion's and the baseline's."""
    models, tuning = candidates(seed, rows), comparison["tuning"]
    if tuning["settings"]:
        tuned = clone(models[tuning["candidate"]])
        tuned[-1].set_params(**tuning["settings"])
        models[f"{tuning['candidate']}_tuned"] = tuned
    known = set(comparison["candidates"]) - {BASELINE, comparison["champion"]}
    return {name: model for name, model in models.items() if name in known}


def said_of(learned: pd.DataFrame) -> np.ndarray:
    """The predictions of a table of out-of-fold rows: shape (rows,) or (rows, classes)."""
    return np.array(learned["said"].tolist())
