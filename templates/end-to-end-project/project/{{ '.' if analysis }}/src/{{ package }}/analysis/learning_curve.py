"""Learning curve: is it more rows that the model needs?"""

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from ..model.compare import Task, check
from ..model.folds import Folds
from ..model.scores import SIGN
from .ablation import difference

SHARES = (0.1, 0.25, 0.5)  # of the rows to learn from; from all of them the comparison has learned


def learning_curve(model: Pipeline, scores: list[float], task: Task, seed: int) -> dict[str, Any]:
    """NAME after learning from more and more rows, and what the second half of them adds.

    scikit-learn's `learning_curve` learns from no more rows than the first fold has, which by time
    is the smallest one.
    """
    tried = {share: fewer(task.folds, share, seed) for share in SHARES}
    found = {
        share: check(model, Task(task.features, task.target, folds)).scores
        for share, folds in tried.items()
    }
    points = [
        {"rows": mean_rows(folds), "folds": [SIGN * score for score in each]}
        for folds, each in zip(
            [*tried.values(), task.folds], [*found.values(), scores], strict=True
        )
    ]
    return {"points": points, "second_half": difference(scores, found[SHARES[-1]])}


def fewer(folds: Folds, share: float, seed: int) -> Folds:
    """The same folds with a random share of the rows to learn from, in their order."""
    generator = np.random.default_rng(seed)
    return [
        (np.sort(generator.choice(fit, max(10, int(share * len(fit))), replace=False)), check)
        for fit, check in folds
    ]


def mean_rows(folds: Folds) -> int:
    """How many rows a fold learns from, on average."""
    return round(float(np.mean([len(fit) for fit, _ in folds])))
