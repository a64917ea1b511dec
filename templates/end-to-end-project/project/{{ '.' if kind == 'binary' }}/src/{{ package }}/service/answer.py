"""The answer where one of two classes is predicted."""

from typing import Any

import numpy as np
from prometheus_client import Counter
from pydantic import BaseModel, Field

from ..schema import CLASSES, TARGET, Target
from .record import Released

SERVED = {"target": TARGET, "classes": list(CLASSES)}  # what the record of a model must say
COUNTER = Counter("predictions", "Predictions by class", ["prediction"])


class Record(Released):
    """What is known about a released model."""

    classes: list[str]
    threshold: float = Field(ge=0, le=1)


class Prediction(BaseModel):
    """A decision, and the probability that it follows from."""

    prediction: Target = Field(description="The class that is decided for")
    probability: float = Field(ge=0, le=1, description=f"Probability of {CLASSES[1]}")


def answers(said: np.ndarray, record: Record) -> list[dict[str, Any]]:
    """The decisions about cases, of which the second class has these probabilities."""
    acts = said >= record.threshold
    pairs = zip(acts.tolist(), said.tolist(), strict=True)
    return [{"prediction": CLASSES[act], "probability": value} for act, value in pairs]


def count(prediction: str) -> None:
    """Count a prediction, for Prometheus."""
    COUNTER.labels(prediction).inc()
