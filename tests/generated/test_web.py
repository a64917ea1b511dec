"""A whole project from an address on the web, and a clone of it that fetches its table itself."""

import functools
from collections.abc import Iterator
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.generated.checks import CHECKS
from tests.generated.conftest import Whole, make

pytestmark = [pytest.mark.slow, pytest.mark.matrix]


@pytest.fixture
def address(visits: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the small table is served on this machine."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(visits.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{visits.name.replace(' ', '%20')}"
        server.shutdown()


def test_a_whole_project(address: str, visits: Path, tmp_path: Path) -> None:
    project = make(tmp_path / "stays", "--data", address, "--target", "Stays")
    for check in CHECKS:
        check(project)
    assert project.run("git ls-files data") == ""
    assert f"<{address}>" in (project.folder / "README.md").read_text(encoding="utf-8")
    project.run("git clone --quiet . ../clone")
    check_clone(Whole(tmp_path / "clone", project.created), visits)


def check_clone(clone: Whole, table: Path) -> None:
    """Another table at the address stops the run; the right one gives the recorded results."""
    right = table.read_bytes()
    other = right.replace(b"north", b"arctic")
    table.write_bytes(other)
    said = clone.run("uv sync --quiet && ! uv run dvc repro")
    assert "is not the file that it was" in said
    assert f"its SHA-256 is {sha256(other).hexdigest()}" in said
    table.write_bytes(right)
    clone.run("uv run dvc repro")
    assert next((clone.folder / "data/raw").iterdir()).read_bytes() == right
    assert clone.run("git status --porcelain -- reports/metrics.json reports/comparison.json") == ""
