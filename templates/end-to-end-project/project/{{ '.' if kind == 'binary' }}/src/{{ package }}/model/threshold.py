"""From which probability on to act: what errors cost, and whether the probabilities are right."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2

THRESHOLDS = np.linspace(0.01, 0.99, 99)


@dataclass(frozen=True)
class Costs:
    """What the two errors cost (params.yaml); to be right costs nothing."""

    false_alarm: float
    miss: float

    def of(self, truth: np.ndarray, acts: np.ndarray) -> np.ndarray:
        """What each decision costs, shape (rows,)."""
        alarms, misses = (acts == 1) & (truth == 0), (acts == 0) & (truth == 1)
        return np.asarray(self.false_alarm * alarms + self.miss * misses)

    @property
    def threshold(self) -> float:
        """The probability from which on acting is cheaper, if probabilities are right.

        Source: Elkan, The Foundations of Cost-Sensitive Learning, IJCAI 2001.
        """
        return self.false_alarm / (self.false_alarm + self.miss)

    def cheapest(self, truth: np.ndarray, said: np.ndarray) -> float:
        """The threshold at which the errors on these rows cost least."""
        means = [self.of(truth, said >= each).mean() for each in THRESHOLDS]
        return float(THRESHOLDS[np.argmin(means)])


def choose_threshold(learned: pd.DataFrame, costs: Costs) -> dict[str, Any]:
    """The probability from which on to act, and why; `learned` are the out-of-fold rows.

    It follows from the costs; only where the probabilities are shown to be wrong, it is the cheapest
    one. With many rows a slight misfit is shown, too, but then the cheapest one is known as well.
    """
    # >>> exercise: threshold
    truth, said = learned["truth"].to_numpy(), learned["said"].to_numpy()
    chance, cheapest = misfit(truth, said), costs.cheapest(truth, said)
    return {
        "value": costs.threshold if chance >= 0.05 else cheapest,
        "is_calibrated": chance >= 0.05,
        "misfit": chance,
        "theoretical": costs.threshold,
        "cheapest": cheapest,
    }
    # <<< exercise: threshold


def misfit(truth: np.ndarray, said: np.ndarray) -> float:
    """How likely right probabilities would miss the shares of ten groups by as much (p-value).

    Source: Hosmer and Lemeshow, Applied Logistic Regression, 2013, chapter 5; for rows that the
    model has not seen, each group is one degree of freedom.
    """
    columns = {"truth": truth, "said": said, "variance": said * (1 - said)}
    places = pd.qcut(said, 10, labels=False, duplicates="drop")
    groups = pd.DataFrame(columns, dtype=float).groupby(places).sum()
    distance = (groups["truth"] - groups["said"]) ** 2 / groups["variance"].clip(lower=1e-9)
    return float(chi2.sf(distance.sum(), len(groups)))
