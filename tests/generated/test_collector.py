"""A project with the collector, which collects from a local server as its README says."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generated.checks import CHECKS
from tests.generated.conftest import Whole, clean_environment, make

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

SERVE = """
import sys
sys.path.insert(0, "tests/collector")
from test_collect import Catalogue
with Catalogue() as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""


@pytest.fixture(scope="module")
def quakes(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The sample's project with the collector."""
    return make(tmp_path_factory.mktemp("projects") / "quakes", "--set", "collector=yes")


@pytest.fixture
def port(quakes: Whole) -> Iterator[str]:
    """Where the catalogue of the project's own tests answers."""
    python = quakes.folder / ".venv/bin/python"
    server = subprocess.Popen(
        [python, "-c", SERVE],
        cwd=quakes.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait(10)


def test_a_project_with_the_collector(quakes: Whole) -> None:
    for check in CHECKS:
        check(quakes)


def test_the_readmes_command_collects_and_goes_on(quakes: Whole, port: str) -> None:
    point_to(quakes.folder / "params.yaml", f"http://127.0.0.1:{port}/query")
    (collect,) = (block for block in quakes.readme_blocks() if "collector.collect" in block)
    first = quakes.run(collect)
    assert "2026-01-01: 3 records" in first
    assert "2026-01-03: 2 records" in first
    assert "2026-01-01.parquet" in quakes.run("git status --porcelain -uall data/collected")
    again = quakes.run(collect)
    assert "2026-01-01: " not in again
    assert again.splitlines()[-1] == first.splitlines()[-1]


def point_to(params: Path, address: str) -> None:
    """Put another address into the settings, and ask without a pause."""
    lines = params.read_text(encoding="utf-8").splitlines()
    values = {"  address:": address, "  pause:": "0"}
    changed = [
        next((f"{key} {value}" for key, value in values.items() if line.startswith(key)), line)
        for line in lines
    ]
    params.write_text("\n".join(changed) + "\n", encoding="utf-8")
