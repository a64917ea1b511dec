"""Charts of a classifier on the test part: ranking, calibration, confusion and costs."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, precision_recall_curve, roc_curve

from .figures import BLUE, COLOURS, GREY, ORANGE, canvas
from .pages import Chart
from .schema import CLASSES

BINS = 10
MOST_CURVES = 8  # of more classes the most frequent are drawn


def shown_classes(truth: np.ndarray) -> list[int]:
    """The class to judge, of two the second; of more all that are in the rows, but not alone."""
    names = [1] if len(CLASSES) == 2 else range(len(CLASSES))
    return [name for name in names if 0 < (truth == name).sum() < len(truth)]


def drawn_classes(truth: np.ndarray) -> list[tuple[int, str]]:
    """The classes that a chart of curves shows, most frequent first, each with its colour."""
    names = sorted(shown_classes(truth), key=lambda name: -(truth == name).sum())
    return list(zip(names, COLOURS[:MOST_CURVES], strict=False))


def decide(predicted: np.ndarray, threshold: float | None) -> np.ndarray:
    """The class that is acted on, shape (rows,): the second from the threshold on, or the likeliest."""
    if threshold is None:
        return np.asarray(predicted.argmax(axis=1))
    return np.asarray(predicted[:, 1] >= threshold).astype(int)


def draw_roc(
    truth: np.ndarray, predicted: np.ndarray, threshold: float | None, folder: Path
) -> Chart:
    """How many of a class are found for how many false alarms; each class against the rest."""
    file = folder / "roc.png"
    with canvas(file) as axes:
        for name, colour in drawn_classes(truth):
            false_alarms, found, _ = roc_curve(truth == name, predicted[:, name])
            axes.plot(false_alarms, found, color=colour, label=CLASSES[name])
        axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="guessing")
        if threshold is not None:
            acts = predicted[:, 1] >= threshold
            mark(axes, acts[truth == 0].mean(), acts[truth == 1].mean(), threshold)
        axes.legend(loc="lower right")
        axes.set(title="ROC", xlabel="false alarms, share of others", ylabel="found, share of all")
    return Chart(file, "ROC curves: the share that is found against the share of false alarms.")


def draw_precision_recall(
    truth: np.ndarray, predicted: np.ndarray, threshold: float | None, folder: Path
) -> Chart:
    """How many of those that are called positive are so, the more of them are found."""
    file = folder / "precision-recall.png"
    precision, recall, _ = precision_recall_curve(truth == 1, predicted[:, 1])
    with canvas(file) as axes:
        # The last point, precision 1 where nothing is found, is a convention.
        axes.plot(recall[:-1], precision[:-1], color=BLUE, label=CLASSES[1])
        axes.axhline((truth == 1).mean(), color=GREY, linestyle=":", label="guessing")
        if threshold is not None:
            acts = predicted[:, 1] >= threshold
            mark(axes, acts[truth == 1].mean(), truth[acts].mean() if acts.any() else 0, threshold)
        axes.legend(loc="upper right")
        axes.set(title="Precision and recall", xlabel="recall: found", ylabel="precision: right")
    return Chart(file, f"Precision against recall of {CLASSES[1]}; dotted: guessing.")


def mark(axes: Axes, across: float, up: float, threshold: float) -> None:
    """The point of a curve that the threshold stands for."""
    axes.plot(across, up, "o", color=ORANGE, label=f"threshold {threshold:.2f}")


def draw_calibration(truth: np.ndarray, predicted: np.ndarray, folder: Path) -> Chart:
    """Whether what is called 70 % probable happens in 70 % of cases."""
    file = folder / "calibration.png"
    with canvas(file) as axes:
        axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="as said")
        for name, colour in drawn_classes(truth):
            happened, said = calibration_curve(
                truth == name, predicted[:, name], n_bins=BINS, strategy="quantile"
            )
            axes.plot(said, happened, marker="o", color=colour, label=CLASSES[name])
        axes.legend(loc="upper left")
        axes.set(title="Calibration", xlabel="probability said", ylabel="share observed")
    return Chart(file, f"Observed share against the probability said, {BINS} groups of equal size.")


def draw_confusion(truth: np.ndarray, decided: np.ndarray, folder: Path) -> Chart:
    """How many rows of each class are taken for which; colour: the share of the true class."""
    file, places = folder / "confusion.png", range(len(CLASSES))
    counts = confusion_matrix(truth, decided, labels=list(places))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = min(1.6 + 0.6 * len(CLASSES), 8)
    with canvas(file, width=max(3.6, side + 0.6), height=max(3, side)) as axes:
        # Up to a middle blue, on which black can be read.
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
        for (row, column), count in np.ndenumerate(counts):
            text = f"{count:,}\n{shares[row, column]:.0%}"
            size = 9 if len(CLASSES) < 8 else 5
            axes.text(column, row, text, ha="center", va="center", fontsize=size)
        names = [name[:16] for name in CLASSES]
        axes.set_xticks(places, names, rotation=0 if len(CLASSES) < 4 else 45)
        axes.set_yticks(places, names)
        axes.grid(visible=False)
        axes.set(title="Rows of the test part", xlabel="decided", ylabel="true")
    said = [f"{name} {shares[place, place]:.0%}" for place, name in enumerate(CLASSES)]
    return Chart(file, f"Confusion matrix; decided rightly: {', '.join(said)}.")


def draw_costs(
    thresholds: np.ndarray, per_case: np.ndarray, costs: dict[str, Any], folder: Path
) -> Chart:
    """What a case costs at each threshold, against acting never and always."""
    file, chosen = folder / "costs.png", float(costs["threshold"])
    with canvas(file) as axes:
        axes.plot(thresholds, per_case, color=BLUE, label="model")
        for name, style in (("never", ":"), ("always", "--")):
            cost = costs["per_case"][name]["value"]
            axes.axhline(cost, color=GREY, linestyle=style, label=name)
        mark(axes, chosen, costs["per_case"]["model"]["value"], chosen)
        axes.legend(loc="upper center", ncols=4, fontsize=8, columnspacing=1)
        axes.set(title="Cost of a case", xlabel="threshold", ylabel="mean cost")
        axes.set_ylim(0, 1.2 * axes.get_ylim()[1])
    return Chart(file, "Mean cost of a case by threshold, beside acting never and always.")
