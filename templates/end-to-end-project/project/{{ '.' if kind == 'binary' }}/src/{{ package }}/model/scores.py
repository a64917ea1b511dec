"""What is learned, and how good a classifier's probabilities are."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import Pipeline

from ..schema import CLASSES, TARGET

NAME, SIGN = "ROC-AUC", 1  # the score that decides; -1 if less of it is better
SCORES: dict[str, Callable[..., float]] = {
    "ROC-AUC": roc_auc_score,
    "average precision": average_precision_score,
    "log loss": log_loss,
    "Brier score": brier_score_loss,
}


def encode(table: pd.DataFrame) -> np.ndarray:
    """The target as 0 and 1, shape (rows,): 1 is the second class."""
    return (table[TARGET] == CLASSES[1]).astype(int).to_numpy()


def predict(model: Pipeline, features: pd.DataFrame) -> np.ndarray:
    """The probability of the second class, shape (rows,)."""
    return np.asarray(model.predict_proba(features)[:, 1])


def losses(truth: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The log loss of each row: minus the logarithm of the probability that the truth was given."""
    return np.asarray(-np.log(np.where(truth == 1, said, 1 - said).clip(1e-15)))


def constant(truth: np.ndarray) -> np.ndarray:
    """What a model without features would say of such rows: the share of the second class."""
    return np.full(len(truth), truth.mean())


def score(model: Pipeline, features: pd.DataFrame, truth: np.ndarray) -> float:
    """NAME of a fitted model; greater is better."""
    return float(roc_auc_score(truth, predict(model, features)))
