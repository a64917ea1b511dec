"""Measure the champion once on the test part, which no decision was based on."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from ..model.threshold import Costs, choose_threshold
from ..project import Settings, params, write
from ..schema import CLASSES
from .holdout import Holdout, measure
from .intervals import Draws
from .release import release

# Of truth and decisions; the precision of no decision at all counts as 0.
DECISION: dict[str, Callable[..., float]] = {
    "precision": partial(precision_score, zero_division=0),
    "recall": recall_score,
    "F1": f1_score,
    "accuracy": accuracy_score,
}


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, data/processed/predictions.parquet and the folder release."""
    settings, holdout = Settings.load(root), Holdout.load(root)
    costs = Costs(**params(root)["costs"])
    truth, said = holdout.truth, holdout.said[holdout.champion]
    draws = Draws.of(holdout.table, truth, settings)
    # Not in training, so that other costs train nothing; and the test part decides nothing.
    threshold = choose_threshold(pd.read_parquet(root / "models/out_of_fold.parquet"), costs)
    acts = (said >= threshold["value"]).astype(int)
    metrics = measure(root, holdout, draws, settings) | {
        "calibration": {"mean": float(said.mean()), "share": float(truth.mean())},
        "threshold": threshold,
        "flagged": int(acts.sum()),
        "decision": {name: draws.interval(each, truth, acts) for name, each in DECISION.items()},
        "costs": compare_costs(truth, acts, costs, draws),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = holdout.table.assign(truth=truth, said=said)
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    release(root, metrics, classes=CLASSES, threshold=threshold["value"])


def compare_costs(
    truth: np.ndarray, acts: np.ndarray, costs: Costs, draws: Draws
) -> dict[str, Any]:
    """The mean cost of a case by the model, by acting never and always, and what the model saves."""
    ways = {"model": acts, "never": np.zeros(len(truth)), "always": np.ones(len(truth))}
    each = {name: costs.of(truth, way) for name, way in ways.items()}
    cheaper = min(("never", "always"), key=lambda name: float(each[name].mean()))
    saved = draws.interval(np.mean, each[cheaper] - each["model"])
    found = {name: draws.interval(np.mean, cost) for name, cost in each.items()}
    return found | {"cheaper": cheaper, "saved": saved}


if __name__ == "__main__":
    evaluate(Path())
