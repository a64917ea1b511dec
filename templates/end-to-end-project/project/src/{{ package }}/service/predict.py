"""A request and its answer: cases are checked, predicted, counted and logged."""

from secrets import token_hex
from typing import Annotated, Any

from fastapi import Request
from pydantic import BeforeValidator, FailFast, Field

from ..schema import Features
from .access import MOST_PROBLEMS
from .answer import Prediction, count
from .champion import Champion
from .prediction_log import PredictionLog

MOST_BYTES = 64_000  # of a case
MOST_BATCH_BYTES = 500_000
MOST_CASES = 1000  # of a batch


def check_size(case: Any) -> Any:  # noqa: ANN401
    """Refuse a case with far too many fields before each of them is complained about."""
    if isinstance(case, bytes):
        raise ValueError("send JSON, with the header content-type: application/json")
    if isinstance(case, dict) and len(case) > len(Features.model_fields) + MOST_PROBLEMS:
        raise ValueError(f"{len(case)} fields; there are {len(Features.model_fields)}")
    return case


Case = Annotated[Features, BeforeValidator(check_size)]
# Of several wrong cases, the first is complained about.
Cases = Annotated[list[Case], FailFast(), Field(min_length=1, max_length=MOST_CASES)]


class Answer(Prediction):
    """The answer to a case."""

    id: str = Field(description="By this the prediction log knows the case")
    model: str = Field(description="Version of the model")


def answer(request: Request, cases: list[Case]) -> list[Answer]:
    """The answers to cases, in their order."""
    champion: Champion = request.app.state.champion
    log: PredictionLog | None = request.app.state.log
    left_out: list[str] = request.app.state.left_out
    rows = [case.model_dump() for case in cases]
    answers = []
    for row, said in zip(rows, champion.predict(rows), strict=True):
        known = {"id": token_hex(16), "model": champion.record.version} | said
        count(known["prediction"])
        if log:
            shown = {name: value for name, value in row.items() if name not in left_out}
            log.put(known | {"input": shown})
        answers.append(Answer(**known))
    return answers
