"""Ablation: what the champion loses without engineered features, one by one and group by group."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ..model.compare import Task, check
from ..schema import ENGINEERED


def ablation(model: Pipeline, scores: list[float], task: Task) -> list[dict[str, Any]]:
    """What NAME loses without each group of features; most first. `scores`: with all, fold by fold."""
    rows = [
        {"without": name} | difference(scores, check(model, without(task, features)).scores)
        for name, features in groups().items()
    ]
    return sorted(rows, key=lambda row: -row["mean"])


def groups() -> dict[str, list[str]]:
    """Each engineered feature, those whose names begin with the same word, and all of them.

    Features that tell the same stand in for each other: only without all of them is it seen what
    they are worth.
    """
    words = pd.Series(ENGINEERED, ENGINEERED, dtype=object).str.split("_").str[0]
    alike = {f"{word}_*": list(each.index) for word, each in words.groupby(words) if len(each) > 1}
    alone = {name: [name] for name in ENGINEERED}
    return alone | alike | ({"all of them": list(ENGINEERED)} if len(alone) > 1 else {})


def without(task: Task, features: list[str]) -> Task:
    """The task with some features held constant, so that nothing can be learned from them."""
    held = task.features.assign(**dict.fromkeys(features, 0.0))
    return Task(held, task.target, task.folds)


def difference(more: list[float], less: list[float]) -> dict[str, float]:
    """By how much NAME is better in `more` than in `less`, fold by fold: mean and standard error."""
    each = np.subtract(more, less)
    error = each.std(ddof=1) / len(each) ** 0.5
    return {"mean": float(each.mean()), "standard_error": float(error)}
