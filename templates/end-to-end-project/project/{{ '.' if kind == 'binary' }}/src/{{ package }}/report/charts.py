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
    draw_decisions(folder, truth, said, facts)


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


def draw_decisions(
    folder: Path, truth: np.ndarray, said: np.ndarray, facts: dict[str, Any]
) -> None:
    """What is decided by what is true, and what a case costs at each threshold."""
    threshold, costs = facts["metrics"]["threshold"]["value"], Costs(**facts["params"]["costs"])
    acts = (said >= threshold).astype(int)
    with canvas(folder / "confusion.png", f"Decisions at a threshold of {threshold:.2f}") as axes:
        ConfusionMatrixDisplay.from_predictions(
            truth, acts, display_labels=CLASSES, cmap="Blues", colorbar=False, ax=axes
        )
    with canvas(folder / "costs.png", "Cost of a case") as axes:
        means = [costs.of(truth, said >= each).mean() for each in THRESHOLDS]
        axes.plot(THRESHOLDS, means, label="model")
        for name, style in {"never": ":", "always": "--"}.items():
            mean = facts["metrics"]["costs"][name]["value"]
            axes.axhline(mean, color="grey", linestyle=style, label=f"act {name}")
        axes.axvline(threshold, color="C1", label=f"threshold {threshold:.2f}")
        axes.set(xlabel="threshold", ylabel="mean cost", ylim=(0, None))
        axes.legend()
