"""The service under what strangers and operators do to it: nonsense, load, a kill, bad models."""

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

from tests.generated.serving import JSON, Running, serving

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

BODIES, CASES = 5000, 2000
UNCHECKED = "unsupported_method"  # 405 for TRACE is the server's affair


@pytest.fixture(scope="module")
def service(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(sample_project, tmp_path_factory.mktemp("log")) as running:
        yield running


@pytest.fixture(scope="module")
def example(service: Running) -> dict[str, Any]:
    """A case that is answered."""
    case: dict[str, Any] = service.json("/model")["example"]
    return case


@pytest.fixture(scope="module")
def paths(service: Running) -> list[str]:
    """Where a body can be sent; the parts of a project add some."""
    known = service.json("/openapi.json")["paths"]
    return [path for path, ways in known.items() if "requestBody" in ways.get("post", {})]


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
        lambda: json.dumps([example, json.loads(text)] * chance.randrange(4)),
        lambda: json.dumps({"id": "0" * chance.randrange(20), "truth": chance.choice(odd)}),
    ]
    body = chance.choice(ways)().encode(errors="surrogatepass")
    if chance.random() < 0.2:
        place = chance.randrange(len(body) or 1)
        body = body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
    return body


def test_no_body_makes_it_fail(service: Running, example: dict[str, Any], paths: list[str]) -> None:
    chance, seen = random.Random(1), set()
    assert {"/predict", "/predict/batch", "/explain"} <= set(paths)
    connection = service.connect()
    for _ in range(BODIES):
        body, path = spoiled(example, chance), chance.choice(paths)
        connection.request("POST", path, body, JSON)
        response = connection.getresponse()
        answer = response.read()
        assert response.status in (200, 204, 400, 413, 422), (path, body, answer)
        assert response.status == 204 or json.loads(answer)
        seen.add((path, response.status))
    assert {(path, status) for path in paths for status in (200, 422)} <= seen | {
        ("/feedback", 200)
    }
    assert service.json("/predict", example)["prediction"]


@pytest.mark.parametrize(("path", "size"), [("/predict", 64_000), ("/predict/batch", 500_000)])
def test_a_body_that_is_too_long_is_refused(service: Running, path: str, size: int) -> None:
    assert service.ask(path, b" " * size)[0] == 422
    assert service.ask(path, b" " * (size + 1))[0] == 413


def test_schemathesis_finds_nothing(sample_project: Path, tmp_path: Path) -> None:
    """In an environment of its own, as the project does not need it."""
    options = ["--max-examples", str(CASES // 4), "--seed", "1", "--exclude-path", "/reload"]
    options += ["--exclude-checks", UNCHECKED, "--header", "X-API-Key: sesame"]
    tool = [find_uv_bin(), "tool", "run", "--quiet", "--from", "schemathesis>=4", "schemathesis"]
    # With a key, as the description says; it is tried without it, too.
    with serving(sample_project, tmp_path / "log", API_KEY="sesame") as running:
        address = f"{running.address}openapi.json"
        command = [*tool, "run", *options, address]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-5000:]


class Load(threading.Thread):
    """Asks until it is stopped or the service is gone; keeps the answers and when they came."""

    def __init__(self, service: Running, case: dict[str, Any], key: str = "") -> None:
        super().__init__(daemon=True)
        self.headers = with_key(key)
        self.service, self.body = service, json.dumps(case).encode()
        self.answers: list[tuple[float, str]] = []
        self.said: set[tuple[str, float]] = set()
        self.bad: list[Any] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        connection = self.service.connect()
        while not self.stopping.is_set():
            try:
                connection.request("POST", "/predict", self.body, self.headers)
                response = connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, http.client.HTTPException) as error:
                self.bad.append(error)
                return
            if response.status != 200:
                self.bad.append(answer)
                return
            self.answers.append((time.monotonic(), answer["id"]))
            self.said.add((answer["model"], answer["probability"]))


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


def test_a_torn_release_is_never_served(
    sample_project: Path, example: dict[str, Any], tmp_path: Path
) -> None:
    """Model and record are swapped again and again, as slowly as can be, while others ask."""
    folder = shutil.copytree(sample_project / "release", tmp_path / "release")
    releases = [release_of(folder / "champion.onnx", folder)]
    releases += [release_of(sample_project / "models/logistic_regression.onnx", folder)]
    with serving(sample_project, "", MODEL_DIR=str(folder), API_KEY="sesame") as running:
        load = [Load(running, example, key="sesame") for _ in range(3)]
        for each in load:
            each.start()
        statuses = [status for _ in range(20) for status in swap(running, folder, releases)]
        for each in load:
            each.stopping.set()
            each.join(10)
        expected = {said_by(running, folder, release, example) for release in releases}
    assert [each.bad for each in load] == [[], [], []]
    assert statuses == [409, 200, 409, 200] * 20  # from one to the other, and back
    assert set().union(*(each.said for each in load)) == expected
    assert len({probability for _, probability in expected}) == 2


Release = tuple[bytes, bytes]


def release_of(model: Path, folder: Path) -> Release:
    """A model as it would be released beside the columns of this one: its bytes, its record."""
    content = model.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    record = json.loads((folder / "champion.json").read_text())
    return content, json.dumps(record | {"sha256": sha256, "version": sha256[:12]}).encode()


def swap(running: Running, folder: Path, releases: list[Release]) -> Iterator[int]:
    """Put the second release and then the first, in halves; the status of each reload."""
    for content, record in reversed(releases):
        for name, half in (("champion.onnx", content), ("champion.json", record)):
            (folder / name).write_bytes(half)
            yield reload(running)


def said_by(
    running: Running, folder: Path, release: Release, example: dict[str, Any]
) -> tuple[str, float]:
    """The version and the probability that a release gives."""
    for name, half in zip(("champion.onnx", "champion.json"), release, strict=True):
        (folder / name).write_bytes(half)
    assert reload(running) == 200
    status, answer = running.ask("/predict", json.dumps(example).encode(), with_key("sesame"))
    assert status == 200
    said = json.loads(answer)
    return said["model"], said["probability"]


def reload(running: Running) -> int:
    """The status of a reload."""
    return running.ask("/reload", b"", with_key("sesame"))[0]


def with_key(key: str) -> dict[str, str]:
    """The headers of who knows the key."""
    return JSON | {"X-API-Key": key}


def test_nobody_reloads_a_service_without_a_key(service: Running) -> None:
    assert service.ask("/reload", b"")[0] == 403
    assert service.ask("/reload", b"", with_key(""))[0] == 403


def test_who_does_not_know_the_key_is_refused(
    sample_project: Path, example: dict[str, Any], tmp_path: Path, paths: list[str]
) -> None:
    with serving(sample_project, tmp_path, API_KEY="sesame") as running:
        for path in [*paths, "/reload"]:
            for key in ("", "Sesame", "sesame ", "s\u00e9same"):
                assert running.ask(path, json.dumps(example).encode(), with_key(key))[0] == 401
    assert logged(tmp_path) == set()


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
        service.json("/predict/batch", [example] * 100)
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
