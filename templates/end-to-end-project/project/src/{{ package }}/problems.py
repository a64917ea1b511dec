"""What is wrong with a request, in words that name the field and what it may be."""

import json
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AliasChoices, BaseModel, Field
from pydantic.fields import FieldInfo

from .schema import Features, is_number, literals

MOST = 50  # problems that one answer lists
ELSEWHERE = "(not a column)"


class Problem(BaseModel):
    """One thing that is wrong with a request."""

    loc: list[str | int] = Field(description="Where: the field, in a batch after its position")
    msg: str = Field(description="What is wrong")
    type: str = Field(description="The kind of problem, for programs")
    allowed: str | None = Field(default=None, description="What the field may be")


class Refusal(BaseModel):
    """Why a request was refused, field by field."""

    detail: list[Problem]


class Reason(BaseModel):
    """Why a request was refused, in one line."""

    detail: str


def names_of(name: str, field: FieldInfo) -> list[str]:
    """What a request may call a column: by its name, or by its header."""
    alias = field.validation_alias
    return [name, *map(str, alias.choices)] if isinstance(alias, AliasChoices) else [name]


COLUMNS = {
    each: name for name, field in Features.model_fields.items() for each in names_of(name, field)
}


def column_of(loc: tuple[Any, ...]) -> str:
    """The column that a problem is about."""
    return next((COLUMNS[part] for part in reversed(loc) if part in COLUMNS), ELSEWHERE)


def allowed(field: FieldInfo) -> str:
    """What a column may be, in words."""
    limits: dict[str, float] = {}
    for rule in field.metadata:
        limits |= {
            name: getattr(rule, name) for name in ("ge", "le", "max_length") if hasattr(rule, name)
        }
    if is_number(field):
        kind = "a whole number" if field.annotation in (int, int | None) else "a number"
        words = f"{kind} from {limits['ge']:,} to {limits['le']:,}"
    elif choices := literals(field):
        words = "one of " + ", ".join(json.dumps(each, ensure_ascii=False) for each in choices)
    else:
        words = f"text of at most {limits['max_length']:,} characters"
    return words if field.is_required() else f"{words}; or null"


ALLOWED = {name: allowed(field) for name, field in Features.model_fields.items()}


def described(error: dict[str, Any]) -> dict[str, Any]:
    """A problem without the value itself, which may be huge, secret or no JSON."""
    problem = {
        "loc": [part if isinstance(part, int) else part[:100] for part in error["loc"]],
        "msg": error["msg"][:1000],
        "type": error["type"],
    }
    column = column_of(error["loc"])
    return problem if column == ELSEWHERE else problem | {"allowed": ALLOWED[column]}


async def refuse(request: Request, error: Exception) -> Response:
    """The answer to a request that breaks the rules: 422, with the first problems."""
    assert isinstance(error, RequestValidationError)
    found = list(error.errors())
    for each in found:
        request.app.state.service.telemetry.problems.labels(
            column_of(each["loc"]), each["type"]
        ).inc()
    # As ASCII: a name in the request may hold half a character, which UTF-8 cannot write.
    body = json.dumps({"detail": [described(each) for each in found[:MOST]]})
    return Response(body, status_code=422, media_type="application/json")
