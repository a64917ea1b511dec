"""A project's service in a process of its own, asked as strangers would."""

import http.client
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.generated.conftest import clean_environment
from tests.generated.test_sample import free_port, wait_for

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Running:
    """A running service."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] = JSON
    ) -> tuple[int, bytes]:
        """The status and the answer."""
        connection = self.connect()
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, answer

    def json(self, path: str, body: object = None) -> Any:
        """What is answered with 200."""
        status, answer = self.ask(path, None if body is None else json.dumps(body).encode())
        assert status == 200, answer
        return json.loads(answer)


@contextmanager
def serving(project: Path, log: Path | str, **settings: str) -> Iterator[Running]:
    """The project's service; settings are its environment variables."""
    port = free_port()
    app = f"{next((project / 'src').iterdir()).name}.service.api:app"
    server = subprocess.Popen(
        [project / ".venv/bin/uvicorn", app, "--port", str(port), "--log-level=warning"],
        cwd=project,
        env=clean_environment() | {"LOG_DIR": str(log)} | settings,
    )
    try:
        wait_for(port)
        yield Running(server, port)
    finally:
        server.terminate()
        server.wait(10)
