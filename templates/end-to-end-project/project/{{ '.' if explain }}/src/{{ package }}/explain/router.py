"""Predictions with the contributions of the features."""

from fastapi import APIRouter, Request
from pydantic import Field

from ..service.predict import MOST_BYTES, Answer, Case, answer
from .contributions import contributions

router = APIRouter()


class Explanation(Answer):
    """The answer to a case, and what drove it."""

    contributions: dict[str, float] = Field(
        description="What each feature adds, compared with its typical value"
    )


@router.post("/explain", max_body_size=MOST_BYTES)
async def explain(case: Case, request: Request) -> Explanation:
    """The prediction for one case, and what each feature contributes to it."""
    found = contributions(request.app.state.champion, case.model_dump())
    return Explanation(**answer(request, [case])[0].model_dump(), contributions=found)
