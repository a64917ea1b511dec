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
        self.inputs = importlib.import_module(f"{PACKAGE}.model.inputs")
        predictor = importlib.import_module(f"{PACKAGE}.model.predictor")
        self.predictor = predictor.Predictor(Path("release/champion.onnx"))

    @bentoml.api
    def predict(self, case: dict[str, Any]) -> list[float]:
        """What the model says about one case."""
        feed = self.inputs.to_feed({name: [value] for name, value in case.items()})
        return [float(each) for each in self.predictor.predict(feed)]
