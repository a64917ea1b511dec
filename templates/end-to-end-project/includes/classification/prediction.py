"""The answer of the service: a class and the probability of each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from .predictor import Predictor
from .schema import CLASSES


class Prediction(BaseModel):
    """The class that is decided for one case."""

    prediction: str = Field(description=f"One of {', '.join(CLASSES)}")
    probabilities: dict[str, float] = Field(description="Probability of each class; sum 1")


def values(outputs: list[np.ndarray]) -> np.ndarray:
    """The exported model's probabilities, shape (rows, classes)."""
    return outputs[1]


def decide(probabilities: np.ndarray, threshold: float | None) -> np.ndarray:
    """Positions of the classes that are decided on, shape (rows,).

    Of two classes the second, from the threshold on; of more, or without one, the most probable.
    """
    if threshold is None:
        return np.asarray(probabilities.argmax(axis=1))
    return (probabilities[:, 1] >= threshold).astype(int)


def predictions(predictor: Predictor, rows: Sequence[dict[str, Any]]) -> list[Prediction]:
    """One answer per row."""
    said = values(predictor.outputs(rows))
    return [
        Prediction(
            prediction=CLASSES[place],
            probabilities=dict(zip(CLASSES, row.tolist(), strict=True)),
        )
        for place, row in zip(decide(said, predictor.threshold), said, strict=True)
    ]
