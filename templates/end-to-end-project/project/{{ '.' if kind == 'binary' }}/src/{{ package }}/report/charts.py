"""The charts of the report, most of them scikit-learn's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay, RocCurveDisplay

from ..model.costs import THRESHOLDS, Costs
from ..model.scores import METRIC
from ..schema import CLASSES

STYLE: dict[Any, Any] = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}


@contextmanager
def canvas(file: Path, title: str, height: float = 3.4) -> Iterator[Axes]:
    """Axes to draw on, saved as PNG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(4.8, height), layout="constrained")
        axes = figure.subplots()
        yield axes
        axes.set_title(title)
        figure.savefig(file, dpi=120)


def draw(
    folder: Path,
    table: pd.DataFrame,
    metrics: dict[str, Any],
    comparison: dict[str, Any],
    prices: Costs,
) -> None:
    """Write every chart to `folder`; `table` has the test part's truth and what the champion said."""
    folder.mkdir(parents=True, exist_ok=True)
    truth, said, threshold = table["truth"], table["said"], metrics["costs"]["threshold"]
    with canvas(folder / "comparison.png", f"{METRIC} in each fold", 2.4) as axes:
        names = sorted(comparison["candidates"], key=lambda n: comparison["candidates"][n]["mean"])
        folds = [comparison["candidates"][name]["folds"] for name in names]
        axes.boxplot(folds, orientation="horizontal", tick_labels=names)
    with canvas(folder / "roc.png", "ROC") as axes:
        RocCurveDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
    with canvas(folder / "precision-recall.png", "Precision and recall") as axes:
        PrecisionRecallDisplay.from_predictions(truth, said, ax=axes, plot_chance_level=True)
    with canvas(folder / "calibration.png", "Calibration") as axes:
        CalibrationDisplay.from_predictions(truth, said, n_bins=10, strategy="quantile", ax=axes)
    with canvas(folder / "confusion.png", f"Confusion at {threshold}") as axes:
        ConfusionMatrixDisplay.from_predictions(
            truth, said >= threshold, display_labels=CLASSES, cmap="Blues", colorbar=False, ax=axes
        )
    draw_costs(folder / "costs.png", truth.to_numpy(), said.to_numpy(), metrics["costs"], prices)
    draw_importance(folder / "importance.png", metrics["importance"])
    draw_slices(folder / "slices.png", metrics["slices"])


def draw_costs(
    file: Path, truth: np.ndarray, said: np.ndarray, costs: dict[str, Any], prices: Costs
) -> None:
    """What a case costs at each threshold, against acting never and always."""
    with canvas(file, "Cost of a case") as axes:
        means = [prices.of(truth, said >= each).mean() for each in THRESHOLDS]
        axes.plot(THRESHOLDS, means, label="model")
        axes.axhline(costs["never"], color="grey", linestyle=":", label="act never")
        axes.axhline(costs["always"], color="grey", linestyle="--", label="act always")
        axes.axvline(costs["threshold"], color="C1", label=f"threshold {costs['threshold']}")
        axes.set(xlabel="threshold", ylabel="mean cost", ylim=(0, None))
        axes.legend()


def draw_importance(file: Path, rows: list[dict[str, Any]]) -> None:
    """How much METRIC falls when a feature is shuffled: mean and spread of the repeats."""
    shown = rows[::-1]
    with canvas(file, "Permutation importance", 0.9 + 0.2 * len(rows)) as axes:
        names, means = [row["feature"] for row in shown], [row["mean"] for row in shown]
        axes.barh(names, means, xerr=[row["std"] for row in shown])
        axes.set_xlabel(f"{METRIC} lost when shuffled")


def draw_slices(file: Path, groups: list[dict[str, Any]]) -> None:
    """The mean loss of each group with its interval; orange: shown to be above the mean."""
    with canvas(file, "Groups", 0.9 + 0.2 * len(groups)) as axes:
        for group in groups[::-1]:
            colour = "C1" if group["is_high"] else "C0"
            reach = group["high"] - group["value"]
            axes.errorbar(group["value"], group["group"], xerr=reach, fmt="o", color=colour)
        axes.set_xlabel("mean log loss, 95 % interval")
