"""Start the service, ask it about the example, and note the times of its answers."""

import asyncio
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..project import write
from ..schema import EXAMPLE


def measure(root: Path, seconds: float = 3.0) -> None:
    """Write reports/latency.json: the times for one client, and for 32 at once."""
    with service(root) as port:
        alone = asyncio.run(load(port, clients=1, seconds=seconds))
        at_once = asyncio.run(load(port, clients=32, seconds=seconds))
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    write(root / "reports/latency.json", {"alone": alone, "at_once": at_once, "machine": machine})


@contextmanager
def service(root: Path) -> Iterator[int]:
    """The service in a process of its own, with a log to throw away; its port."""
    app = f"{str(__package__).partition('.')[0]}.service.api:app"
    command = [sys.executable, "-m", "uvicorn", app, "--port", "0", "--no-access-log"]
    with TemporaryDirectory() as log:
        env = os.environ | {"MODEL_DIR": str(root / "release"), "LOG_DIR": log, "API_KEY": ""}
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield port_of(process.stderr or ())
            finally:
                process.terminate()


def port_of(lines: Iterable[str]) -> int:
    """The port that Uvicorn says it listens on, once the model is loaded."""
    for line in lines:
        print(line, end="")
        if found := re.search(r"running on http://127.0.0.1:(\d+)", line):
            return int(found[1])
    raise RuntimeError("the service did not start")


async def load(port: int, *, clients: int, seconds: float) -> dict[str, float]:
    """Milliseconds of an answer, median and 95th percentile, and answers in a second."""
    end = time.perf_counter() + seconds
    times = np.concatenate(await asyncio.gather(*(ask(port, end) for _ in range(clients))))
    p50, p95 = (1000 * np.quantile(times, [0.5, 0.95])).round(3).tolist()
    return {"p50_ms": p50, "p95_ms": p95, "per_second": round(len(times) / seconds)}


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
        await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - start)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the service refuses the example: {answer.decode()}")
    writer.close()
    return times


if __name__ == "__main__":
    measure(Path())
