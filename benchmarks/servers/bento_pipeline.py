"""BentoML around the champion as a scikit-learn pipeline."""

import importlib
import os
from typing import Any

import bentoml
import joblib
import pandas as pd

features = importlib.import_module(f"{os.environ['PACKAGE']}.features")


@bentoml.service(workers=1)
class Champion:
    """The fitted pipeline."""

    def __init__(self) -> None:
        """Load it."""
        self.pipeline = joblib.load(os.environ["PIPELINE"])

    @bentoml.api
    def predict(self, case: dict[str, Any]) -> list[float]:
        """The model's probabilities for one case."""
        table = features.to_frame(pd.DataFrame([case]))
        return [float(each) for each in self.pipeline.predict_proba(table)[0]]
