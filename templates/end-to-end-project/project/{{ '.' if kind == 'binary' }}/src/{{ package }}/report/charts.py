"""The charts of the report, most of them scikit-learn's own."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay, RocCurveDisplay

from ..model.threshold import THRESHOLDS, Costs
from ..schema import CLASSES
from .drawing import BLUE, GREY, ORANGE, canvas, draw_comparison, draw_importance


def draw(folder: Path, table: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write every chart to `folder`; `table` has the truth of the test part and what was said."""
    truth, said, metrics = table["truth"].to_numpy(), table["said"].to_numpy(), facts["metrics"]
    draw_comparison(folder / "comparison.png", facts["comparison"])
    draw_importance(folder / "importance.png", metrics["importance"])
    draw_ranking(folder, truth, said)
    draw_confusion(folder / "confusion.png", truth, said, metrics["threshold"]["value"])
    draw_costs(folder / "costs.png", truth, said, metrics, Costs(**facts["params"]["costs"]))


def draw_ranking(folder: Path, truth: np.ndarray, said: np.ndarray) -> None:
    """How well the probabilities rank the cases, and whether they are right."""
    with canvas(folder / "roc.png", "ROC") as axes:
        RocCurveDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
        axes.set(xlabel="share of false alarms", ylabel=f"share of {CLASSES[1]} that is found")
    with canvas(folder / "precision-recall.png", "Precision and recall") as axes:
        PrecisionRecallDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
        axes.set(xlabel="recall", ylabel="precision")
        axes.legend(loc="upper right")
    with canvas(folder / "calibration.png", "Calibration") as axes:
        CalibrationDisplay.from_predictions(truth, said, n_bins=10, strategy="quantile", ax=axes)
        axes.set(xlabel="mean probability", ylabel=f"share of {CLASSES[1]}")


def draw_confusion(file: Path, truth: np.ndarray, said: np.ndarray, threshold: float) -> None:
    """What is decided, by what is true."""
    acts, names = (said >= threshold).astype(int), {"labels": [0, 1], "display_labels": CLASSES}
    with canvas(file, f"Decisions at a threshold of {threshold:.2f}") as axes:
        ConfusionMatrixDisplay.from_predictions(
            truth, acts, cmap="Blues", colorbar=False, ax=axes, **names
        )


def draw_costs(
    file: Path, truth: np.ndarray, said: np.ndarray, metrics: dict[str, Any], costs: Costs
) -> None:
    """What a case costs at each threshold, beside acting never and acting always."""
    means = [costs.of(truth, said >= each).mean() for each in THRESHOLDS]
    with canvas(file, "Cost of a case") as axes:
        axes.plot(THRESHOLDS, means, color=BLUE, label="model")
        for style, name in ((":", "never"), ("--", "always")):
            mean = metrics["costs"][name]["value"]
            axes.axhline(mean, color=GREY, linestyle=style, label=f"act {name}")
        threshold = metrics["threshold"]["value"]
        axes.axvline(threshold, color=ORANGE, label=f"threshold {threshold:.2f}")
        axes.set(xlabel="threshold", ylabel="mean cost", ylim=(0, None))
        axes.legend()
