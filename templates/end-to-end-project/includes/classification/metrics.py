"""How good a classifier's probabilities are, on all rows or on many resamples of them at once.

A resample is a row of `weights`: how often it has each row. scikit-learn's metrics take one such row
as `sample_weight` and give the same figures, one at a time; the tests compare them.
"""

import numpy as np
from sklearn.pipeline import Pipeline

from .schema import CLASSES

METRIC = "roc_auc"
GREATER_IS_BETTER = True
LESS_IS_BETTER = {"log_loss", "brier"}
PERFECT = 1.0
LOSS = "log loss"  # what a single row costs; its mean is log_loss


def encode(target: np.ndarray) -> np.ndarray:
    """Class names as their positions in CLASSES, shape (rows,)."""
    return np.array([CLASSES.index(name) for name in target])


def predict(model: Pipeline, features: object) -> np.ndarray:
    """Probability of each class, shape (rows, classes); 0 of one that was not there to learn."""
    known = np.asarray(model.predict_proba(features))
    given = np.zeros((len(known), len(CLASSES)))
    given[:, model.classes_] = known
    return given


def losses(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Minus the logarithm of the probability that the true class was given, shape (rows,)."""
    given = np.take_along_axis(predicted, truth[:, None], axis=1)[:, 0]
    return np.asarray(-np.log(np.clip(given, 1e-15, 1)))


def scores(
    truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Metrics of probabilities (rows, classes) against class positions (rows,).

    `weights`, shape (resamples, rows), gives one value per resample; without it there is one.
    """
    weights = np.ones((1, len(truth))) if weights is None else weights
    total = weights.sum(axis=1)
    chosen = predicted.argmax(axis=1)
    result = {
        "roc_auc": area_under_roc(truth, predicted, weights),
        "log_loss": weights @ losses(truth, predicted) / total,
        "accuracy": weights @ (chosen == truth) / total,
        "f1_macro": f1_macro(truth, chosen, weights),
    }
    if len(CLASSES) == 2:
        result["average_precision"] = average_precision(truth == 1, predicted[:, 1], weights)
        result["brier"] = weights @ (predicted[:, 1] - truth) ** 2 / total
    return result


def area_under_roc(truth: np.ndarray, predicted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """0.5 is guessing, 1 is perfect; with several classes the mean of each against the rest."""
    shown = [1] if len(CLASSES) == 2 else range(len(CLASSES))
    areas = [ranked_right(truth == name, predicted[:, name], weights) for name in shown]
    return np.asarray(np.mean(areas, axis=0))


def ranked_right(positive: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The share of pairs of a positive and another row of which it has the higher score.

    Equal scores count half; 0.5 where there is no pair. Source: Hanley and McNeil, Radiology 143, 1982.
    """
    good, bad = by_score(positive, score, weights)
    lower = bad.cumsum(axis=1) - bad
    pairs = good.sum(axis=1) * bad.sum(axis=1)
    right = (good * (lower + bad / 2)).sum(axis=1)
    return ratio(right, pairs, otherwise=0.5)


def average_precision(positive: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The precision at each score, weighted by the positive rows that are found there."""
    good, bad = (rows[:, ::-1] for rows in by_score(positive, score, weights))
    found = good.cumsum(axis=1)
    named = found + bad.cumsum(axis=1)
    return ratio((good * ratio(found, named)).sum(axis=1), found[:, -1])


def by_score(
    positive: np.ndarray, score: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How many positive and other rows have each score, lowest first: (resamples, scores) each."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=np.nan))
    ordered, is_positive = weights[:, order], positive[order]
    good = np.add.reduceat(ordered * is_positive, starts, axis=1)
    return good, np.add.reduceat(ordered * ~is_positive, starts, axis=1)


def f1_macro(truth: np.ndarray, chosen: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The mean over the classes of the harmonic mean of precision and recall."""
    shares = []
    for name in range(len(CLASSES)):
        is_true, is_chosen = truth == name, chosen == name
        both = weights @ (is_true & is_chosen)
        either = weights @ is_true + weights @ is_chosen
        shares.append(ratio(2 * both, either))
    return np.asarray(np.mean(shares, axis=0))


def ratio(part: np.ndarray, whole: np.ndarray, otherwise: float = 0) -> np.ndarray:
    """One array over another of the same shape; `otherwise` where there is nothing to divide by."""
    result = np.full(part.shape, float(otherwise))
    np.divide(part, whole, out=result, where=whole > 0)
    return result
