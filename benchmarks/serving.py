"""How the generated service compares with others on the same model, measured in one run.

python benchmarks/serving.py [PROJECT]: a project of the sample whose pipeline has run; without one,
it is made. BentoML is installed into an environment to throw away; MLflow is the project's own. Both
serve the champion twice: around our ONNX session, and as the scikit-learn pipeline that it was, which
is how their own examples serve a model. All are asked in turns and alike, so that ratios hold where
seconds do not.
"""

import asyncio
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from uv import find_uv_bin

HERE = Path(__file__).parent / "servers"
ROUNDS, SECONDS = 3, 3.0
# What a pipeline needs besides, to be unpickled.
PICKLED = ["joblib", "optuna", "pandas", "scikit-learn"]
UVICORN = ["--no-access-log", "--log-level=warning"]


@dataclass
class Server:
    """A server to compare: how it is started and asked, and what was measured."""

    name: str
    command: list[str]
    path: str
    body: Any
    port: int
    alone: list[dict[str, Any]] = field(default_factory=list)
    many: list[dict[str, Any]] = field(default_factory=list)
    cold_start: float = 0
    memory: float = 0


def servers(project: Path, package: str, example: dict[str, Any], pipelines: Path) -> list[Server]:
    """Ours first, then the floor, then the others."""
    tools = project / ".venv/bin"
    uvicorn = [str(tools / "uvicorn"), *UVICORN]
    mlflow = [str(tools / "mlflow"), "models", "serve", "--env-manager", "local", "--model-uri"]
    columns = {name: float(v) if isinstance(v, int) else v for name, v in example.items()}
    # As tensors: of a data frame MLflow makes columns of a rank that the ONNX model does not take.
    tensors = {"inputs": {name: [[value]] for name, value in columns.items()}}
    frame = {"dataframe_records": [columns]}
    registered, saved = f"models:/{package}@champion", str(pipelines / "mlflow")
    return [
        server("ours", [*uvicorn, f"{package}.service.api:app"], "/predict", example),
        server("bare Starlette", [*uvicorn, "bare:app"], "/predict", example),
        server("MLflow, ONNX", [*mlflow, registered], "/invocations", tensors),
        server("MLflow, pipeline", [*mlflow, saved], "/invocations", frame),
        server("BentoML, ONNX", bento(project, "bento", []), "/predict", {"case": example}),
        server(
            "BentoML, pipeline",
            bento(project, "bento_pipeline", PICKLED),
            "/predict",
            {"case": example},
        ),
    ]


def server(name: str, command: list[str], path: str, body: Any) -> Server:
    """A server on a port of its own."""
    port = free_port()
    return Server(name, [*command, "--port", str(port)], path, body, port)


def packages(project: Path) -> str:
    """The folder of the project's packages."""
    return str(next((project / ".venv/lib").glob("python*/site-packages")))


