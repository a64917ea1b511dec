"""What is particular to classes: rare ones, and whether they should weigh more."""

from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..model.compare import Task, check, out_of_fold
from ..model.scores import SCORES, losses
from ..report.intervals import Draws
from .differences import said_of


def labels(truth: np.ndarray) -> np.ndarray:
    """What an interval needs enough rows of: each class."""
    return truth


def given(truth: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The probability that each row's true class was given."""
    return np.asarray(np.exp(-losses(truth, said)))


def rare(
    model: Pipeline, truth: np.ndarray, said: np.ndarray, task: Task, draws: Draws
) -> dict[str, Any]:
    """How every score changes when rows weigh more the rarer their class is."""
    weighted = clone(model)
    weighted[-1].set_params(class_weight="balanced")
    other = said_of(out_of_fold(check(weighted, task), task))
    return {
        name: {
            "without": float(score(truth, said)),
            "with": float(score(truth, other)),
            "change": draws.interval(
                lambda truth, said, other, score=score: score(truth, other) - score(truth, said),
                truth,
                said,
                other,
            ),
        }
        for name, score in SCORES.items()
    }
