"""BentoML around the champion as a scikit-learn pipeline."""

import importlib
import os
from typing import Any

import bentoml
import joblib
import pandas as pd

inputs = importlib.import_module(f"{os.environ['PACKAGE']}.model.inputs")


@bentoml.service(workers=1)
class Champion:
    """The fitted pipeline."""

    def __init__(self) -> None:
        """Load it."""
        self.pipeline = joblib.load("models/champion.joblib")

    @bentoml.api
    def predict(self, case: dict[str, Any]) -> list[float]:
        """The model's probabilities for one case."""
        table = inputs.to_frame(pd.DataFrame([case]))
        return [float(each) for each in self.pipeline.predict_proba(table)[0]]
