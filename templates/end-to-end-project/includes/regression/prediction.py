"""The answer of the service: a number."""

import numpy as np
from pydantic import BaseModel, Field

from .schema import TARGET


class Prediction(BaseModel):
    """The expected value for one case."""

    prediction: float = Field(description=f"Expected {TARGET}")


def values(outputs: list[np.ndarray]) -> np.ndarray:
    """The exported model's values, shape (rows,)."""
    return outputs[0].reshape(-1)


def predictions(outputs: list[np.ndarray]) -> list[Prediction]:
    """One answer per row of the exported model's outputs."""
    return [Prediction(prediction=value) for value in values(outputs).tolist()]
