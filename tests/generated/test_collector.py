"""A project with the collector, which collects from a local server as its README and its workflow say."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.generated.checks import CHECKS
from tests.generated.conftest import Whole, clean_environment, make
from tests.update.world import git
from tests.workflow import GitHub, Machine

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

SERVE = """
import sys
sys.path.insert(0, "tests/collector")
from test_collect import Catalogue
with Catalogue() as server:
    if len(sys.argv) > 1:
        server.failures = [""] * int(sys.argv[1]) + ["400"] * 9
    print(server.server_port, flush=True)
    server.serve_forever()
"""


@pytest.fixture(scope="module")
def quakes(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The sample's project with the collector."""
    return make(tmp_path_factory.mktemp("projects") / "quakes", "--set", "collector=yes")


@contextmanager
def catalogue(quakes: Whole, *answered: str) -> Iterator[str]:
    """The catalogue of the project's own tests: its address; it refuses after so many answers."""
    python = quakes.folder / ".venv/bin/python"
    server = subprocess.Popen(
        [python, "-c", SERVE, *answered],
        cwd=quakes.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/query"
    finally:
        server.terminate()
        server.wait(10)


def test_a_project_with_the_collector(quakes: Whole) -> None:
    for check in CHECKS:
        check(quakes)


def test_the_workflow_commits_what_is_new_and_whole_days_of_a_run_that_broke_off(
    quakes: Whole, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(quakes.folder), "server.git")
    machine = Machine(
        str(tmp_path / "server.git"), tmp_path / "jobs", GitHub(tmp_path / "bin").variables
    )
    with catalogue(quakes, "4") as address, pytest.raises(AssertionError, match="400 Client Error"):
        collect(machine, address)
    assert collected(machine) == ["2026-01-01", "2026-01-02"]  # two answers each
    with catalogue(quakes) as address:
        done = collect(machine, address)
        assert done[-1] == "Commit what is new"
        assert collected(machine)[:3] == ["2026-01-01", "2026-01-02", "2026-01-03"]
        before = git(tmp_path / "server.git", "rev-parse", "HEAD")
        assert machine.run(workflow(machine)) == done
    assert git(tmp_path / "server.git", "rev-parse", "HEAD") == before


def collect(machine: Machine, address: str) -> list[str]:
    """Run the workflow on a commit that has another address."""
    clone = machine.folder.parent / f"address-{machine.jobs}"
    git(machine.folder.parent, "clone", "--quiet", machine.address, str(clone))
    point_to(clone / "params.yaml", address)
    git(clone, "commit", "--quiet", "--all", "--message", "address")
    git(clone, "push", "--quiet")
    return machine.run(workflow(machine))


def workflow(machine: Machine) -> str:
    return git(Path(machine.address), "show", "HEAD:.github/workflows/collect.yml")


def collected(machine: Machine) -> list[str]:
    """The days that are committed."""
    names = git(Path(machine.address), "ls-tree", "--name-only", "HEAD", "data/collected/")
    return [Path(name).stem for name in names.split()]


def test_the_readmes_command_collects_and_goes_on(quakes: Whole) -> None:
    (collect,) = (block for block in quakes.readme_blocks() if "collector.collect" in block)
    with catalogue(quakes) as address:
        point_to(quakes.folder / "params.yaml", address)
        first, again = quakes.run(collect), quakes.run(collect)
    assert "2026-01-01: 3 records" in first
    assert "2026-01-03: 2 records" in first
    assert "2026-01-01.parquet" in quakes.run("git status --porcelain -uall data/collected")
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
