"""What is learned, and how good a classifier's probabilities are."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline

from ..schema import CLASSES, TARGET
from .predictor import spread


def roc_auc_ovr(truth: np.ndarray, said: np.ndarray) -> float:
    """The mean ROC-AUC of each class against the rest, over the classes that are there.

    It is the share of pairs that are ranked right, from sums of ranks (Hanley and McNeil, Radiology
    143, 1982). scikit-learn's own fails where a rare class is not among the rows.
    """
    is_class = truth[:, None] == np.arange(len(CLASSES))
    inside, ranks = is_class.sum(axis=0), (rankdata(said, axis=0) * is_class).sum(axis=0)
    pairs = inside * (len(truth) - inside)
    right = ranks - inside * (inside + 1) / 2
    return float((right[pairs > 0] / pairs[pairs > 0]).mean()) if pairs.any() else 0.5


def losses(truth: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The log loss of each row: minus the logarithm of the probability that the truth was given."""
    return np.asarray(-np.log(said[np.arange(len(truth)), truth].clip(1e-15)))


def log_loss(truth: np.ndarray, said: np.ndarray) -> float:
    """The mean log loss."""
    return float(losses(truth, said).mean())


def accuracy(truth: np.ndarray, said: np.ndarray) -> float:
    """The share of rows whose most probable class is the true one."""
    return float((truth == said.argmax(axis=1)).mean())


def f1_macro(truth: np.ndarray, said: np.ndarray) -> float:
    """F1 of the most probable class, the mean over the classes: rare ones count as much."""
    return float(f1_score(truth, said.argmax(axis=1), average="macro"))


# The score that decides; -1 if less of it is better. Each class counts the same, rare or not, and
# one class that a fold never saw does not outweigh all else, as it would in log loss.
NAME, SIGN = "ROC-AUC", 1
SCORES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "ROC-AUC": roc_auc_ovr,
    "log loss": log_loss,
    "accuracy": accuracy,
    "macro F1": f1_macro,
}


def score(model: Pipeline, features: pd.DataFrame, truth: np.ndarray) -> float:
    """NAME of a fitted model; greater is better."""
    return roc_auc_ovr(truth, predict(model, features))


def encode(table: pd.DataFrame) -> np.ndarray:
    """The target as the place of each class in CLASSES, shape (rows,)."""
    return np.array([CLASSES.index(name) for name in table[TARGET]])


def predict(model: Pipeline, features: pd.DataFrame) -> np.ndarray:
    """The probability of each class, shape (rows, classes); 0 of one that was not there to learn."""
    return spread(model.predict_proba(features), model.classes_)


def constant(truth: np.ndarray) -> np.ndarray:
    """What a model without features would say of such rows: the share of each class."""
    shares = np.bincount(truth, minlength=len(CLASSES)) / len(truth)
    return np.tile(shares, (len(truth), 1))
