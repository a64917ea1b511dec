"""Charts of a regressor on the test part: predictions, errors and calibration."""

from pathlib import Path

import numpy as np

from .figures import BLUE, GREY, canvas, evenly
from .pages import Chart
from .schema import TARGET

DOTS = 3000  # more of them would only cover each other
BINS = 10


def draw_predictions(truth: np.ndarray, predicted: np.ndarray, folder: Path) -> Chart:
    """Each case as a dot; on the line the prediction is right."""
    file, few = folder / "predictions.png", evenly(len(truth), DOTS)
    ends = [truth[few].min(), truth[few].max()]
    with canvas(file) as axes:
        axes.scatter(truth[few], predicted[few], s=5, alpha=0.3, color=BLUE, linewidths=0)
        axes.plot(ends, ends, color=GREY, linestyle=":")
        axes.set(title="Prediction and truth", xlabel=f"true {TARGET}", ylabel="predicted")
    return Chart(file, f"Predicted against true {TARGET}; on the dotted line they are equal.")


def draw_errors(truth: np.ndarray, predicted: np.ndarray, folder: Path) -> Chart:
    """How often the model is how far off, too low on the left, too high on the right."""
    file, errors = folder / "errors.png", predicted - truth
    low, high = np.quantile(errors, [0.005, 0.995])
    with canvas(file) as axes:
        axes.hist(np.clip(errors, low, high), bins=40, color=BLUE)
        axes.axvline(0, color=GREY, linestyle=":")
        axes.set(title="Residuals", xlabel="predicted minus true", ylabel="rows")
    return Chart(file, f"Residuals of {TARGET}; the outermost percent is drawn at the edges.")


def draw_calibration(truth: np.ndarray, predicted: np.ndarray, folder: Path) -> Chart:
    """Whether cases of which 30 is said have 30 on average."""
    file = folder / "calibration.png"
    parts = np.array_split(np.argsort(predicted, kind="stable"), BINS)
    said = [predicted[part].mean() for part in parts if len(part)]
    happened = [truth[part].mean() for part in parts if len(part)]
    with canvas(file) as axes:
        axes.plot([said[0], said[-1]], [said[0], said[-1]], color=GREY, linestyle=":")
        axes.plot(said, happened, marker="o", color=BLUE)
        axes.set(title="Calibration", xlabel=f"mean predicted {TARGET}", ylabel="mean true")
    return Chart(file, f"Mean true against mean predicted {TARGET}, {BINS} groups of equal size.")
