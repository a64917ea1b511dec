"""The answer of the service: a class and the probability of each."""

import numpy as np
from pydantic import BaseModel, Field

from .schema import CLASSES


class Prediction(BaseModel):
    """The most probable class for one case."""

    prediction: str = Field(description=f"One of {', '.join(CLASSES)}")
    probabilities: dict[str, float] = Field(description="Probability of each class; sum 1")


def values(outputs: list[np.ndarray]) -> np.ndarray:
    """The exported model's probabilities, shape (rows, classes)."""
    return outputs[1]


def predictions(outputs: list[np.ndarray]) -> list[Prediction]:
    """One answer per row of the exported model's outputs."""
    return [
        Prediction(
            prediction=CLASSES[int(row.argmax())],
            probabilities=dict(zip(CLASSES, row.tolist(), strict=True)),
        )
        for row in values(outputs)
    ]
