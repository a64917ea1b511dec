"""compose.yaml as it stands: the service and Prometheus run, and the dashboard's queries answer.

Prometheus is Debian's, in an image of the name that compose.yaml asks for; Grafana's is not tried.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generated.conftest import clean_environment, make
from tests.generated.test_image import docker, has_engine
from tests.generated.test_sample import free_port

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

FEW = 250  # requests: enough that drift is looked at


@dataclass(frozen=True)
class Stack:
    """The running services of a project's compose.yaml."""

    project: Path
    service: int
    prometheus: int

    def ask(self, port: int, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=10) as response:
            return json.loads(response.read() or "null")

    def query(self, expression: str) -> list[Any]:
        """What Prometheus answers."""
        query = urllib.parse.quote(expression)
        answer = self.ask(self.prometheus, f"/api/v1/query?query={query}")
        assert answer["status"] == "success", answer
        found: list[Any] = answer["data"]["result"]
        return found


def provide_prometheus(name: str, folder: Path) -> None:
    """An image of this name with this machine's Prometheus, unless there is one."""
    if subprocess.run(["docker", "image", "inspect", name], capture_output=True).returncode == 0:
        return
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("no Prometheus here: sudo scripts/install-prometheus.sh")
    shutil.copy(program, folder / "prometheus")
    text = (
        "FROM python:3.11-slim\nCOPY prometheus /bin/prometheus\nENTRYPOINT ['/bin/prometheus']\n"
    )
    (folder / "Dockerfile").write_text(text.replace("'", '"'))
    docker("build", "--tag", name, str(folder))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's project with monitoring."""
    if not has_engine():
        pytest.skip("no Docker engine answers `docker info`")
    folder = tmp_path_factory.mktemp("projects") / "food-watched"
    return make(folder, "--set", "monitoring=true").folder


@pytest.fixture(scope="module")
def stack(watched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The service and Prometheus, asked about some cases."""
    described = yaml.safe_load((watched / "compose.yaml").read_text())
    provide_prometheus(
        described["services"]["prometheus"]["image"], tmp_path_factory.mktemp("image")
    )
    stack = Stack(watched, free_port(), free_port())
    ports = {"SERVICE_PORT": str(stack.service), "PROMETHEUS_PORT": str(stack.prometheus)}
    compose = ["docker", "compose", "--project-directory", str(watched)]
    environment = os.environ | ports
    up = [*compose, "up", "--build", "--detach", "service", "prometheus"]
    try:
        started = subprocess.run(up, env=environment, capture_output=True, text=True)
        assert started.returncode == 0, started.stderr[-2000:]
        ask_some(stack)
        look_for_drift(watched, compose, environment)
        yield stack
    finally:
        subprocess.run([*compose, "down", "--volumes"], env=environment, capture_output=True)


def ask_some(stack: Stack) -> None:
    """Answers, refusals and time for Prometheus to see them twice."""
    wait_until(lambda: stack.ask(stack.service, "/ready"))
    example = stack.ask(stack.service, "/model")["example"]
    wait_until(lambda: stack.query('up{job="service"} == 1'))
    for _ in range(4):
        stack.ask(stack.service, "/predict/batch", [example] * (FEW // 4 + 1))
        stack.ask(stack.service, "/predict", example)
        with pytest.raises(urllib.error.HTTPError, match="422"):
            stack.ask(stack.service, "/predict", example | {"no_such_column": 1})
    answer = stack.ask(stack.service, "/predict", example)
    truth = {"id": answer["id"], "truth": answer["prediction"]}
    stack.ask(stack.service, "/feedback", truth)
    # Asked every 15 seconds: a rate needs two answers.
    wait_until(lambda: stack.query("rate(predictions_total[5m])"))


def look_for_drift(project: Path, compose: list[str], environment: dict[str, str]) -> None:
    """The job as docs/monitoring.md has it, on the log that the service wrote."""
    time.sleep(2)  # the log is written twice a second
    copy = [*compose, "cp", "service:/predictions", str(project)]
    subprocess.run(copy, env=environment, check=True, capture_output=True)
    command = ["uv", "run", "python", "-m", "food_watched.monitoring"]
    done = subprocess.run(command, cwd=project, env=clean_environment(), capture_output=True)
    assert done.returncode == 3, done.stderr


def wait_until(ask: Any) -> None:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        try:
            if ask():
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("nothing came")


def test_the_composition_can_be_read(watched: Path) -> None:
    docker("compose", "--project-directory", str(watched), "config", "--quiet")


def test_every_panel_of_the_dashboard_has_something_to_show(stack: Stack) -> None:
    file = stack.project / "monitoring/grafana/dashboards/service.json"
    panels = json.loads(file.read_text())["panels"]
    assert len(panels) > 4
    wait_until(lambda: not empty(stack, panels))  # Prometheus asks about drift once a minute


def empty(stack: Stack, panels: list[Any]) -> list[str]:
    """The titles of the panels for which Prometheus has nothing."""
    queries = {each["title"]: [target["expr"] for target in each["targets"]] for each in panels}
    return [title for title, asked in queries.items() if not any(map(stack.query, asked))]


def test_one_case_again_and_again_is_drift_and_the_alert_fires(stack: Stack) -> None:
    (group,) = stack.ask(stack.prometheus, "/api/v1/rules")["data"]["groups"]
    assert {rule["name"] for rule in group["rules"]} == {"ServiceDown", "Drift", "DriftNotChecked"}
    wait_until(lambda: firing(stack))  # Prometheus asks about drift once a minute
    assert firing(stack) == {"Drift"}


def firing(stack: Stack) -> set[str]:
    """The alerts that Prometheus warns of now."""
    alerts = stack.ask(stack.prometheus, "/api/v1/alerts")["data"]["alerts"]
    return {each["labels"]["alertname"] for each in alerts if each["state"] == "firing"}


def test_the_log_is_in_its_volume(stack: Stack) -> None:
    command = ["docker", "compose", "--project-directory", str(stack.project), "exec", "service"]
    listed = subprocess.run(
        [*command, "sh", "-c", "cat /predictions/*.jsonl"], capture_output=True, text=True
    )
    lines = [json.loads(line) for line in listed.stdout.splitlines()]
    assert len([line for line in lines if "input" in line]) >= FEW
    assert len([line for line in lines if "truth" in line]) == 1
