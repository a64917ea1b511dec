"""The charts of the report."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import PredictionErrorDisplay

from ..schema import TARGET
from .drawing import BLUE, GREY, ORANGE, canvas, draw_comparison, draw_importance

DOTS = 2000  # more of them would only cover each other


def draw(folder: Path, table: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write every chart to `folder`; `table` has the truth of the test part and what was said."""
    draw_comparison(folder / "comparison.png", facts["comparison"])
    draw_predictions(folder, table.iloc[:: max(1, len(table) // DOTS)])
    draw_errors(folder / "errors.png", (table["said"] - table["truth"]).to_numpy())
    draw_calibration(folder / "calibration.png", facts["metrics"]["calibration"])
    draw_importance(folder / "importance.png", facts["metrics"]["importance"])


def draw_predictions(folder: Path, table: pd.DataFrame) -> None:
    """Each case as a dot: what is true by what is predicted, and what is left over."""
    titles = {"actual_vs_predicted": "Prediction and truth", "residual_vs_predicted": "Residuals"}
    dots = {"s": 5, "alpha": 0.4, "color": BLUE}
    for kind, title in titles.items():
        with canvas(folder / f"{kind.split('_')[0]}.png", title) as axes:
            display = PredictionErrorDisplay(y_true=table["truth"], y_pred=table["said"])
            display.plot(ax=axes, kind=kind, scatter_kwargs=dots)


def draw_errors(file: Path, errors: np.ndarray) -> None:
    """How often the model is how far off: too low on the left, too high on the right."""
    low, high = np.quantile(errors, [0.005, 0.995])
    with canvas(file, "Errors; the outermost hundredth at the edges") as axes:
        axes.hist(np.clip(errors, low, high), bins=40, color=BLUE)
        axes.axvline(0, color=GREY, linestyle=":")
        axes.set(xlabel=f"predicted minus true {TARGET}", ylabel="rows")


def draw_calibration(file: Path, groups: list[dict[str, float]]) -> None:
    """Whether cases with a prediction of 30 are 30 on average."""
    said, truth, median = ([each[name] for each in groups] for name in ("said", "truth", "median"))
    with canvas(file, "Calibration, ten groups by prediction") as axes:
        axes.plot([said[0], said[-1]], [said[0], said[-1]], color=GREY, linestyle=":")
        axes.plot(said, truth, "o-", color=BLUE, label="mean")
        axes.plot(said, median, "s--", color=ORANGE, label="median")
        axes.set(xlabel=f"mean prediction of {TARGET}", ylabel="true value")
        axes.legend()
