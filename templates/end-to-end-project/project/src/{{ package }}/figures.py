"""Charts that every project has, and how all charts look."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from .metrics import GREATER_IS_BETTER, METRIC
from .models import BASELINE
from .pages import Chart
from .wording import estimate, ranged, short

BLUE, ORANGE, GREY = "#2563a8", "#c2570c", "#7b8494"
COLOURS = (BLUE, ORANGE, "#3a7d44", "#8e4a9e", "#a33b4a", "#2a8a94", "#87711c", GREY)
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e7ec",
    "legend.frameon": False,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}
MOST_BARS = 20


@contextmanager
def canvas(
    file: Path, *, width: float = 4.8, height: float = 3.4, panels: int = 1
) -> Iterator[Any]:
    """Axes to draw on (an array of them if there are several panels), saved as PNG; in inches."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(wspace=0.06))
        yield figure.subplots(1, panels, sharey=panels > 1)
        figure.savefig(file, dpi=120, pil_kwargs={"optimize": True})


def draw_comparison(
    candidates: dict[str, Any], timings: dict[str, Any], champion: str, folder: Path
) -> Chart:
    """Score, latency and file size of each candidate, the champion in its own colour."""
    names = [name for name in ranking(candidates) if name != BASELINE][::-1]
    colours = [ORANGE if name == champion else BLUE for name in names]
    baseline = candidates[BASELINE]["scores"][METRIC]["value"]
    file = folder / "comparison.png"
    with canvas(file, width=8, height=1.1 + 0.33 * len(names), panels=3) as (left, middle, right):
        dots(left, names, [candidates[name]["scores"][METRIC] for name in names], colours)
        left.set(xlabel=f"{METRIC}, 95 % interval (baseline: {short(baseline)})")
        bars(middle, names, [timings[name]["single_row_ms"] for name in names], colours)
        middle.set(xlabel="single row, ms")
        bars(right, names, [candidates[name]["bytes"] / 1e6 for name in names], colours)
        right.set(xlabel="file, MB")
    said = [f"{name} {ranged(candidates[name]['scores'][METRIC])}" for name in names[::-1]]
    return Chart(file, f"{METRIC} of each candidate: {'; '.join(said)}.", is_wide=True)


def ranking(candidates: dict[str, Any]) -> list[str]:
    """The candidates' names by METRIC, the best one first."""
    sign = -1 if GREATER_IS_BETTER else 1
    return sorted(candidates, key=lambda name: sign * candidates[name]["scores"][METRIC]["value"])


def dots(axes: Axes, names: list[str], scores: list[dict[str, float]], colours: list[str]) -> None:
    """One line per name: the value as a dot, its interval as a bar."""
    for place, (score, colour) in enumerate(zip(scores, colours, strict=True)):
        axes.plot([score["low"], score["high"]], [place, place], color=colour, linewidth=2)
        axes.plot(score["value"], place, "o", color=colour)
    axes.set_yticks(range(len(names)), names)
    axes.margins(y=0.6 / max(len(names), 1))
    axes.grid(axis="y", visible=False)


def bars(axes: Axes, names: list[str], values: list[float], colours: list[str]) -> None:
    """One bar per name with its figure at the end."""
    drawn = axes.barh(range(len(names)), values, color=colours, height=0.5)
    axes.bar_label(drawn, [short(value) for value in values], padding=3)
    axes.margins(x=0.3)
    axes.grid(axis="y", visible=False)


def draw_learning_curve(points: list[dict[str, Any]], folder: Path) -> Chart:
    """METRIC with its interval after learning from more and more rows."""
    rows = [each["rows"] for each in points]
    scores, lows, highs = (
        [each["score"][name] for each in points] for name in ("value", "low", "high")
    )
    file = folder / "learning-curve.png"
    with canvas(file) as axes:
        axes.fill_between(rows, lows, highs, color=BLUE, alpha=0.2, linewidth=0)
        axes.plot(rows, scores, marker="o", color=BLUE)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set(xlabel="rows to learn from", ylabel=METRIC, title="Learning curve")
    said = [f"{estimate(each['score'])} with {each['rows']:,} rows" for each in points]
    return Chart(file, f"Learning curve, {METRIC}: {', '.join(said)}.")


def draw_importance(losses: dict[str, dict[str, float]], folder: Path) -> Chart:
    """How much worse METRIC gets without a feature: mean and spread of the repeats."""
    names = list(losses)[:MOST_BARS][::-1]
    means, spreads = ([losses[name][key] for name in names] for key in ("mean", "std"))
    file = folder / "importance.png"
    with canvas(file, height=0.9 + 0.2 * len(names)) as axes:
        axes.barh(range(len(names)), means, xerr=spreads, color=BLUE, ecolor=GREY, height=0.6)
        axes.set_yticks(range(len(names)), [name[:30] for name in names])
        axes.axvline(0, color=GREY, linewidth=0.8)
        axes.grid(axis="y", visible=False)
        axes.set(xlabel=f"{METRIC} lost when shuffled", title="Permutation importance")
    first = ", ".join(f"{name} {short(losses[name]['mean'])}" for name in names[:-4:-1])
    return Chart(file, f"{METRIC} lost when a feature is shuffled; greatest: {first}.")


def draw_slices(groups: list[dict[str, Any]], mean: float, loss: str, folder: Path) -> Chart:
    """The mean loss of each group with its interval, against the mean of all rows."""
    shown = groups[:MOST_BARS][::-1]
    names = [f"{each['column']}: {each['group'][:30]}" for each in shown]
    colours = [ORANGE if each["is_high"] else BLUE for each in shown]
    file = folder / "slices.png"
    with canvas(file, width=5.4, height=0.9 + 0.2 * len(names)) as axes:
        dots(axes, names, [each["loss"] for each in shown], colours)
        axes.axvline(mean, color=GREY, linestyle=":")
        axes.set(xlabel=f"mean {loss}; dotted: all rows", title="Groups, the worst first")
    high = [each for each in groups if each["is_high"]]
    worse = ", ".join(f"{each['column']} {each['group']}" for each in high) or "none"
    return Chart(file, f"Mean {loss} by group; shown to be above the mean: {worse}.")


def evenly(rows: int, most: int) -> np.ndarray:
    """Positions of at most `most` of `rows` rows, evenly from all of them."""
    return np.linspace(0, rows - 1, min(rows, most)).astype(int)
