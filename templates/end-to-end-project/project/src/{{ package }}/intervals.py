"""How sure a score is: the bootstrap, all resamples of a chunk at once."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .metrics import scores
from .schema import CLASSES
from .settings import Settings

# Cells of the largest array; a million rows are then drawn four times at once.
CELLS = 4_000_000


def resampled(
    truth: np.ndarray, predicted: dict[str, np.ndarray], count: int, seed: int
) -> dict[str, pd.DataFrame]:
    """Scores of each model on the same resamples of the rows: one table (resamples, metrics) each.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in predicted}
    for weights in draws(truth, count, seed):
        for name, values in predicted.items():
            tables[name].append(pd.DataFrame(scores(truth, values, weights)))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}


def draws(truth: np.ndarray, count: int, seed: int) -> Iterator[np.ndarray]:
    """How often each row is in each resample, shape (some resamples, rows), some at a time.

    Rows are drawn with replacement; each class keeps its share, so that none is lost.
    """
    generator = np.random.default_rng(seed)
    groups = [np.flatnonzero(truth == name) for name in np.unique(truth)] if CLASSES else []
    at_once = max(1, CELLS // len(truth))
    for start in range(0, count, at_once):
        some = min(at_once, count - start)
        weights = np.zeros((some, len(truth)))
        for rows in groups or [np.arange(len(truth))]:
            weights[:, rows] = drawn(len(rows), some, generator)
        yield weights


def drawn(rows: int, some: int, generator: np.random.Generator) -> np.ndarray:
    """How often each of `rows` is among as many drawn with replacement, `some` times over."""
    picked = generator.integers(rows, size=(some, rows)) + rows * np.arange(some)[:, None]
    return np.bincount(picked.ravel(), minlength=some * rows).reshape(some, rows)


def interval(value: float, samples: np.ndarray | pd.Series) -> dict[str, float]:
    """A value with the range that holds the middle 95 % of its resamples."""
    low, high = np.quantile(samples, [0.025, 0.975])
    return {"value": float(value), "low": float(low), "high": float(high)}


def intervals(values: dict[str, float], samples: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Every score with its interval."""
    return {name: interval(value, samples[name]) for name, value in values.items()}


def scored(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Every score on all rows."""
    return {name: float(value[0]) for name, value in scores(truth, predicted).items()}


def differences(
    truth: np.ndarray, one: np.ndarray, other: np.ndarray, settings: Settings
) -> dict[str, dict[str, float]]:
    """What one model scores more than another on the same rows, with intervals."""
    models = {"one": one, "other": other}
    samples = resampled(truth, models, settings.resamples, settings.seed)
    first, second = scored(truth, one), scored(truth, other)
    gain = {name: value - second[name] for name, value in first.items()}
    return intervals(gain, samples["one"] - samples["other"])
