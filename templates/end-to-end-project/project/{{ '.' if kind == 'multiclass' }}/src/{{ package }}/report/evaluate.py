"""Measure the champion once on the test part, which no decision was based on."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix

from ..project import Settings, write
from ..schema import CLASSES
from .holdout import Holdout, measure
from .intervals import Draws
from .release import release

SURENESS = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]  # groups of probabilities, for the calibration


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, data/processed/predictions.parquet and the folder release."""
    settings, holdout = Settings.load(root), Holdout.load(root)
    truth, said = holdout.truth, holdout.said[holdout.champion]
    draws = Draws.of(holdout.table, truth, settings)
    metrics = measure(root, holdout, draws, settings) | {
        "classes": judge(truth, said.argmax(axis=1), draws),
        "confused": confused(truth, said.argmax(axis=1)),
        "calibration": calibration(truth, said, draws),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = holdout.table.assign(truth=truth, said=list(said))
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    release(root, metrics, classes=CLASSES)


def share(right: np.ndarray, among: np.ndarray) -> float:
    """The share of some rows that are right; 0 where there are none."""
    return float(right[among].mean()) if among.any() else 0.0


def judge(truth: np.ndarray, decided: np.ndarray, draws: Draws) -> list[dict[str, Any]]:
    """Recall and precision of each class, as the service decides: for the most probable one."""
    found = []
    for place, name in enumerate(CLASSES):
        is_true, is_said = truth == place, decided == place
        row = {"class": name, "rows": int(is_true.sum()), "decided": int(is_said.sum())}
        row["recall"] = draws.interval(share, is_said, is_true)
        row["precision"] = draws.interval(share, is_true, is_said)
        found.append(row)
    return found


def confused(truth: np.ndarray, decided: np.ndarray) -> list[dict[str, Any]]:
    """The pairs of classes that are taken for each other, the most frequent first."""
    counts = confusion_matrix(truth, decided, labels=range(len(CLASSES)))
    np.fill_diagonal(counts, 0)
    pairs = [
        {"true": CLASSES[true], "decided": CLASSES[said], "rows": int(counts[true, said])}
        for true, said in zip(*counts.nonzero(), strict=True)
    ]
    return sorted(pairs, key=lambda pair: -pair["rows"])


def calibration(truth: np.ndarray, said: np.ndarray, draws: Draws) -> dict[str, Any]:
    """Whether decisions are right as often as their probability says.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """
    table = pd.DataFrame({"said": said.max(axis=1), "right": said.argmax(axis=1) == truth})
    groups = table.groupby(pd.cut(table["said"], SURENESS), observed=True)
    means = groups.mean().assign(rows=groups.size())
    error = np.average((means["said"] - means["right"]).abs(), weights=means["rows"])
    excess = draws.interval(np.mean, (table["said"] - table["right"]).to_numpy())
    return {"excess": excess, "error": float(error), "groups": means.to_dict("records")}


if __name__ == "__main__":
    evaluate(Path())
