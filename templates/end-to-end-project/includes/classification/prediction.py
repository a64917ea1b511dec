"""The answer of the service: a class and the probability of each."""

from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from .schema import CLASSES


class Prediction(BaseModel):
    """The class that is decided for one case."""

    prediction: str = Field(description=f"One of {', '.join(CLASSES)}")
    probabilities: dict[str, float] = Field(description="Probability of each class; sum 1")
    id: str = Field(description="Name this in /feedback once the truth is known")
    model: str = Field(description="Version of the model")


class Explanation(Prediction):
    """A prediction and what drove it."""

    contributions: dict[str, float] = Field(
        description="By how much each feature raises the probability of the class that is decided "
        "on, against its typical value; the greatest first",
    )


class Feedback(BaseModel):
    """What turned out to be true of a case that was predicted."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[0-9a-f]{16}$", description="The id of the prediction")
    truth: Literal[CLASSES] = Field(description="The class it turned out to be")  # type: ignore[valid-type]


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


def answers(said: np.ndarray, threshold: float | None) -> list[dict[str, Any]]:
    """The prediction for each row of what the model says."""
    return [
        {
            "prediction": CLASSES[place],
            "probabilities": dict(zip(CLASSES, row, strict=True)),
        }
        for place, row in zip(decide(said, threshold).tolist(), said.tolist(), strict=True)
    ]


def place_of(answer: dict[str, Any]) -> int | None:
    """The position of the class that an answer decides on."""
    return CLASSES.index(answer["prediction"])
