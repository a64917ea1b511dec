"""The steps of a project's workflows, run in clean clones."""

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generated.conftest import Whole, clean_environment, make
from tests.generated.test_image import has_engine
from tests.update.world import git
from tests.workflow import GitHub, Machine

pytestmark = [pytest.mark.slow, pytest.mark.matrix]


def machine(folder: Path, project: Whole) -> Machine:
    """A machine whose clone is what is committed."""
    return Machine(str(project.folder), folder, {"OMP_NUM_THREADS": "1"})


def ci_of(project: Whole, *, with_image: bool) -> str:
    """The workflow; up to the image where no Docker engine is."""
    text = (project.folder / ".github/workflows/ci.yml").read_text("utf-8")
    before, build, after = text.partition("      - run: docker build")
    assert "docker run" in after
    return before + build + after if with_image else before


def test_ci_passes_on_what_was_committed(sample: Whole, tmp_path: Path) -> None:
    done = machine(tmp_path, sample).run(ci_of(sample, with_image=has_engine()))
    assert done[:1] == ["uv sync --locked"]
    assert any(step.startswith("uv run pytest") for step in done)
    assert ("Ask the image whether it serves" in done) == has_engine()


def test_ci_fails_when_the_code_is_broken(sample: Whole, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    subprocess.run(["git", "clone", "-q", str(sample.folder), str(broken)], check=True)
    file = broken / "src/food_times/service/api.py"
    file.write_text(re.sub(r"\breturn\b", "return 1 +", file.read_text("utf-8"), count=1) + "x =\n")
    subprocess.run(["git", "commit", "-qam", "broken"], cwd=broken, check=True)
    with pytest.raises(AssertionError, match="uv run ruff"):
        machine(tmp_path, Whole(broken, {})).run(ci_of(sample, with_image=False))


def test_ci_of_a_table(visits_file: Path, tmp_path: Path) -> None:
    project = make(tmp_path / "stays", "--data", visits_file, "--target", "Stays")
    done = machine(tmp_path / "jobs", project).run(ci_of(project, with_image=False))
    assert any(step.startswith("uv run dvc repro") for step in done)


@dataclass
class Released:
    """A project on a server, to which newer data come."""

    folder: Path
    server: Path
    table: Path | None
    github: GitHub

    def tag(self, name: str) -> None:
        """Push newer data with a tag: the sample's next month, or rows of a table that moved."""
        git(self.folder, "switch", "--quiet", "--detach", "main")
        # The gate is open: whether a challenger wins is not what is tried here.
        change(self.folder, {"sample": {"month": 13}, "retraining": {"least_gain": -1}})
        if self.table:
            add_rows(self.table, range(3000, 4500), moved=3)
        git(self.folder, "commit", "--quiet", "--all", "--message", name)
        git(self.folder, "tag", name)
        git(self.folder, "push", "--quiet", str(self.server), name)

    def run(self, workflow: str, folder: Path) -> list[str]:
        machine = Machine(str(self.server), folder, self.github.variables)
        return machine.run(self.folder / f".github/workflows/{workflow}.yml")


def change(folder: Path, settings: dict[str, Any]) -> None:
    """Change settings that are there."""
    file = folder / "params.yaml"
    known = yaml.safe_load(file.read_text())
    for key, values in settings.items():
        if key in known:
            known[key] = known[key] | values if isinstance(values, dict) else values
    file.write_text(yaml.safe_dump(known, sort_keys=False))


def add_rows(file: Path, numbers: Iterable[int], *, moved: int = 0) -> None:
    """Add rows whose outcome follows from `size`."""
    with file.open("a") as table:
        for n in numbers:
            size, other = n * 7919 % 100 / 10 + moved, n * 104729 % 37
            table.write(
                f"{size},{other},{'abc'[n % 3]},{'yes' if size + other % 4 > 7 else 'no'}\n"
            )


@pytest.fixture(scope="module", params=["sample", "table"])
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """A small project, committed and tagged with newer data; a clone finds what another has made."""
    place = tmp_path_factory.mktemp("released")
    folder, data, table = place / "made", [], None
    if request.param == "table":
        table = place / "parcels.csv"
        table.write_text("size,other,kind,late\n")
        add_rows(table, range(3000))
        data, table = ["--data", str(table), "--target", "late"], folder / "data/raw/parcels.csv"
    flags = ["--defaults", "--without", "all", "--with", "retraining"]
    command = [sys.executable, "-m", "mlscaffold", "new", str(folder), *data, *flags]
    subprocess.run(command, check=True, env=clean_environment())
    change(folder, {"sample": {"orders": 10_000, "month": 12}, "folds": 2, "trials": 1})
    with (folder / ".dvc/config").open("a") as settings:
        settings.write(f"[cache]\n    dir = {place / 'cache'}\n")
    git(folder, "commit", "--quiet", "--all", "--message", "Small")
    git(folder, "branch", "--move", "--force", "main")
    git(place, "clone", "--quiet", "--bare", str(folder), "server.git")
    found = Released(folder, place / "server.git", table, GitHub(place / "bin"))
    found.tag("data-13")
    return found


def test_drift_of_tagged_data_opens_an_issue(released: Released, tmp_path: Path) -> None:
    done = released.run("drift", tmp_path)
    assert done[-1] == "Open the issue, or bring it up to date"
    (issue,) = released.github.asked("issue", "create")
    moved = "size (values)" if released.table else "district (values)"
    assert moved in issue["body"]


def test_a_promoted_challenger_is_what_a_merge_releases(released: Released, tmp_path: Path) -> None:
    assert released.run("retrain", tmp_path)[-1] == "Open a pull request"
    (request,) = released.github.asked("pr", "create")
    assert request["body"].startswith("    promoted ")
    assert "| trained twice | the same model, byte for byte |" in request["body"]
    changed = git(released.server, "diff", "--name-only", "data-13", "retrain-data-13").split()
    assert {"README.md", "dvc.lock", "reports/report.md", "reports/retraining.json"} <= {*changed}
    assert not [name for name in changed if name.startswith(("release/", "models/", "src/"))]
