"""Start the service, ask it about the example, and note the times of its answers."""

import json
import os
import platform
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..project import write
from ..schema import EXAMPLE


def measure(root: Path, seconds: float = 3.0) -> None:
    """Write reports/latency.json: the times for one client, and for 32 at once."""
    app = f"{str(__package__).partition('.')[0]}.service.api:app"
    command = [sys.executable, "-m", "uvicorn", app, "--port", "0", "--no-access-log"]
    with TemporaryDirectory() as log:
        env = os.environ | {"MODEL_DIR": str(root / "release"), "LOG_DIR": log, "API_KEY": ""}
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as service:
            try:
                port = port_of(service)
                found = {"alone": load(port, 1, seconds), "at_once": load(port, 32, seconds)}
            finally:
                service.terminate()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    write(root / "reports/latency.json", found | {"machine": machine})


def port_of(service: subprocess.Popen[str]) -> int:
    """The port that Uvicorn says it listens on, once the model is loaded."""
    for line in service.stderr or ():
        print(line, end="")
        if found := re.search(r"running on http://127.0.0.1:(\d+)", line):
            return int(found[1])
    raise RuntimeError("the service did not start")


def load(port: int, clients: int, seconds: float) -> dict[str, float]:
    """Milliseconds of an answer, median and 95th percentile, and answers in a second."""
    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(clients) as pool:
        times = np.concatenate(list(pool.map(ask, [port] * clients, [end] * clients)))
    p50, p95 = (1000 * np.quantile(times, [0.5, 0.95])).round(3).tolist()
    return {"p50_ms": p50, "p95_ms": p95, "per_second": round(len(times) / seconds)}


def ask(port: int, end: float) -> list[float]:
    """Ask over one connection until the clock says `end`; the seconds of each answer."""
    connection, times = HTTPConnection("127.0.0.1", port), []
    body, headers = json.dumps(EXAMPLE), {"content-type": "application/json"}
    while (start := time.perf_counter()) < end:
        connection.request("POST", "/predict", body, headers)
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - start)
        if response.status != 200:
            raise RuntimeError(f"the service refuses the example: status {response.status}")
    connection.close()
    return times


if __name__ == "__main__":
    measure(Path())
