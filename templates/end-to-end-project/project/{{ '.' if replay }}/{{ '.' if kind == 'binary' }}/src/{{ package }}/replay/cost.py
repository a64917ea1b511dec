"""What the decisions about some cases cost, where one of two classes is predicted."""

from pathlib import Path

import numpy as np
import pandas as pd

from ..model.threshold import Costs, choose_threshold
from ..project import params

UNIT = "cost of errors"


def cost(truth: np.ndarray, said: np.ndarray, project: Path) -> float:
    """The sum of what the errors cost, by params.yaml, at the threshold that the model has."""
    costs = Costs(**params(project)["costs"])
    learned = pd.read_parquet(project / "models/out_of_fold.parquet")
    return float(costs.of(truth, said >= choose_threshold(learned, costs)["value"]).sum())
