"""The answer of the service: a number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from .predictor import Predictor
from .schema import TARGET


class Prediction(BaseModel):
    """The expected value for one case."""

    prediction: float = Field(description=f"Expected {TARGET}")


def values(outputs: list[np.ndarray]) -> np.ndarray:
    """The exported model's values, shape (rows,)."""
    return outputs[0].reshape(-1)


def predictions(predictor: Predictor, rows: Sequence[dict[str, Any]]) -> list[Prediction]:
    """One answer per row."""
    return [Prediction(prediction=value) for value in values(predictor.outputs(rows)).tolist()]
