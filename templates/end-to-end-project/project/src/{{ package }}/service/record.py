"""What is known about a released model; `report/evaluate.py` writes it, the service reads it."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ..schema import TARGET

STRICT = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)


class Score(BaseModel):
    """A score with the ends of its 95 % interval; none where the rows are too few for one."""

    model_config = STRICT

    value: float
    low: float | None
    high: float | None


def equal_to(expected: object) -> AfterValidator:
    """A check that a value is the one that this service is made for."""

    def check(value: object) -> object:
        if value != expected:
            raise ValueError(f"this service is made for {expected!r}")
        return value

    return AfterValidator(check)


class Released(BaseModel):
    """What is known about a model of any kind; release/champion.json holds it beside the model."""

    model_config = STRICT

    version: str = Field(min_length=1)
    sha256: str  # of the model's file
    model: str  # the candidate that was chosen
    target: Annotated[str, equal_to(TARGET)]
    example: dict[str, Any]
    typical: dict[str, Any]  # of each feature the median, or the most frequent value
    metric: str
    score: Score  # on the test part
    baseline: float
    rows: int  # that it learned from
    data_sha256: str
