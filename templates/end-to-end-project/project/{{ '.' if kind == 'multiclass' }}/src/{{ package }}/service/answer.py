"""The answer where one of several classes is predicted."""

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


class Prediction(BaseModel):
    """The most probable class, and the probability of each."""

    prediction: Target = Field(description="The most probable class")
    probabilities: dict[str, float] = Field(description="Probability of each class")


def answers(said: np.ndarray, _: Record) -> list[dict[str, Any]]:
    """The most probable class of each case; shape (rows, classes)."""
    places = said.argmax(axis=1).tolist()
    return [
        {"prediction": CLASSES[place], "probabilities": dict(zip(CLASSES, row, strict=True))}
        for place, row in zip(places, said.tolist(), strict=True)
    ]


def count(prediction: str) -> None:
    """Count a prediction, for Prometheus."""
    COUNTER.labels(prediction).inc()
