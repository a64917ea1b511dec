"""What stands before an answer: limits, key, refusals, headers, and the end of slow clients."""

import asyncio
import json
import secrets
from typing import Annotated

from fastapi import HTTPException, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.security import APIKeyHeader
from pydantic import BeforeValidator, FailFast, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..schema import Features

CASE_BYTES, BATCH_BYTES = 64_000, 500_000  # that a request may have
MOST_CASES = 1000  # of a batch
MOST_PROBLEMS = 50  # that one refusal lists
PATIENCE = 20.0  # seconds for a whole request, from the connection or the last request on
NOSNIFF = (b"x-content-type-options", b"nosniff")
# Pages load nothing from elsewhere, except FastAPI's /docs, which loads Swagger UI.
OURS = b"default-src 'self'; img-src data:; frame-ancestors 'none'"
DOCS = (
    b"default-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    b"img-src data: https://fastapi.tiangolo.com; frame-ancestors 'none'"
)
KEY = APIKeyHeader(name="X-API-Key", description="The service's API_KEY", auto_error=False)


def read_case(case: object) -> object:
    """Refuse far too many fields before each is complained about; 20.0 is 20, as in JSON."""
    if not isinstance(case, dict):
        return case
    if len(case) > len(Features.model_fields) + MOST_PROBLEMS:
        raise ValueError(f"{len(case)} fields; there are {len(Features.model_fields)}")
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in case.items()
    }


Case = Annotated[Features, BeforeValidator(read_case)]
# Of several wrong cases, the first is complained about.
Cases = Annotated[list[Case], FailFast(), Field(min_length=1, max_length=MOST_CASES)]


# async: FastAPI would run it in a thread otherwise, which costs more than the check.
async def check_key(request: Request, given: Annotated[str | None, Security(KEY)]) -> None:
    """Refuse a request without the service's key, where the environment sets one."""
    key: bytes = request.app.state.key
    # As bytes: a header may hold what is no ASCII, which text cannot be compared with.
    if key and not secrets.compare_digest((given or "").encode("latin-1"), key):
        raise HTTPException(401, "send the service's key as the header X-API-Key")


def add_headers(app: ASGIApp) -> ASGIApp:
    """Say with every answer what browsers must not do with it; plain ASGI, as all pass through."""

    async def answer_request(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = DOCS if scope["path"] == "/docs" else OURS
                message["headers"] += [NOSNIFF, (b"content-security-policy", policy)]
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer_request


async def refuse_invalid(_: Request, error: RequestValidationError) -> Response:
    """What is wrong, field by field, without the value: it may be huge, secret, or no JSON."""
    first = error.errors()[:MOST_PROBLEMS]
    problems = [{name: each[name] for name in ("loc", "msg", "type")} for each in first]
    # Not JSONResponse: its UTF-8 fails on a lone surrogate, which a name in the request may hold.
    return Response(json.dumps({"detail": problems}), 422, media_type="application/json")


class Patient(HttpToolsProtocol):
    """HTTP for `uvicorn --http`, which would wait for ever for a request that never ends."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self.timer = self.loop.call_later(PATIENCE, transport.close)

    def on_message_complete(self) -> None:
        """A request was read whole: the time for the next one begins, our answer within it."""
        self.timer.cancel()
        self.timer = self.loop.call_later(PATIENCE, self.transport.close)
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self.timer.cancel()
        super().connection_lost(exc)
