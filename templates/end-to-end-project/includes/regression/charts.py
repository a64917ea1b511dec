"""Charts of the held-out test: predictions against the truth, and the errors."""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .schema import TARGET


def draw(truth: np.ndarray, predicted: np.ndarray, file: Path) -> None:
    """Two charts of true against predicted values, both of shape (rows,)."""
    matplotlib.use("agg")
    figure = Figure(figsize=(12, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    draw_predictions(left, truth, predicted)
    draw_errors(right, predicted - truth)
    figure.savefig(file, dpi=110)


def draw_predictions(axes: Axes, truth: np.ndarray, predicted: np.ndarray) -> None:
    """Each case as a dot; on the line the prediction is right."""
    ends = [truth.min(), truth.max()]
    axes.scatter(truth, predicted, s=6, alpha=0.3)
    axes.plot(ends, ends, color="grey", linestyle=":")
    axes.set(title="Prediction and truth", xlabel=f"true {TARGET}", ylabel=f"predicted {TARGET}")


def draw_errors(axes: Axes, errors: np.ndarray) -> None:
    """How often the model is how far off, too low on the left, too high on the right."""
    axes.hist(errors, bins=50)
    axes.axvline(0, color="grey", linestyle=":")
    axes.set(title="Errors", xlabel=f"predicted minus true {TARGET}", ylabel="cases")
