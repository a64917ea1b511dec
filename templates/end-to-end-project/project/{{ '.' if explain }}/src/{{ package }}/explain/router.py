"""Predictions with the contributions of the features.

Each feature in turn is set to its typical value: how much does the prediction fall? What features
do together is not shared out between them, so contributions do not add up to the prediction.
"""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field

from ..service.access import CASE_BYTES, Case
from ..service.answer import Answer
from ..service.champion import Champion, answer

router = APIRouter()


class Explanation(Answer):
    """The answer to a case, and what drove it."""

    contributions: dict[str, float] = Field(
        description="What each feature adds, compared with its typical value"
    )


@router.post("/explain", max_body_size=CASE_BYTES)
async def explain(case: Case, request: Request) -> Explanation:
    """The prediction for one case, and what each feature contributes to it."""
    found = contributions(request.app.state.champion, case.model_dump())
    return Explanation(**answer(request, [case])[0].model_dump(), contributions=found)


def contributions(champion: Champion, case: dict[str, Any]) -> dict[str, float]:
    """Each feature's contribution to the prediction or to its probability, greatest first."""
    # >>> exercise: explain
    typical = champion.record.typical
    said = champion.scores([case, *(case | {name: typical[name]} for name in typical)])
    said = said.reshape(len(said), -1)
    place = said[0].argmax()  # of several probabilities, that of the class that is predicted
    found = dict(zip(typical, (said[0] - said[1:])[:, place].tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda each: -abs(each[1])))
    # <<< exercise: explain
