"""The charts of the report, most of them scikit-learn's own."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay, RocCurveDisplay

from ..model.threshold import THRESHOLDS, Costs
from ..schema import CLASSES
from .drawing import canvas, draw_comparison, draw_importance


def draw(folder: Path, table: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write every chart to `folder`; `table` has the truth of the test part and what was said."""
    truth, said = table["truth"].to_numpy(), table["said"].to_numpy()
    draw_comparison(folder / "comparison.png", facts["comparison"])
    draw_importance(folder / "importance.png", facts["metrics"]["importance"])
    draw_probabilities(folder, truth, said)
    draw_confusion(folder / "confusion.png", truth, said >= facts["metrics"]["threshold"]["value"])
    draw_costs(folder / "costs.png", truth, said, facts)


def draw_probabilities(folder: Path, truth: np.ndarray, said: np.ndarray) -> None:
    """How well the probabilities rank the cases, and whether they are right."""
    with canvas(folder / "roc.png", "ROC") as axes:
        RocCurveDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
        axes.set(xlabel="share of false alarms", ylabel=f"share of {CLASSES[1]} that is found")
    with canvas(folder / "precision-recall.png", "Precision and recall") as axes:
        PrecisionRecallDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
        axes.set(xlabel="recall", ylabel="precision")
    with canvas(folder / "calibration.png", "Calibration") as axes:
        CalibrationDisplay.from_predictions(truth, said, n_bins=10, strategy="quantile", ax=axes)
        axes.set(xlabel="mean probability", ylabel=f"share of {CLASSES[1]}")


def draw_confusion(file: Path, truth: np.ndarray, acts: np.ndarray) -> None:
    """What is decided, by what is true."""
    with canvas(file, "Decisions at the threshold") as axes:
        ConfusionMatrixDisplay.from_predictions(
            truth, acts.astype(int), display_labels=CLASSES, cmap="Blues", colorbar=False, ax=axes
        )


def draw_costs(file: Path, truth: np.ndarray, said: np.ndarray, facts: dict[str, Any]) -> None:
    """What a case costs at each threshold, beside acting never and acting always."""
    metrics, costs = facts["metrics"], Costs(**facts["params"]["costs"])
    with canvas(file, "Cost of a case") as axes:
        means = [costs.of(truth, said >= each).mean() for each in THRESHOLDS]
        axes.plot(THRESHOLDS, means, label="model")
        for name, style in {"never": ":", "always": "--"}.items():
            mean = metrics["costs"][name]["value"]
            axes.axhline(mean, color="grey", linestyle=style, label=f"act {name}")
        axes.axvline(metrics["threshold"]["value"], color="C1", label="threshold")
        axes.set(xlabel="threshold", ylabel="mean cost", ylim=(0, None))
        axes.legend()
