"""Uvicorn's HTTP protocol, which otherwise waits for ever for a request that never ends.

uvicorn --http <package>.service.patience:Patient …
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 20.0  # from the beginning, or from the last request, to the end of the next one


class Patient(HttpToolsProtocol):
    """Closes a connection that does not bring a whole request in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self.timer = self.loop.call_later(SECONDS, transport.close)

    def on_message_complete(self) -> None:
        """Wait for the next request; ours are answered in far less time."""
        self.timer.cancel()
        self.timer = self.loop.call_later(SECONDS, self.transport.close)
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed, by whomever."""
        self.timer.cancel()
        super().connection_lost(exc)
