"""The charts of the report, some of them scikit-learn's own."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay

from ..schema import CLASSES
from .drawing import canvas, draw_comparison, draw_importance


def draw(folder: Path, table: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write every chart to `folder`; `table` has the truth of the test part and what was said."""
    truth, said = table["truth"].to_numpy(), np.array(table["said"].tolist())
    draw_comparison(folder / "comparison.png", facts["comparison"])
    draw_importance(folder / "importance.png", facts["metrics"]["importance"])
    draw_roc(folder / "roc.png", truth, said)
    draw_confusion(folder / "confusion.png", truth, said)
    draw_calibration(folder / "calibration.png", facts["metrics"]["calibration"]["groups"])


def draw_roc(file: Path, truth: np.ndarray, said: np.ndarray) -> None:
    """How well each class is told from the rest; the eight most frequent ones."""
    with canvas(file, "ROC of each class against the rest") as axes:
        for place in sorted(pd.Series(truth).value_counts().index[:8]):
            RocCurveDisplay.from_predictions(
                truth == place, said[:, place], name=CLASSES[place][:20], ax=axes
            )
        axes.plot([0, 1], [0, 1], color="grey", linestyle=":")


def draw_confusion(file: Path, truth: np.ndarray, said: np.ndarray) -> None:
    """What is decided, by what is true."""
    side = min(2.4 + 0.6 * len(CLASSES), 9)
    with canvas(file, "Decisions", width=side + 0.6, height=side) as axes:
        ConfusionMatrixDisplay.from_predictions(
            truth,
            said.argmax(axis=1),
            labels=range(len(CLASSES)),
            display_labels=[name[:16] for name in CLASSES],
            xticks_rotation=45,
            cmap="Blues",
            colorbar=False,
            ax=axes,
        )


def draw_calibration(file: Path, groups: list[dict[str, float]]) -> None:
    """How often decisions are right, by how probable they were said to be."""
    table = pd.DataFrame(groups)
    with canvas(file, "Calibration of the decisions") as axes:
        axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
        axes.plot(table["said"], table["right"], "o-")
        axes.set(xlabel="probability of the decision, mean", ylabel="share that is right")
