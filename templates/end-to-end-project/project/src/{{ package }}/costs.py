"""What errors cost, and from which probability on it pays to act."""

from typing import Any

import numpy as np

from .intervals import draws, interval
from .schema import CLASSES
from .settings import Settings

THRESHOLDS = np.linspace(0.01, 0.99, 99)


def choose_threshold(truth: np.ndarray, predicted: np.ndarray, settings: Settings) -> float | None:
    """The probability from which on to say the second class, so that these rows cost least.

    None where the target is no choice between two classes. With probabilities that are right it
    would be false alarm / (false alarm + miss); of equally cheap ones the nearest to that is taken.
    """
    if len(CLASSES) != 2:
        return None
    alarm, miss = settings.cost_false_alarm, settings.cost_miss
    means = [row_costs(truth, predicted[:, 1] >= t, settings).mean() for t in THRESHOLDS]
    cheapest = THRESHOLDS[np.isclose(means, min(means))]
    ideal = alarm / (alarm + miss)
    return round(float(min(cheapest, key=lambda t: abs(t - ideal))), 2)


def row_costs(truth: np.ndarray, acts: np.ndarray, settings: Settings) -> np.ndarray:
    """What each decision costs: an action in vain, a case that is missed, or nothing."""
    alarms, misses = acts & (truth == 0), ~acts & (truth == 1)
    return np.asarray(settings.cost_false_alarm * alarms + settings.cost_miss * misses)


def expected_costs(
    truth: np.ndarray, predicted: np.ndarray, threshold: float | None, settings: Settings
) -> dict[str, Any]:
    """The mean cost of a case by the model's decisions, by acting never and by acting always."""
    if threshold is None:
        return {}
    never = np.zeros(len(truth), dtype=bool)
    decisions = {"model": predicted[:, 1] >= threshold, "never": never, "always": ~never}
    costs = {name: row_costs(truth, acts, settings) for name, acts in decisions.items()}
    weights = list(draws(truth, settings.resamples, settings.seed))
    means = {
        name: np.concatenate([w @ each / w.sum(axis=1) for w in weights])
        for name, each in costs.items()
    }
    cheapest = min(("never", "always"), key=lambda name: float(costs[name].mean()))
    saved = costs[cheapest].mean() - costs["model"].mean()
    return {
        "threshold": threshold,
        "per_case": {name: interval(each.mean(), means[name]) for name, each in costs.items()},
        "cheapest_without_model": cheapest,
        "saved_per_case": interval(saved, means[cheapest] - means["model"]),
    }
