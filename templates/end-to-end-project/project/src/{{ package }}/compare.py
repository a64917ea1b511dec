"""The comparison of the candidates, and the rule that chooses one of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .crossval import Task, best_of, fold_samples, fold_scores, mean_scores, minus
from .intervals import intervals
from .metrics import GREATER_IS_BETTER, METRIC
from .models import BASELINE
from .settings import Settings

RULE = (
    "Of all candidates that are not shown to be worse than the best one, because the 95 % interval of "
    "the difference reaches zero, the one whose exported file is smallest."
)


@dataclass(frozen=True)
class Candidate:
    """What a model says in each fold, and the size of its exported file in bytes."""

    said: list[np.ndarray]
    size: int


def compare(
    candidates: dict[str, Candidate], task: Task, settings: Settings
) -> dict[str, dict[str, Any]]:
    """Each candidate's scores, and its differences from the best one and from the baseline.

    All are means over the folds, with intervals from the same resamples of the folds' rows.
    """
    said = {name: candidate.said for name, candidate in candidates.items()}
    values = {name: mean_scores(each, task) for name, each in said.items()}
    samples = fold_samples(said, task, settings)
    best = best_of(values, set(values) - {BASELINE})

    def difference(name: str, other: str) -> dict[str, dict[str, float]]:
        return intervals(minus(values[name], values[other]), samples[name] - samples[other])

    return {
        name: {
            "scores": intervals(values[name], samples[name]),
            "gain": difference(name, BASELINE),
            "from_best": difference(name, best)[METRIC],
            "folds": [scores[METRIC] for scores in fold_scores(candidate.said, task)],
            "bytes": candidate.size,
        }
        for name, candidate in candidates.items()
    }


def choose(compared: dict[str, dict[str, Any]]) -> str:
    """Apply RULE."""
    good = [name for name in compared if name != BASELINE and not is_worse(compared[name])]
    return min(good, key=lambda name: compared[name]["bytes"])


def is_worse(results: dict[str, Any]) -> bool:
    """Whether a candidate is shown to be worse than the best one."""
    gain = results["from_best"]
    return bool(gain["high"] < 0 if GREATER_IS_BETTER else gain["low"] > 0)
