"""The service under what strangers and operators do to it: nonsense, load, signals, bad models."""

import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from uv import find_uv_bin

from tests.generated.serving import Running, serving

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

BODIES, CASES = 5000, 2000


@pytest.fixture(scope="module")
def service(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(sample_project, tmp_path_factory.mktemp("log")) as running:
        yield running


@pytest.fixture(scope="module")
def example(service: Running) -> dict[str, Any]:
    """A case that is answered."""
    case: dict[str, Any] = service.json("/model")["typical"]
    return case


def spoiled(example: dict[str, Any], chance: random.Random) -> bytes:
    """A body that is wrong in one of many ways, or not at all."""
    names = list(example)
    odd: list[Any] = [None, True, -1, 1e308, -0.0, "", "x" * 300, "\u0000", "é\u202e", [], {}, [[]]]
    text = json.dumps(example | {chance.choice(names): chance.choice(odd)})
    ways = [
        lambda: text,
        lambda: json.dumps({**example, chance.choice(["?", "__proto__", ""]): 1}),
        lambda: text[: chance.randrange(len(text))],
        lambda: text.replace(":", chance.choice([": NaN,", ": -Infinity, ", ":1e999,", "::"]), 1),
        lambda: "".join(chance.sample(text, len(text))),
        lambda: "[" * chance.randrange(1, 5000),
        lambda: '{"a":' * chance.randrange(1, 500) + "1",
        lambda: text.replace('"', chance.choice(["'", '"\\ud800', '\\"', '"\\u0000']), 2),
        lambda: text.replace("1", "9" * chance.randrange(1, 6000), 1),
        lambda: json.dumps({"cases": [example] * chance.randrange(4)}),
        lambda: json.dumps({"id": "0" * chance.randrange(20), "truth": chance.choice(odd)}),
    ]
    body = chance.choice(ways)().encode(errors="surrogatepass")
    if chance.random() < 0.2:
        place = chance.randrange(len(body) or 1)
        body = body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
    return body


def test_no_body_makes_it_fail(service: Running, example: dict[str, Any]) -> None:
    chance, seen = random.Random(1), set()
    paths = ["/predict", "/predict", "/explain", "/predict/batch", "/feedback"]
    connection = service.connect()
    for _ in range(BODIES):
        body, path = spoiled(example, chance), chance.choice(paths)
        connection.request("POST", path, body, {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        assert response.status in (200, 202, 413, 422), (path, body, answer)
        json.loads(answer)
        seen.add(response.status)
    assert {200, 422} <= seen


def test_schemathesis_finds_nothing(service: Running) -> None:
    """In an environment of its own, as the project does not need it."""
    options = ["--max-examples", str(CASES // 4), "--seed", "1", "--exclude-path", "/reload"]
    checks = ["--exclude-checks", "unsupported_method"]  # 405 for TRACE is the server's affair
    tool = [find_uv_bin(), "tool", "run", "--quiet", "--from", "schemathesis>=4", "schemathesis"]
    done = subprocess.run(
        [*tool, "run", *options, *checks, f"{service.address}openapi.json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:]


class Load(threading.Thread):
    """Asks until it is stopped or the service is gone; keeps the ids and when they came."""

    def __init__(self, service: Running, case: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.service, self.body = service, json.dumps(case).encode()
        self.answers: list[tuple[float, str]] = []
        self.models: set[str] = set()
        self.bad: list[Any] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        connection = self.service.connect()
        while not self.stopping.is_set():
            try:
                connection.request(
                    "POST", "/predict", self.body, {"content-type": "application/json"}
                )
                response = connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, http.client.HTTPException) as error:
                self.bad.append(error)
                return
            if response.status != 200:
                self.bad.append(answer)
                return
            self.answers.append((time.monotonic(), answer["id"]))
            self.models.add(answer["model"])


def logged(folder: Path) -> set[str]:
    """The ids in a log; a last line may be torn."""
    text = "".join(file.read_text(errors="replace") for file in folder.glob("predictions-*.jsonl"))
    whole = [line for line in text.splitlines() if line.endswith("}")]
    return {json.loads(line)["id"] for line in whole}


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM], ids=lambda s: s.name)
def test_what_was_answered_is_logged(
    sample_project: Path, example: dict[str, Any], tmp_path: Path, stop: signal.Signals
) -> None:
    with serving(sample_project, tmp_path) as running:
        load = [Load(running, example) for _ in range(4)]
        for each in load:
            each.start()
        time.sleep(4)
        running.process.send_signal(stop)
        stopped = time.monotonic()
        code = running.process.wait(15)
        for each in load:
            each.join(10)
    oldest = stopped - (1 if stop == signal.SIGKILL else 0)
    sure = {id_ for each in load for came, id_ in each.answers if came < oldest}
    assert len(sure) > 100
    assert sure - logged(tmp_path) == set()
    assert code == -stop  # after a clean end, uvicorn dies of the signal that it was sent
    with serving(sample_project, tmp_path) as again:  # the log opens again
        id_ = again.json("/predict", example)["id"]
    assert sure | {id_} <= logged(tmp_path)


def test_a_reload_drops_no_request(
    sample_project: Path, example: dict[str, Any], tmp_path: Path
) -> None:
    model = shutil.copytree(sample_project / "release", tmp_path / "release")
    other = tmp_path / "other.onnx"
    candidates = sorted((sample_project / "models/candidates").glob("*.onnx"))
    other.write_bytes(next(c.read_bytes() for c in candidates if c.stem == "logistic_regression"))
    with serving(sample_project, "", MODEL_DIR=str(model), API_KEY="") as running:
        load = [Load(running, example) for _ in range(3)]
        for each in load:
            each.start()
        time.sleep(1)
        (model / "champion.onnx").write_bytes(b"torn")
        running.process.send_signal(signal.SIGHUP)
        wait_for_reload(running, "refused")
        put(model, other)
        running.process.send_signal(signal.SIGHUP)
        wait_for_reload(running, "done")
        time.sleep(1)
        for each in load:
            each.stopping.set()
            each.join(10)
    assert [each.bad for each in load] == [[], [], []]
    assert all(len(each.models) == 2 for each in load)


def put(folder: Path, model: Path) -> None:
    """Release another model of the same columns."""
    content = model.read_bytes()
    record = json.loads((folder / "champion.json").read_text())
    record["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "champion.onnx").write_bytes(content)
    (folder / "champion.json").write_text(json.dumps(record))


def wait_for_reload(running: Running, result: str) -> None:
    for _ in range(100):
        text = running.ask("/metrics")[1].decode()
        if f'model_reloads_total{{result="{result}"}} 1.0' in text:
            return
        time.sleep(0.1)
    raise AssertionError(f"no reload was {result}")


def test_memory_does_not_grow(service: Running, example: dict[str, Any]) -> None:
    """Some seconds of mixed load; `MINUTES=10` takes as long as the docs say."""
    minutes = float(os.environ.get("MINUTES", "0.5"))
    load = [Load(service, example) for _ in range(2)]
    for each in load:
        each.start()
    end, sizes = time.monotonic() + 60 * minutes, []
    chance = random.Random(2)
    while time.monotonic() < end:
        status, _ = service.ask("/explain", spoiled(example, chance))
        assert status < 500
        service.json("/predict/batch", {"cases": [example] * 100})
        sizes.append(memory(service))
    for each in load:
        each.stopping.set()
        each.join(10)
    assert [each.bad for each in load] == [[], []]
    print(f"memory: {sizes[0]:.0f} MB at first, {sizes[-1]:.0f} MB at last", file=sys.stderr)
    warm = sizes[len(sizes) // 3]
    assert sizes[-1] < warm + 10


def memory(service: Running) -> float:
    """Resident megabytes of the service."""
    text = service.ask("/metrics")[1].decode()
    line = next(x for x in text.splitlines() if x.startswith("process_resident_memory_bytes"))
    return float(line.split()[1]) / 1e6
