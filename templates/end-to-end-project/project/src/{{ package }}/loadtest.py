"""A load test of the service as it is started for real: `uv run python -m …loadtest`.

Starts the service on a free port and asks it about the example, first one request after another,
then many at once. Writes reports/latency.json, and what it found into the README. The asking takes
a core of its own: on a machine with few of them the service would be faster alone.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from .blocks import results_block
from .markers import fill
from .records import write
from .results import Results
from .schema import EXAMPLE

SECONDS = 3.0
WARM_UP = 0.5
WAYS = {"one_at_a_time": 1, "at_once_32": 32}
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Asker(asyncio.Protocol):
    """One connection that sends a request again as soon as it is answered, until told to end."""

    def __init__(self, asked: bytes, until: float) -> None:
        """Send `asked` until the clock says `until`."""
        self.asked, self.until = asked, until
        self.seconds: list[float] = []
        self.bad = 0
        self.received = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first time."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Send the request."""
        self.received, self.start = b"", time.perf_counter()
        self.transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        """Note the time of a whole answer and ask again."""
        self.received += data
        head, _, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None or len(body) < int(length[1]):
            return
        self.seconds.append(time.perf_counter() - self.start)
        self.bad += not self.received.startswith(b"HTTP/1.1 200")
        if time.perf_counter() < self.until:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, the service's or ours."""
        self.done.set_result(None)


def request(path: str, content: object) -> bytes:
    """A POST of some JSON, as it goes over the wire."""
    body = json.dumps(content).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body


async def load(port: int, asked: bytes, connections: int, seconds: float) -> dict[str, Any]:
    """Milliseconds of the answers to so many connections, and how many came in a second."""
    start = time.perf_counter()
    loop, askers = asyncio.get_running_loop(), []
    for _ in range(connections):
        asker = Asker(asked, start + seconds)
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)  # type: ignore[misc]
        askers.append(asker)
    await asyncio.gather(*(asker.done for asker in askers))
    elapsed = time.perf_counter() - start
    times = 1000 * np.concatenate([asker.seconds for asker in askers])
    p50, p95, p99 = (round(float(each), 3) for each in np.percentile(times, [50, 95, 99]))
    failed = sum(asker.bad for asker in askers)
    rate = round(len(times) / elapsed)
    return {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "per_second": rate, "failed": failed}


@contextmanager
def running_service(root: Path) -> Iterator[int]:
    """The project's service in a process of its own, with a log to throw away; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    app = f"{__package__}.api:app"
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log"]
    with TemporaryDirectory() as log:
        settings = {"MODEL_DIR": str(root / "release"), "LOG_DIR": log, "API_KEY": ""}
        process = subprocess.Popen([*command, "--log-level=warning"], env=os.environ | settings)
        try:
            wait_for(process, f"http://127.0.0.1:{port}/ready")
            yield port
        finally:
            process.terminate()
            process.wait(10)


def wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until the service is ready, or end with what it says."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            direct.open(address, timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            raise SystemExit(f"the service is not ready: {error.read().decode()}") from None
        except OSError:
            if process.poll() is not None:
                raise SystemExit("the service did not start") from None
        time.sleep(0.1)
    raise SystemExit("the service did not become ready within 30 s")


def loadtest(root: Path, seconds: float = SECONDS) -> dict[str, Any]:
    """Write reports/latency.json, and its figures into the README."""
    found: dict[str, Any] = {"cores": os.cpu_count()}
    asked = request("/predict", EXAMPLE)
    with running_service(root) as port:
        asyncio.run(load(port, asked, 1, WARM_UP))
        for name, connections in WAYS.items():
            found[name] = asyncio.run(load(port, asked, connections, seconds))
    write(root / "reports/latency.json", found)
    fill(root / "README.md", "results", results_block(Results.load(root)))
    return found


if __name__ == "__main__":
    print(json.dumps(loadtest(Path()), indent=2))
