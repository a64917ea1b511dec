"""What stands before every answer: the key, the headers, and what a refusal says."""

import json
import secrets

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.security import APIKeyHeader
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_PROBLEMS = 50  # that one refusal lists
# Pages load nothing from elsewhere, except FastAPI's /docs, which loads Swagger UI.
OURS = b"default-src 'self'; img-src data:; frame-ancestors 'none'"
DOCS = (
    b"default-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    b"img-src data: https://fastapi.tiangolo.com; frame-ancestors 'none'"
)


class Key(APIKeyHeader):
    """Refuses a request without the service's key, where the environment sets one."""

    # async: FastAPI would run it in a thread otherwise, which costs more than the check.
    async def __call__(self, request: Request) -> None:  # type: ignore[override]
        """Look at the header."""
        key: bytes = request.app.state.key
        # As bytes: a header may hold what is no ASCII, which text cannot be compared with.
        given = request.headers.get("x-api-key", "").encode("latin-1")
        if key and not secrets.compare_digest(given, key):
            raise HTTPException(401, "send the service's key as the header X-API-Key")


check_key = Key(name="X-API-Key", description="The service's API_KEY, where it has one")


class Headers:
    """Adds to every answer what browsers must not do with it; plain ASGI, as all pass through."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = DOCS if scope["path"] == "/docs" else OURS
                message["headers"] += [
                    (b"x-content-type-options", b"nosniff"),
                    (b"content-security-policy", policy),
                ]
            await send(message)

        await self.app(scope, receive, answer)


async def refuse(_: Request, error: RequestValidationError) -> Response:
    """What is wrong, field by field, without the value: it may be huge, secret, or no JSON."""
    problems = [
        {
            "loc": [part if isinstance(part, int) else part[:100] for part in each["loc"]],
            "msg": each["msg"][:1000],
            "type": each["type"],
        }
        for each in error.errors()[:MOST_PROBLEMS]
    ]
    # As ASCII: a name in the request may hold half a character, which UTF-8 cannot write.
    return Response(json.dumps({"detail": problems}), 422, media_type="application/json")
