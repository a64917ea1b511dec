"""The answer where a number is predicted."""

from typing import Any

import numpy as np
from prometheus_client import Summary
from pydantic import BaseModel, Field

from ..schema import TARGET
from .record import Released

SERVED = {"target": TARGET}  # what the record of a model must say
SUMMARY = Summary("prediction", "Predicted values")


class Record(Released):
    """What is known about a released model."""

    error_p90: float = Field(ge=0)  # that 90 % of the test rows' absolute errors do not exceed


class Prediction(BaseModel):
    """A number, and how far off such numbers may be."""

    prediction: float = Field(description=f"Predicted {TARGET}")
    error_p90: float = Field(description="Absolute error that 90 % of the test rows do not exceed")


def answers(said: np.ndarray, record: Record) -> list[dict[str, Any]]:
    """The predictions, shape (rows,), each with the error to expect."""
    return [{"prediction": value, "error_p90": record.error_p90} for value in said.tolist()]


def count(prediction: float) -> None:
    """Add up a prediction, for Prometheus."""
    SUMMARY.observe(prediction)
