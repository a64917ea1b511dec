"""Measure the champion once on the test part, which no decision was based on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..model.calibration import SURE, decile_error, error_by_chance, misfit, slope
from ..model.candidates import BASELINE
from ..model.costs import Costs
from ..model.scores import NAME
from ..project import Settings, write
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
    settings, costs = Settings.load(root), Costs.load(root)
    holdout = Holdout.load(root)
    truth, said = holdout.truth, holdout.said[holdout.champion]
    draws = Draws.of(holdout.table, truth, settings)
    learned = pd.read_parquet(root / "models/out_of_fold.parquet")
    threshold = choose_threshold(learned, costs)
    metrics = measure(root, holdout, draws, settings) | {
        "positives": int(truth.sum()),
        "calibration": calibration(truth, said, draws),
        "threshold": threshold,
        "decision": decision(truth, said >= threshold["value"], draws),
        "costs": compare_costs(truth, said >= threshold["value"], costs, draws),
        "sensitivity": sensitivity(truth, said, learned, costs, draws),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = holdout.table.assign(truth=truth, said=said)
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    release(
        root,
        metric=NAME,
        score=metrics["score"],
        baseline=metrics["others"][BASELINE][NAME],
        classes=CLASSES,
        threshold=threshold["value"],
    )


def calibration(truth: np.ndarray, said: np.ndarray, draws: Draws) -> dict[str, Any]:
    """How right the probabilities are."""
    return {
        "mean": float(said.mean()),
        "share": float(truth.mean()),
        "slope": draws.interval(slope, truth, said),
        "decile_error": decile_error(truth, said),
        "error_by_chance": error_by_chance(truth, said),
    }


def choose_threshold(learned: pd.DataFrame, costs: Costs) -> dict[str, Any]:
    """The probability from which on to act, and why; `learned` are the out-of-fold rows.

    The threshold that follows from the costs has no error of its own, but needs probabilities that
    are right. Only where they are shown to be wrong it is the one that was cheapest.
    """
    truth, said = learned["truth"].to_numpy(), learned["said"].to_numpy()
    chance, cheapest = misfit(truth, said), costs.cheapest(truth, said)
    is_calibrated = chance >= SURE
    return {
        "value": costs.threshold if is_calibrated else cheapest,
        "is_calibrated": is_calibrated,
        "misfit": chance,
        "decile_error": decile_error(truth, said),
        "theoretical": costs.threshold,
        "cheapest": cheapest,
    }


def decision(truth: np.ndarray, acts: np.ndarray, draws: Draws) -> dict[str, Any]:
    """How good the served yes or no is, beside its costs."""
    found = {name: draws.interval(score, truth == 1, acts) for name, score in DECISION.items()}
    return {"flagged": int(acts.sum()), "scores": found}


def compare_costs(
    truth: np.ndarray, acts: np.ndarray, costs: Costs, draws: Draws
) -> dict[str, Any]:
    """The mean cost of a case by the model's decisions, by acting never and by acting always, and
    what the model saves against the cheaper of the two."""
    model = costs.of(truth, acts)
    others = {"never": costs.of(truth, np.zeros(len(truth)))}
    others["always"] = costs.of(truth, np.ones(len(truth)))
    cheaper = min(others, key=lambda name: float(others[name].mean()))
    found = {name: draws.interval(np.mean, each) for name, each in others.items()}
    saved = draws.interval(lambda other, model: (other - model).mean(), others[cheaper], model)
    return {"model": draws.interval(np.mean, model)} | found | {"cheaper": cheaper, "saved": saved}


def sensitivity(
    truth: np.ndarray, said: np.ndarray, learned: pd.DataFrame, costs: Costs, draws: Draws
) -> list[dict[str, Any]]:
    """What would change if a miss cost half or twice as much."""
    found = []
    for factor in (0.5, 1, 2):
        other = Costs(costs.false_alarm, factor * costs.miss)
        threshold = choose_threshold(learned, other)["value"]
        acts = said >= threshold
        row = {"miss": other.miss, "threshold": threshold, "flagged": float(acts.mean())}
        found.append(row | compare_costs(truth, acts, other, draws))
    return found


if __name__ == "__main__":
    evaluate(Path())
