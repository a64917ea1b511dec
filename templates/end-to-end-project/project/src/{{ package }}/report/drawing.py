"""Charts that every kind of project has, and how all charts look."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..model.candidates import BASELINE
from ..model.scores import NAME, SIGN

BLUE, ORANGE, GREY = "#2563a8", "#c2570c", "#7b8494"
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}
MOST = 20  # bars in one chart


@contextmanager
def canvas(file: Path, title: str, *, width: float = 4.8, height: float = 3.4) -> Iterator[Axes]:
    """Axes to draw on, saved as PNG; width and height in inches."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        yield axes
        axes.set_title(title)
        figure.savefig(file, dpi=120, pil_kwargs={"optimize": True})


def draw_comparison(file: Path, comparison: dict[str, Any]) -> None:
    """NAME of each candidate in each fold, the mean as a line; the champion in its own colour."""
    candidates, champion = comparison["candidates"], comparison["champion"]
    names = [name for name in candidates if name != BASELINE][::-1]
    title = f"{NAME} in cross-validation"
    with canvas(file, title, width=6.4, height=1 + 0.3 * len(names)) as axes:
        for name in names:
            colour = ORANGE if name == champion else BLUE
            folds = [SIGN * score for score in candidates[name]["folds"]]
            axes.plot(folds, [name] * len(folds), "o", color=colour, alpha=0.5)
            axes.plot(SIGN * candidates[name]["mean"], name, "|", color=colour, markersize=16)
        axes.axvline(SIGN * candidates[BASELINE]["mean"], color=GREY, linestyle=":")
        axes.set_xlabel("points: folds; bar: their mean; dotted: baseline")


def draw_importance(file: Path, rows: list[dict[str, Any]]) -> None:
    """How much NAME falls when a feature is shuffled: mean and spread of the repeats."""
    shown = rows[:MOST][::-1]
    names, means, spreads = ([row[key] for row in shown] for key in ("feature", "mean", "std"))
    with canvas(file, "Permutation importance", height=0.9 + 0.2 * len(shown)) as axes:
        axes.barh(names, means, xerr=spreads, color=BLUE, ecolor=GREY, height=0.6)
        axes.set_yticks(names, [name[:30] for name in names])
        axes.set_xlabel(f"{NAME} lost when shuffled")
