"""What is known about a released model; `report/evaluate.py` writes it, the service reads it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat


class Score(BaseModel):
    """A score with the ends of its 95 % interval; none where the rows are too few for one."""

    value: FiniteFloat
    low: FiniteFloat | None
    high: FiniteFloat | None


class Released(BaseModel):
    """What is known about a model of any kind; release/champion.json holds it beside the model."""

    model_config = ConfigDict(extra="allow")

    version: str
    sha256: str  # of the model's file
    model: str  # the candidate that was chosen
    target: str
    example: dict[str, Any]
    typical: dict[str, Any]  # of each feature the median, or the most frequent value
    metric: str
    score: Score  # on the test part
    baseline: FiniteFloat
    rows: int  # that it learned from
    data_sha256: str
