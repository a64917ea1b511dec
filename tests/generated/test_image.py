"""The image that a generated project's Dockerfile builds, by a real Docker engine."""

import json
import re
import shutil
import socket
import subprocess
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.matrix

NAME = "mlscaffold-test-image"
# As it comes, and as a strict host runs it: a port given, nothing writable, a proxy named.
WAYS = {
    "plain": [],
    "strict": ["--read-only", "--cap-drop=ALL", "-ePORT=9000", "-ehttp_proxy=http://192.0.2.1:9"],
}
CONTENTS = """
import json, os, shutil
from importlib.metadata import distributions
installed = [[each.name.lower().replace("_", "-"), each.version] for each in distributions()]
tools = [tool for tool in ("uv", "gcc", "git") if shutil.which(tool)]
cache = os.path.exists("/root/.cache")
print(json.dumps({"installed": installed, "app": os.listdir("/app"), "tools": tools, "cache": cache}))
"""


def docker(*arguments: str) -> str:
    """What a docker command says; a build reports on the other stream, so both."""
    done = subprocess.run(
        ["docker", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


def has_engine() -> bool:
    """Whether a Docker engine answers."""
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def image(sample_project: Path) -> Iterator[str]:
    """The image of the sample project, built once."""
    if not has_engine():
        pytest.skip("no Docker engine answers `docker info`")
    docker("build", "--tag", NAME, "--build-arg", "COMMIT=abc123", str(sample_project))
    yield NAME
    docker("image", "rm", "--force", NAME)


@dataclass(frozen=True)
class Container:
    """A running container."""

    id: str

    def inspect(self, field: str) -> str:
        return docker("inspect", "--format", f"{{{{{field}}}}}", self.id)

    def address(self) -> tuple[str, int]:
        host, port = docker("port", self.id).splitlines()[0].split(" -> ")[1].rsplit(":", 1)
        return host, int(port)

    def ask(self, path: str, body: bytes | None = None) -> str:
        host, port = self.address()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://{host}:{port}{path}", body, headers)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=5) as response:
            text: str = response.read().decode()
        return text


def wait_for_health(container: Container) -> str:
    """The health status after the first check, that is after some ten seconds."""
    deadline = time.monotonic() + 60
    status = "starting"
    while status == "starting" and time.monotonic() < deadline:
        time.sleep(0.5)
        status = container.inspect(".State.Health.Status")
    return status


@pytest.fixture(scope="module", params=WAYS)
def service(image: str, request: pytest.FixtureRequest) -> Iterator[Container]:
    """The service in a container."""
    port = 9000 if request.param == "strict" else 8000
    publish = f"--publish=127.0.0.1::{port}"
    container = Container(docker("run", "--detach", publish, *WAYS[request.param], image))
    yield container
    docker("rm", "--force", container.id)


def test_it_becomes_healthy(service: Container) -> None:
    assert wait_for_health(service) == "healthy", docker("logs", service.id)


def test_it_answers_as_the_readme_says(service: Container, sample_project: Path) -> None:
    wait_for_health(service)
    readme = (sample_project / "README.md").read_text(encoding="utf-8")
    body = re.search(r"/predict .*?-d '(.*?)'", readme, re.DOTALL)
    assert body
    assert "prediction" in json.loads(service.ask("/predict", body[1].encode()))
    assert json.loads(service.ask("/ready"))["status"] == "ready"
    assert "<form" in service.ask("/")
    assert "/openapi.json" in service.ask("/docs")


def logged(container: Container) -> None:
    """An answer is found in the log."""
    example = json.loads(container.ask("/model"))["example"]
    answer = json.loads(container.ask("/predict", json.dumps(example).encode()))
    deadline = time.monotonic() + 20
    log = ""
    while answer["id"] not in log and time.monotonic() < deadline:
        time.sleep(0.5)
        log = docker("exec", container.id, "sh", "-c", "cat /predictions/*.jsonl || true")
    assert answer["id"] in log, log


def test_it_logs_even_where_nothing_else_is_writable(service: Container) -> None:
    wait_for_health(service)
    logged(service)


def test_any_user_can_run_it_and_log(image: str) -> None:
    user, port = "--user=4321:4321", "--publish=127.0.0.1::8000"
    container = Container(docker("run", "--detach", "--read-only", user, port, image))
    try:
        assert wait_for_health(container) == "healthy", docker("logs", container.id)
        logged(container)
    finally:
        docker("rm", "--force", container.id)


def test_it_is_not_root_and_reports_to_nobody(service: Container, sample_project: Path) -> None:
    assert docker("exec", service.id, "id", "-u") != "0"
    package = next((sample_project / "src").iterdir()).name
    script = f"import os, {package}; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    assert docker("exec", service.id, "python", "-c", script) == "1"


@pytest.mark.parametrize("hanging", [False, True])
def test_it_stops_when_told(service: Container, hanging: bool) -> None:
    """By itself: Docker would kill it after ten seconds, and that is another code."""
    docker("start", service.id)
    assert wait_for_health(service) == "healthy"
    with socket.create_connection(service.address()) as client:
        if hanging:
            client.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            time.sleep(0.5)
        docker("stop", service.id)
    assert service.inspect(".State.ExitCode") == "0"


def contents(image: str) -> dict[str, Any]:
    """What lies in the image, seen by root."""
    run = ["run", "--rm", "--user=0", image]
    found: dict[str, Any] = json.loads(docker(*run, "python", "-c", CONTENTS))
    return found


def test_it_holds_the_locked_packages_and_nothing_else(image: str, sample_project: Path) -> None:
    lock = tomllib.loads((sample_project / "uv.lock").read_text(encoding="utf-8"))
    locked = {(package["name"], package.get("version")) for package in lock["package"]}
    found = contents(image)
    assert {(name, version) for name, version in found["installed"]} <= locked
    names = {name for name, _ in found["installed"]}
    assert not names & {"pandas", "scikit-learn", "mlflow", "dvc", "pytest", "ruff", "uv"}
    assert sorted(found["app"]) == [".venv", "release", "src"]
    assert (found["tools"], found["cache"]) == ([], False)


def test_it_says_what_it_was_made_from(image: str) -> None:
    labels = json.loads(docker("inspect", "--format", "{{json .Config.Labels}}", image))
    assert labels["org.opencontainers.image.revision"] == "abc123"
    assert labels["org.opencontainers.image.version"]


def test_it_adds_little_to_its_base(image: str) -> None:
    columns = "{{.Size}} {{.CreatedBy}}"
    history = docker("history", "--human=false", "--no-trunc", f"--format={columns}", image)
    ours = history.split("WORKDIR /app")[0].splitlines()[:-1]
    assert 0 < sum(int(line.split()[0]) for line in ours) < 300e6


def test_new_code_leaves_the_packages_as_they_are(
    image: str, sample_project: Path, tmp_path: Path
) -> None:
    new = f"\n# {time.time_ns()}\n"  # or the build cache knows it from an earlier run
    unused = shutil.ignore_patterns(".venv", ".git", ".dvc", "data", "mlruns")
    changed = shutil.copytree(sample_project, tmp_path / "changed", ignore=unused)
    for file in [changed / "README.md", *changed.glob("src/*/service/api.py")]:
        file.write_text(file.read_text(encoding="utf-8") + new, encoding="utf-8")
    log = docker("build", "--progress=plain", f"--tag={NAME}:changed", str(changed))
    docker("image", "rm", "--force", f"{NAME}:changed")
    cached = set(re.findall(r"^#(\d+) CACHED", log, re.MULTILINE))
    steps = re.findall(r"^#(\d+) \[.*?\] (.*)$", log, re.MULTILINE)
    assert [step for number, step in steps if number in cached and "uv sync" in step]
    assert [step for number, step in steps if number in cached and "--from=build" in step]
    assert [step for number, step in steps if number not in cached and " src " in step]
