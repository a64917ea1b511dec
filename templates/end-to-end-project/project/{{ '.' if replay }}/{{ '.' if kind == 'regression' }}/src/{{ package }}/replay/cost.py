"""What the predictions of some cases cost, where a number is predicted."""

from pathlib import Path

import numpy as np

from ..model.scores import losses

UNIT = "absolute error"


def cost(truth: np.ndarray, said: np.ndarray, _: Path) -> float:
    """The sum of the absolute errors, in the target's unit."""
    return float(losses(truth, said).sum())
