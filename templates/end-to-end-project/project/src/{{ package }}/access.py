"""What is looked at before a body is read: the key, when one is set, its kind and its size."""

import secrets

from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from starlette.types import ASGIApp, Receive, Scope, Send

# For the documentation; `Gate` does the checking.
KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="The service's API_KEY")
Refused = tuple[int, str]


class Gate:
    """Lets GET through, and POST with the key and with JSON; plain ASGI, as all must pass it."""

    def __init__(self, app: ASGIApp, key: str, most_bytes: int) -> None:
        """Stand before `app`; an empty key asks for none."""
        self.app, self.key, self.most_bytes = app, key.encode(), most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it."""
        if scope["type"] == "http" and scope["method"] == "POST":
            refused = self.check(scope["path"], dict(scope["headers"]))
            if refused:
                status, reason = refused
                return await JSONResponse({"detail": reason}, status)(scope, receive, send)
        await self.app(scope, receive, send)

    def check(self, path: str, headers: dict[bytes, bytes]) -> Refused | None:
        """Why a POST is refused; None when it may pass."""
        # Compared in a time that does not tell how much of it is right.
        if self.key and not secrets.compare_digest(headers.get(b"x-api-key", b""), self.key):
            return 401, "send the service's key as the header X-API-Key"
        if path == "/reload":
            return None if self.key else (403, "only a service that has an API_KEY can be reloaded")
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind != b"application/json":
            return 415, "send JSON, with the header content-type: application/json"
        if int(headers.get(b"content-length", b"0")) > self.most_bytes:
            return 413, f"a request has at most {self.most_bytes:,} bytes"
        return None
