"""Where the model fails: groups of rows, single rows, and what it looks at."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .features import MISSING, inputs_of, to_feed, to_rows
from .intervals import interval, scored
from .metrics import GREATER_IS_BETTER, METRIC, losses
from .prediction import values
from .predictor import Predictor
from .schema import BY_TIME, CATEGORIES, CLASSES, ORDER_BY, TARGET, Features
from .settings import Settings

FEWEST = 30  # rows that a group needs to be judged
MOST_GROUPS = 12  # of one column
PERIODS = 5
MOST_ROWS = 2000  # that are shuffled for the importance
REPEATS = 5
WORST = 10


def slices(
    table: pd.DataFrame, loss: np.ndarray, guessing: np.ndarray, settings: Settings
) -> list[dict[str, Any]]:
    """The mean loss of each group of rows with its interval, and whether it is shown to be high.

    `loss` and `guessing` are the losses of the champion and of the baseline, shape (rows,). High
    means that the whole interval lies above the champion's mean loss of all rows.
    """
    found = []
    for column, name, rows in groups(table):
        mean = mean_interval(loss[rows], settings)
        found.append(
            {"column": column, "group": name, "rows": int(rows.sum()), "loss": mean}
            | {"baseline": float(guessing[rows].mean())}
            | {"is_high": bool(mean["low"] > loss.mean())}
        )
    return found


def groups(table: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Column, name and rows (as truth values) of each category and each period with enough rows."""
    for column in CATEGORIES:
        filled = table[column].astype(object).fillna(MISSING)
        for name in filled.value_counts().index[:MOST_GROUPS]:
            yield from enough(column, str(name), (filled == name).to_numpy())
    if BY_TIME:
        times = table[ORDER_BY[0]].astype(str)
        for part in np.array_split(np.arange(len(table)), PERIODS):
            rows = np.isin(np.arange(len(table)), part)
            yield from enough(ORDER_BY[0], f"from {times.iloc[part[0]][:10]}", rows)


def enough(column: str, name: str, rows: np.ndarray) -> Iterator[tuple[str, str, np.ndarray]]:
    """The group, if it has FEWEST rows."""
    if rows.sum() >= FEWEST:
        yield column, name, rows


def mean_interval(loss: np.ndarray, settings: Settings) -> dict[str, float]:
    """The mean of some losses with its bootstrap interval."""
    generator = np.random.default_rng(settings.seed)
    picked = generator.integers(len(loss), size=(settings.resamples, len(loss)))
    return interval(loss.mean(), loss[picked].mean(axis=1))


def worst(table: pd.DataFrame, truth: np.ndarray, predicted: np.ndarray) -> list[dict[str, Any]]:
    """The rows with the greatest losses, greatest first: what was said, what was true, the case."""
    loss = losses(truth, predicted)
    found = []
    for place in np.argsort(-loss, kind="stable")[:WORST]:
        (case,) = to_rows(table[[ORDER_BY[-1], TARGET, *Features.model_fields]].iloc[[place]])
        said = float(predicted[place][truth[place]] if CLASSES else predicted[place])
        row = {"row": case.pop(ORDER_BY[-1]), "truth": case.pop(TARGET), "said": said}
        found.append(row | {"loss": float(loss[place]), "case": case})
    return found


def importance(
    predictor: Predictor, table: pd.DataFrame, truth: np.ndarray, settings: Settings
) -> dict[str, dict[str, float]]:
    """How much worse METRIC gets when the values of one feature are shuffled among the rows.

    Most important first; below zero it got better, by chance. Source: Breiman, Random Forests, Machine Learning 45, 2001, section 10.
    """
    generator = np.random.default_rng(settings.seed)
    few = np.sort(generator.permutation(len(table))[:MOST_ROWS])
    feed, truth = to_feed(to_rows(table.iloc[few])), truth[few]

    def score(feed: dict[str, np.ndarray]) -> float:
        return scored(truth, values(predictor.answers(feed)))[METRIC]

    whole, sign = score(feed), 1 if GREATER_IS_BETTER else -1
    found = {}
    for name in Features.model_fields:
        orders = [generator.permutation(len(few)) for _ in range(REPEATS)]
        shuffled = [feed | {key: feed[key][order] for key in inputs_of(name)} for order in orders]
        worse = np.array([sign * (whole - score(each)) for each in shuffled])
        found[name] = {"mean": float(worse.mean()), "std": float(worse.std())}
    return dict(sorted(found.items(), key=lambda item: -item[1]["mean"]))
