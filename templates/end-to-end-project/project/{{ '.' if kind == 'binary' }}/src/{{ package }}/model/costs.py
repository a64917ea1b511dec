"""What errors cost, and from which probability on it pays to act."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from ..project import params

THRESHOLDS = np.linspace(0.01, 0.99, 99)


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
