"""Charts of the held-out test: ranking, calibration and confusion."""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve
from sklearn.metrics import ConfusionMatrixDisplay, roc_curve

from .schema import CLASSES


def draw(truth: np.ndarray, predicted: np.ndarray, file: Path) -> None:
    """Three charts of class positions (rows,) against probabilities (rows, classes)."""
    matplotlib.use("agg")
    figure = Figure(figsize=(15, 4.5), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    shown = range(1, 2) if len(CLASSES) == 2 else range(len(CLASSES))
    for position in shown:
        draw_roc(left, truth == position, predicted[:, position], CLASSES[position])
        draw_calibration(middle, truth == position, predicted[:, position], CLASSES[position])
    ConfusionMatrixDisplay.from_predictions(
        truth, predicted.argmax(axis=1), display_labels=CLASSES, ax=right, colorbar=False
    )
    right.set(title="Confusion: rows of the test part")
    figure.savefig(file, dpi=110)


def draw_roc(axes: Axes, truth: np.ndarray, probability: np.ndarray, name: str) -> None:
    """How many of a class are found for how many false alarms."""
    false_alarms, found, _ = roc_curve(truth, probability)
    axes.plot(false_alarms, found, label=name)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.set(title="ROC", xlabel="false alarms (share)", ylabel="found (share)")
    axes.legend(loc="lower right")


def draw_calibration(axes: Axes, truth: np.ndarray, probability: np.ndarray, name: str) -> None:
    """Whether what is called 70 % probable happens in 70 % of cases."""
    happened, said = calibration_curve(truth, probability, n_bins=8, strategy="quantile")
    axes.plot(said, happened, marker="o", label=name)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.set(title="Calibration", xlabel="predicted probability", ylabel="observed share")
    axes.legend(loc="upper left")
