"""Start the service, ask it about the example one by one and by 32 clients at once, and note the times.

The clients take their part of the machine's cores: alone, the service would be faster.
"""

import asyncio
import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ..project import write
from ..schema import EXAMPLE

SECONDS = 3.0  # of asking, each way
AT_ONCE = 32
PATIENCE = 30.0  # seconds that the service may take to start


def measure(root: Path, seconds: float = SECONDS) -> None:
    """Write reports/latency.json."""
    with service(root) as port:
        asyncio.run(load(port, clients=1, seconds=seconds / 10))  # the first requests are slower
        found: dict[str, Any] = {
            "alone": asyncio.run(load(port, clients=1, seconds=seconds)),
            "at_once": asyncio.run(load(port, clients=AT_ONCE, seconds=seconds)),
            "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        }
    write(root / "reports/latency.json", found)


@contextmanager
def service(root: Path) -> Iterator[int]:
    """The service in a process of its own, with a log to throw away; its port."""
    port = free_port()
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    app = f"{str(__package__).partition('.')[0]}.service.api:app"
    with TemporaryDirectory() as log:
        known = {"MODEL_DIR": str(root / "release"), "LOG_DIR": log, "API_KEY": ""}
        command = [sys.executable, "-m", "uvicorn", app, *options]
        process = subprocess.Popen(command, env=os.environ | known)
        try:
            wait_for(process, port)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the service listens, which it does once the model is loaded."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the service did not start")


async def load(port: int, *, clients: int, seconds: float) -> dict[str, float]:
    """Milliseconds of an answer, median and 95th percentile, and answers in a second."""
    start = time.perf_counter()
    times = await asyncio.gather(*(ask(port, start + seconds) for _ in range(clients)))
    taken = time.perf_counter() - start
    all_ = 1000 * np.concatenate(times)
    p50, p95 = (round(float(each), 3) for each in np.quantile(all_, [0.5, 0.95]))
    rate = round(len(all_) / taken)
    return {"p50_ms": p50, "p95_ms": p95, "per_second": rate, "requests": len(all_)}


async def ask(port: int, end: float, path: str = "/predict", case: object = EXAMPLE) -> list[float]:
    """Ask over one connection until the clock says `end`; the seconds of each answer."""
    body = json.dumps(case).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    request = head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    while (start := time.perf_counter()) < end:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        said = await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - start)
        if b" 200 " not in answer.splitlines()[0]:
            raise RuntimeError(f"the service refuses the example: {said.decode()}")
    writer.close()
    return times


if __name__ == "__main__":
    measure(Path())
