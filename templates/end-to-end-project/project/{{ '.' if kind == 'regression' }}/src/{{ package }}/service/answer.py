"""What is known about a model, and its answers, where a number is predicted."""

from typing import Any

import numpy as np
from prometheus_client import Summary
from pydantic import BaseModel, Field, FiniteFloat

from ..schema import TARGET

SERVED = {"target": TARGET}  # what the record of a model must say
SUMMARY = Summary("prediction", "Predicted values")


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
    error_p90: float = Field(ge=0)  # that 90 % of the test rows' absolute errors do not exceed


class Answer(BaseModel):
    """A number, and how far off such numbers may be."""

    prediction: float = Field(description=f"Predicted {TARGET}")
    error_p90: float = Field(description="Absolute error that 90 % of the test rows do not exceed")
    id: str = Field(description="By this the prediction log knows the case")
    model: str = Field(description="Version of the model")


def answers(said: np.ndarray, record: Record) -> list[dict[str, Any]]:
    """The predictions, shape (rows,), each with the error to expect."""
    return [{"prediction": value, "error_p90": record.error_p90} for value in said.tolist()]


def count(prediction: float) -> None:
    """Add up a prediction, for Prometheus."""
    SUMMARY.observe(prediction)
