"""Charts that every kind of project has, and how all charts look."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..model.candidates import BASELINE
from ..model.scores import NAME, SIGN


@contextmanager
def canvas(file: Path, title: str, *, width: float = 4.8, height: float = 3.6) -> Iterator[Axes]:
    """Axes to draw on, saved as PNG; width and height in inches."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"text.parse_math": False}):  # a dollar sign in a name is a dollar sign
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title)
        yield axes
        figure.savefig(file, dpi=120)


def draw_comparison(file: Path, comparison: dict[str, Any]) -> None:
    """NAME of each candidate in each fold, the mean as a bar; the champion in its own colour."""
    candidates = dict(reversed(comparison["candidates"].items()))
    baseline = candidates.pop(BASELINE)
    with canvas(file, f"{NAME} in cross-validation", width=6.4) as axes:
        for name, found in candidates.items():
            colour = "C1" if name == comparison["champion"] else "C0"
            folds = [SIGN * score for score in found["folds"]]
            axes.plot(folds, [name] * len(folds), "o", color=colour, alpha=0.5)
            axes.plot(SIGN * found["mean"], name, "|", color=colour, markersize=16)
        axes.axvline(SIGN * baseline["mean"], color="grey", linestyle=":")
        axes.set_xlabel("points: folds; bar: their mean; dotted: baseline")


def draw_importance(file: Path, importance: list[dict[str, Any]]) -> None:
    """How much NAME falls when a feature is shuffled: mean and spread; the first twenty."""
    rows = pd.DataFrame(importance[:20][::-1])  # bars are drawn from the bottom
    with canvas(file, "Permutation importance", height=1 + 0.22 * len(rows)) as axes:
        axes.barh(rows["feature"], rows["mean"], xerr=rows["std"], ecolor="grey")
        # Cut here only: two names that begin alike would share a bar.
        axes.set_yticks(rows["feature"], rows["feature"].str[:30])
        axes.set_xlabel(f"{NAME} lost when shuffled")
