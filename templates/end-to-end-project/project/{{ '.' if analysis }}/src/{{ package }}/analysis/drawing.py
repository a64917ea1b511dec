"""The charts of the analysis."""

from pathlib import Path
from typing import Any

import numpy as np

from ..model.scores import NAME
from ..report.drawing import canvas


def draw(folder: Path, found: dict[str, Any]) -> None:
    """Write every chart to `folder`."""
    if found["ablation"]:
        draw_ablation(folder / "ablation.png", found["ablation"])
    draw_learning_curve(folder / "learning-curve.png", found["learning_curve"]["points"])
    draw_differences(folder / "differences.png", found["differences"])


def draw_ablation(file: Path, rows: list[dict[str, Any]]) -> None:
    """What is lost without each group of features, with twice the standard error."""
    names = [row["without"] for row in rows][::-1]
    means, errors = ([row[each] for row in rows][::-1] for each in ("mean", "standard_error"))
    with canvas(file, "Ablation", width=5.4, height=1 + 0.22 * len(rows)) as axes:
        axes.barh(names, means, xerr=2 * np.array(errors), ecolor="grey", height=0.6)
        axes.set_xlabel(f"{NAME} lost without; line: two standard errors")


def draw_learning_curve(file: Path, points: list[dict[str, Any]]) -> None:
    """NAME by the number of rows: mean and standard deviation of the folds."""
    rows, means = [each["rows"] for each in points], [np.mean(each["folds"]) for each in points]
    with canvas(file, "Learning curve") as axes:
        axes.errorbar(rows, means, [np.std(each["folds"]) for each in points])
        axes.set(xlabel="rows to learn from, mean of the folds", ylabel=NAME, xscale="log")


def draw_differences(file: Path, found: dict[str, Any]) -> None:
    """By how much the champion is better than each candidate, with its interval."""
    with canvas(file, "Better than", width=5.4, height=1 + 0.3 * len(found)) as axes:
        for name, each in reversed(found.items()):
            axes.plot([each["low"], each["high"]], [name, name], linewidth=2)
            axes.plot(each["value"], name, "o")
        axes.axvline(0, color="grey", linestyle=":")
        axes.set_xlabel(f"{NAME}, 95 % interval")
