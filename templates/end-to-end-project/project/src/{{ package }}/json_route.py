"""Routes whose body goes straight from bytes into its pydantic model.

FastAPI's own way, by Python's JSON and its dependencies, takes longer than the model that is asked.
The documentation is FastAPI's as ever: it reads the same signature.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


class JsonRoute(APIRoute):
    """A route to an endpoint `async def (body: Model, request: Request) -> Model`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Read the body, ask the endpoint, write its answer."""
        assert self.body_field is not None
        model: type[BaseModel] = self.body_field.field_info.annotation  # type: ignore[assignment]
        status = self.status_code or 200

        async def handle(request: Request) -> Response:
            body = read(model, await request.body())
            answer: BaseModel = await self.endpoint(body, request)
            return Response(answer.model_dump_json(), status, media_type="application/json")

        return handle


def read(model: type[BaseModel], body: bytes) -> BaseModel:
    """A request's body as its model; RequestValidationError says what is wrong with it.

    Strict: true is no number and "5" neither. But 5.0 is a whole number, as in JSON's own terms.
    """
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        if all(is_float_for_int(each) for each in error.errors(include_url=False)):
            return read_leniently(model, body)
        raise refused(error) from None


def is_float_for_int(problem: ErrorDetails) -> bool:
    """Whether all that is wrong is the spelling of a whole number."""
    return problem["type"] == "int_type" and isinstance(problem["input"], float)


def read_leniently(model: type[BaseModel], body: bytes) -> BaseModel:
    """The same, where floats may stand for whole numbers if they have no fraction."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise refused(error) from None


def refused(error: ValidationError) -> RequestValidationError:
    """The problems as FastAPI names them, without the values."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found])
