"""How good a classifier's probabilities are."""

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    f1_score,
    log_loss,
    roc_auc_score,
)
from sklearn.pipeline import Pipeline

from .schema import CLASSES

METRIC = "roc_auc"
GREATER_IS_BETTER = True
LABELS = range(len(CLASSES))


def encode(target: np.ndarray) -> np.ndarray:
    """Class names as their positions in CLASSES, shape (rows,)."""
    return np.array([CLASSES.index(name) for name in target])


def predict(model: Pipeline, features: object) -> np.ndarray:
    """Probability of each class, shape (rows, classes)."""
    return np.asarray(model.predict_proba(features))


def scores(truth: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Metrics of probabilities (rows, classes) against class positions (rows,)."""
    labels = predicted.argmax(axis=1)
    result = {
        "roc_auc": area_under_roc(truth, predicted),
        "log_loss": log_loss(truth, predicted, labels=LABELS),
        "accuracy": accuracy_score(truth, labels),
        "f1_macro": f1_score(truth, labels, average="macro"),
    }
    if len(CLASSES) == 2:
        result["average_precision"] = average_precision_score(truth, predicted[:, 1])
    return {name: float(value) for name, value in result.items()}


def area_under_roc(truth: np.ndarray, predicted: np.ndarray) -> float:
    """0.5 is guessing, 1 is perfect; with several classes the mean of each against the rest."""
    score = predicted[:, 1] if len(CLASSES) == 2 else predicted
    return float(roc_auc_score(truth, score, multi_class="ovr", labels=LABELS))
