"""From which probability on to act: what errors cost, and whether the probabilities are right."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import logit
from scipy.stats import chi2
from sklearn.linear_model import LogisticRegression

from ..project import params

THRESHOLDS = np.linspace(0.01, 0.99, 99)
SURE = 0.05  # below this p-value, miscalibration counts as shown


@dataclass(frozen=True)
class Costs:
    """What the two errors cost (params.yaml); to be right costs nothing."""

    false_alarm: float
    miss: float

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the costs of the project in `root`."""
        return cls(**params(root)["costs"])

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
        return float(THRESHOLDS[int(np.argmin(means))])


def choose_threshold(learned: pd.DataFrame, costs: Costs) -> dict[str, Any]:
    """The probability from which on to act, and why; `learned` are the out-of-fold rows.

    The threshold that follows from the costs has no error of its own, but needs probabilities that
    are right. Only where they are shown to be wrong it is the one that was cheapest.
    """
    truth, said = learned["truth"].to_numpy(), learned["said"].to_numpy()
    chance, cheapest = misfit(truth, said), costs.cheapest(truth, said)
    return {
        "value": costs.threshold if chance >= SURE else cheapest,
        "is_calibrated": chance >= SURE,
        "misfit": chance,
        "decile_error": decile_error(truth, said),
        "theoretical": costs.threshold,
        "cheapest": cheapest,
    }


def slope(truth: np.ndarray, said: np.ndarray) -> float:
    """By how much the logits must be stretched: 1 is right, below 1 they are too extreme.

    Source: Cox, Two further applications of a model for binary regression, Biometrika 45, 1958.
    """
    if len(np.unique(truth)) < 2:
        return float("nan")
    logits = logit(said.astype(float).clip(1e-6, 1 - 1e-6))[:, None]
    # Hardly any penalty: only so that classes that are told apart have a slope at all.
    return float(LogisticRegression(C=1000).fit(logits, truth).coef_[0, 0])


def deciles(truth: np.ndarray, said: np.ndarray) -> pd.DataFrame:
    """Ten groups of equal size by probability: rows, and sums of truth, of said and its variance."""
    places = pd.qcut(said, 10, labels=False, duplicates="drop")
    columns = {"rows": 1, "truth": truth, "said": said, "variance": said * (1 - said)}
    return pd.DataFrame(columns, dtype=float).groupby(places).sum()


def decile_error(truth: np.ndarray, said: np.ndarray) -> float:
    """By how much share and mean probability of a group differ, on average."""
    found = deciles(truth, said)
    return float((found["truth"] - found["said"]).abs().sum() / len(truth))


def error_by_chance(truth: np.ndarray, said: np.ndarray) -> float:
    """What the decile error would be about if the probabilities were right."""
    found = deciles(truth, said)
    return float((found["variance"] ** 0.5).sum() * (2 / np.pi) ** 0.5 / len(truth))


def misfit(truth: np.ndarray, said: np.ndarray) -> float:
    """How likely calibrated probabilities would miss the shares of the groups by as much (p-value).

    Source: Hosmer and Lemeshow, Applied Logistic Regression, 2013, chapter 5; for rows that the
    model has not seen, each group is one degree of freedom.
    """
    found = deciles(truth, said)
    distance = ((found["truth"] - found["said"]) ** 2 / found["variance"].clip(lower=1e-9)).sum()
    return float(chi2.sf(distance, len(found)))
