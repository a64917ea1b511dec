"""The answer of the service: a number."""

from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from .schema import TARGET


class Prediction(BaseModel):
    """The expected value for one case."""

    prediction: float = Field(description=f"Expected {TARGET}")
    id: str = Field(description="Name this in /feedback once the truth is known")
    model: str = Field(description="Version of the model")


class Explanation(Prediction):
    """A prediction and what drove it."""

    contributions: dict[str, float] = Field(
        description="By how much each feature raises the prediction, against its typical value; "
        "the greatest first",
    )


class Feedback(BaseModel):
    """What turned out to be true of a case that was predicted."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    id: str = Field(pattern="^[0-9a-f]{16}$", description="The id of the prediction")
    truth: float = Field(ge=-1e30, le=1e30, description=f"The true {TARGET}")


def values(outputs: list[np.ndarray]) -> np.ndarray:
    """The exported model's values, shape (rows,)."""
    return outputs[0].reshape(-1)


def answers(said: np.ndarray, threshold: float | None) -> list[dict[str, Any]]:
    """The prediction for each row of what the model says; there is nothing to decide."""
    return [{"prediction": value} for value in said.tolist()]


def place_of(answer: dict[str, Any]) -> int | None:
    """None: a number is no class."""
    return None
