"""The charts of the report."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import PredictionErrorDisplay

from ..schema import TARGET
from .drawing import canvas, draw_comparison, draw_importance


def draw(folder: Path, table: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write every chart to `folder`; `table` has the truth of the test part and what was said."""
    draw_comparison(folder / "comparison.png", facts["comparison"])
    draw_importance(folder / "importance.png", facts["metrics"]["importance"])
    draw_predictions(folder, table)
    draw_errors(folder / "errors.png", (table["said"] - table["truth"]).to_numpy())
    draw_calibration(folder / "calibration.png", facts["metrics"]["calibration"])


def draw_predictions(folder: Path, table: pd.DataFrame) -> None:
    """A thousand cases as dots: what is true by what is predicted, and what is left over."""
    titles = {"actual_vs_predicted": "Prediction and truth", "residual_vs_predicted": "Residuals"}
    for kind, title in titles.items():
        with canvas(folder / f"{kind.split('_')[0]}.png", title) as axes:
            PredictionErrorDisplay.from_predictions(
                table["truth"],
                table["said"],
                kind=kind,
                random_state=0,
                scatter_kwargs={"s": 5},
                ax=axes,
            )


def draw_errors(file: Path, errors: np.ndarray) -> None:
    """How often the model is how far off: too low on the left, too high on the right."""
    low, high = np.quantile(errors, [0.005, 0.995])
    with canvas(file, "Errors; the outermost hundredth at the edges") as axes:
        axes.hist(errors.clip(low, high), bins=40)
        axes.axvline(0, color="grey", linestyle=":")
        axes.set(xlabel=f"predicted minus true {TARGET}", ylabel="rows")


def draw_calibration(file: Path, groups: list[dict[str, float]]) -> None:
    """Whether cases with a prediction of 30 are 30 on average."""
    table = pd.DataFrame(groups)
    with canvas(file, "Calibration, ten groups by prediction") as axes:
        axes.plot(table["said"], table["said"], color="grey", linestyle=":")
        axes.plot(table["said"], table["truth"], "o-", label="mean")
        axes.plot(table["said"], table["median"], "s--", label="median")
        axes.set(xlabel=f"mean prediction of {TARGET}", ylabel="true value")
        axes.legend()