def bento(project: Path, module: str, more: list[str]) -> list[str]:
    """The command of a BentoML server; the versions are the project's."""
    installed = {each.name: each.version for each in distributions(path=[packages(project)])}
    needed = [f"{name}=={installed[name]}" for name in ("onnxruntime", "pydantic", *more)]
    run = [find_uv_bin(), "run", "--no-project", "--python", "3.11", "--with", "bentoml"]
    run += [part for each in needed for part in ("--with", each)]
    return [*run, "bentoml", "serve", f"{module}:Champion"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(server: Server, project: Path, package: str) -> Iterator[None]:
    """The server, from its first answer on; all of its processes are ended."""
    with TemporaryDirectory() as log:
        settings = {
            "PACKAGE": package,
            "PYTHONPATH": f"{HERE}:{project / 'src'}",
            "LOG_DIR": log,
            "MLFLOW_TRACKING_URI": f"sqlite:///{project / 'mlflow.db'}",
            "BENTOML_DO_NOT_TRACK": "true",
            "PATH": f"{project / '.venv/bin'}:{os.environ['PATH']}",
        }
        environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"} | settings
        start = time.monotonic()
        process = subprocess.Popen(
            server.command,
            cwd=project,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_answer(server)
            server.cold_start = time.monotonic() - start
            yield
            server.memory = resident(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for_answer(server: Server) -> None:
    """Ask until there is a 200."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = f"http://127.0.0.1:{server.port}{server.path}"
    headers = {"content-type": "application/json"}
    last: object = None
    for _ in range(2400):
        try:
            data = json.dumps(server.body).encode()
            direct.open(urllib.request.Request(address, data, headers), timeout=20).close()
            return
        except OSError as error:
            last = error
            time.sleep(0.05)
    raise SystemExit(f"{server.name} does not answer: {last}")


def resident(parent: int) -> float:
    """Resident megabytes of a process group."""
    listed = subprocess.run(["ps", "-eo", "pgid,rss"], capture_output=True, text=True).stdout
    sizes = [line.split() for line in listed.splitlines()[1:]]
    return sum(int(size) for group, size in sizes if int(group) == parent) / 1024


def measure(server: Server) -> None:
    """One request at a time, then 32 at once."""
    asyncio.run(load(server, 1, 0.5))
    server.alone.append(asyncio.run(load(server, 1, SECONDS)))
    server.many.append(asyncio.run(load(server, 32, SECONDS)))


async def load(server: Server, clients: int, seconds: float) -> dict[str, float]:
    """Milliseconds of an answer, and answers in a second."""
    start = time.perf_counter()
    asked = (ask(server, start + seconds) for _ in range(clients))
    times = sorted(each for one in await asyncio.gather(*asked) for each in one)
    rate = len(times) / (time.perf_counter() - start)
    p50, p95 = (1000 * times[int(share * len(times))] for share in (0.5, 0.95))
    return {"p50_ms": p50, "p95_ms": p95, "per_second": rate}


async def ask(server: Server, end: float) -> list[float]:
    """Ask over one connection until the clock says `end`; the seconds of each answer."""
    body = json.dumps(server.body).encode()
    head = f"POST {server.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    request = head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    times = []
    while (start := time.perf_counter()) < end:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        times.append(time.perf_counter() - start)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{server.name} refuses the example: {answer.decode()}")
    writer.close()
    return times


def median(found: list[dict[str, Any]], name: str) -> float:
    """The median of the rounds."""
    return float(statistics.median(each[name] for each in found))


def show(all_: list[Server]) -> None:
    """The table, and how ours compares."""
    print("| server | p50 ms | p95 ms | at once/s | memory MB | cold start s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for server in all_:
        print(
            f"| {server.name} | {median(server.alone, 'p50_ms'):.2f} "
            f"| {median(server.alone, 'p95_ms'):.2f} | {median(server.many, 'per_second'):,.0f} "
            f"| {server.memory:.0f} | {server.cold_start:.1f} |"
        )
    ours, *others = all_
    for other in others:
        pairs = zip(ours.many, other.many, strict=True)
        ratios = sorted(mine["per_second"] / its["per_second"] for mine, its in pairs)
        print(f"ours / {other.name}, 32 at once: " + ", ".join(f"{r:.2f}" for r in ratios))


def compare(project: Path, package: str) -> None:
    """Start each server alone, round after round."""
    record = json.loads((project / "release/champion.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        pipelines = Path(folder)
        save_pipeline(project, pipelines)
        all_ = servers(project, package, record["example"], pipelines)
        for _ in range(ROUNDS):
            for each in all_:
                with running(each, project, package):
                    measure(each)
    show(all_)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def save_pipeline(project: Path, folder: Path) -> None:
    """Save the champion's pipeline as MLflow wants it."""
    settings = {
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder / 'unused.db'}",
        "PYTHONPATH": str(project / "src"),
    }
    command = [str(project / ".venv/bin/python"), str(HERE / "pipeline.py"), str(folder)]
    subprocess.run(command, cwd=project, env=os.environ | settings, check=True, capture_output=True)


def main() -> None:
    """Compare on the given project, or on one made for it."""
    if len(sys.argv) > 1:
        project = Path(sys.argv[1]).resolve()
        return compare(project, next((project / "src").iterdir()).name)
    with TemporaryDirectory() as folder:
        new = [sys.executable, "-m", "mlscaffold", "new", "demo", "--defaults", "--run"]
        subprocess.run(new, cwd=folder, check=True, capture_output=True)
        compare(Path(folder, "demo"), "demo")


if __name__ == "__main__":
    main()
