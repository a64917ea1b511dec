"""A local server that answers as the catalogue does, and fails on purpose."""

import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Catalogue(HTTPServer):
    """Answers in the format of the real one; `failures` say how its next answers go wrong."""

    def __init__(self) -> None:
        """Take any free port; records on four of five days."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.records = [record(f"a{hour}", f"2026-01-01T0{hour}:00") for hour in range(1, 6)]
        self.records += [record(f"b{hour}", f"2026-01-02T0{hour}:00") for hour in range(1, 5)]
        self.records += [record("midnight", "2026-01-03"), record("today", "2026-01-04T01:00")]
        self.late: list[dict[str, Any]] = []  # in the catalogue after the next page
        self.paged = True
        self.failures: list[str] = []
        self.asked: list[dict[str, str]] = []

    def page(self, query: dict[str, str]) -> bytes:
        """Records from one time to another, both included, as in the real one."""
        start, end = (milliseconds(query[name]) for name in ("starttime", "endtime"))
        found = [each for each in self.records if start <= each["properties"]["time"] <= end]
        found.sort(key=lambda each: each["properties"]["time"])
        if found:
            self.records += self.late
            self.late = []
        first = int(query["offset"]) - 1 if self.paged else 0
        return json.dumps({"features": found[first : first + int(query["limit"])]}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers one request, or fails as it was told to: `429 7` is busy for 7 seconds."""

    server: Catalogue

    def do_GET(self) -> None:
        """Note what was asked, and answer."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        self.server.asked.append(query)
        failure = self.server.failures.pop(0) if self.server.failures else ""
        if failure == "gone":
            return
        status, *seconds = failure.split() if failure[:1].isdigit() else ["200"]
        body = self.server.page(query) if status == "200" else b"Bad starttime\n\nvalue"
        self.send_response(int(status))
        self.send_header("Content-Length", str(len(body)))
        for value in seconds:
            self.send_header("Retry-After", value)
        self.end_headers()
        spoilt = {"cut": body[:-5], "no JSON": body.replace(b'"', b"'")}
        self.wfile.write(spoilt.get(failure, body))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is shown."""


def milliseconds(time: str) -> int:
    """A time in UTC as the catalogue counts it."""
    return int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp() * 1000)


def record(
    name: str, time: str, magnitude: float | None = None, updated: str = "2026-01-04T12:00"
) -> dict[str, Any]:
    """A record as the catalogue has it."""
    properties = {"time": milliseconds(time), "updated": milliseconds(updated), "mag": magnitude}
    properties |= {"magType": "ml", "type": "earthquake", "status": "automatic", "place": None}
    return {"id": name, "properties": properties, "geometry": {"coordinates": [7.5, 47.5, 10.0]}}
