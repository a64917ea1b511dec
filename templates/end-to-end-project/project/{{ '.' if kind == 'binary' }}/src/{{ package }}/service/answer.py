"""What is known about a model, and its answers, where one of two classes is predicted."""

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
    threshold: float = Field(ge=0, le=1)


class Answer(BaseModel):
    """A decision, and the probability that it follows from."""

    prediction: Target = Field(description="The class that is decided for")
    probability: float = Field(ge=0, le=1, description=f"Probability of {CLASSES[1]}")
    id: str = Field(description="By this the prediction log knows the case")
    model: str = Field(description="Version of the model")


def answers(said: np.ndarray, record: Record) -> list[dict[str, Any]]:
    """The decisions about cases, of which the second class has these probabilities."""
    acts = said >= record.threshold
    pairs = zip(acts.tolist(), said.tolist(), strict=True)
    return [{"prediction": CLASSES[act], "probability": value} for act, value in pairs]


def count(prediction: str) -> None:
    """Count a prediction, for Prometheus."""
    COUNTER.labels(prediction).inc()
