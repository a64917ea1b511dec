"""BentoML around the same ONNX session."""

import importlib
import os
from pathlib import Path
from typing import Any

import bentoml

PACKAGE = os.environ["PACKAGE"]


@bentoml.service(workers=1)
class Champion:
    """The released model."""

    def __init__(self) -> None:
        """Load it."""
        self.features = importlib.import_module(f"{PACKAGE}.features")
        predictor = importlib.import_module(f"{PACKAGE}.predictor")
        self.predictor = predictor.Predictor(Path("release/champion.onnx"))

    @bentoml.api
    def predict(self, case: dict[str, Any]) -> list[float]:
        """The model's probabilities for one case."""
        probabilities: list[float] = self.predictor.answers(self.features.to_feed([case]))[1][0]
        return [float(each) for each in probabilities]
