"""Measure the champion once on the test part, which no decision was based on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..model.threshold import Costs, choose_threshold
from ..project import Settings, params, write
from ..schema import CLASSES
from .holdout import Holdout, measure
from .intervals import Draws
from .release import release

# Of truth and decisions; scikit-learn's own take a hundred times as long, which resamples feel.
DECISION: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "precision": lambda truth, acts: (truth & acts).sum() / max(acts.sum(), 1),
    "recall": lambda truth, acts: (truth & acts).sum() / max(truth.sum(), 1),
    "F1": lambda truth, acts: 2 * (truth & acts).sum() / max(truth.sum() + acts.sum(), 1),
    "accuracy": lambda truth, acts: (truth == acts).mean(),
    "share flagged": lambda truth, acts: acts.mean(),
}


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, data/processed/predictions.parquet and the folder release."""
    settings, holdout = Settings.load(root), Holdout.load(root)
    costs = Costs(**params(root)["costs"])
    truth, said = holdout.truth, holdout.said[holdout.champion]
    draws = Draws.of(holdout.table, truth, settings)
    learned = pd.read_parquet(root / "models/out_of_fold.parquet")
    threshold = choose_threshold(learned, costs)
    acts = said >= threshold["value"]
    metrics = measure(root, holdout, draws, settings) | {
        "positives": int(truth.sum()),
        "calibration": {"mean": float(said.mean()), "share": float(truth.mean())},
        "threshold": threshold,
        "flagged": int(acts.sum()),
        "decision": {n: draws.interval(each, truth == 1, acts) for n, each in DECISION.items()},
        "costs": compare_costs(truth, acts, costs, draws),
        "sensitivity": sensitivity(truth, said, learned, costs, draws),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = holdout.table.assign(truth=truth, said=said)
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    release(root, metrics, classes=CLASSES, threshold=threshold["value"])


def compare_costs(
    truth: np.ndarray, acts: np.ndarray, costs: Costs, draws: Draws
) -> dict[str, Any]:
    """The mean cost of a case by the model's decisions, by acting never and by acting always, and
    what the model saves against the cheaper of the two."""
    ways = {"model": acts, "never": np.zeros(len(truth)), "always": np.ones(len(truth))}
    each = {name: costs.of(truth, way) for name, way in ways.items()}
    cheaper = min(("never", "always"), key=lambda name: float(each[name].mean()))
    saved = draws.interval(np.mean, each[cheaper] - each["model"])
    found = {name: draws.interval(np.mean, cost) for name, cost in each.items()}
    return found | {"cheaper": cheaper, "saved": saved}


def sensitivity(
    truth: np.ndarray, said: np.ndarray, learned: pd.DataFrame, costs: Costs, draws: Draws
) -> list[dict[str, Any]]:
    """What would change if a miss cost half or twice as much."""
    found = []
    for miss in (costs.miss / 2, costs.miss, costs.miss * 2):
        other = Costs(costs.false_alarm, miss)
        threshold = choose_threshold(learned, other)["value"]
        acts = said >= threshold
        row = {"miss": miss, "threshold": threshold, "flagged": float(acts.mean())}
        found.append(row | compare_costs(truth, acts, other, draws))
    return found


if __name__ == "__main__":
    evaluate(Path())
