"""What is known about a model, and its answers, where one of several classes is predicted."""

from typing import Any

import numpy as np
from prometheus_client import Counter
from pydantic import BaseModel, Field, FiniteFloat

from ..schema import CLASSES, TARGET, Target

SERVED = {"target": TARGET, "classes": list(CLASSES)}  # what the record of a model must say
COUNTER = Counter("predictions", "Predictions by class", ["prediction"])


class Record(BaseModel):
    """What is known about a released model; release/champion.json holds it beside the model."""

    version: str
    sha256: str  # of the model's file
    model: str  # the candidate that was chosen
    target: str
    example: dict[str, Any]
    typical: dict[str, Any]  # of each feature the median, or the most frequent value
    metric: str
    # On the test part: value, and the ends of its 95 % interval unless the rows are too few.
    score: dict[str, FiniteFloat | None]
    baseline: FiniteFloat
    rows: int  # that it learned from
    data_sha256: str
    classes: list[str]


class Answer(BaseModel):
    """The most probable class, and the probability of each."""

    prediction: Target = Field(description="The most probable class")
    probabilities: dict[str, float] = Field(description="Probability of each class")
    id: str = Field(description="By this the prediction log knows the case")
    model: str = Field(description="Version of the model")


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
