"""The steps of a project's workflows, run in clean clones."""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
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

    def tag(self, name: str, *, moved: bool) -> None:
        """Push newer data with a tag: the sample's next months, or rows of a table, like the old or moved."""
        git(self.folder, "switch", "--quiet", "--detach", "main")
        # The sample moves with month 13; a challenger wins when it has learned enough of that.
        change(self.folder, {"sample": {"month": 18 if moved else 13}})
        if self.table:
            add_rows(self.table, range(3000, 4500), moved=moved)
        git(self.folder, "commit", "--quiet", "--all", "--message", name)
        git(self.folder, "tag", name)
        git(self.folder, "push", "--quiet", str(self.server), name)

    def run(self, workflow: str, folder: Path, ref: str = "refs/heads/main") -> list[str]:
        machine = Machine(str(self.server), folder, self.github.variables, {"ref": ref})
        return machine.run(self.folder / f".github/workflows/{workflow}.yml")


def change(folder: Path, settings: dict[str, Any]) -> None:
    """Change settings that are there."""
    file = folder / "params.yaml"
    known = yaml.safe_load(file.read_text())
    for key, values in settings.items():
        if key in known:
            known[key] = known[key] | values if isinstance(values, dict) else values
    file.write_text(yaml.safe_dump(known, sort_keys=False))


def add_rows(file: Path, numbers: range, *, moved: bool = False) -> None:
    """Add rows that are late where `size` is large; of larger ones, moved, where it is small."""
    chance = Random(numbers.start)
    with file.open("a") as table:
        for n in numbers:
            size, noise = chance.uniform(0, 10), chance.gauss(0, 2)
            late = "yes" if (3 - size if moved else size - 7) > noise else "no"
            cells = [f"{size + 10 * moved:.1f}", chance.randrange(37), chance.choice("abc"), late]
            if "day" in file.stem:
                cells.append(date(2020, 1, 1) + timedelta(days=n // 4))
            table.write(",".join(map(str, cells)) + "\n")


TABLES = {"parcels": "size,other,kind,late\n", "parcels_by_day": "size,other,kind,late,day\n"}


@pytest.fixture(scope="module", params=["sample", *TABLES])
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    """A small project, committed; a clone finds what another has made."""
    place = tmp_path_factory.mktemp("released")
    folder, data, table = place / "made", [], None
    if request.param in TABLES:
        table = place / f"{request.param}.csv"
        table.write_text(TABLES[request.param])
        add_rows(table, range(3000))
        data, table = ["--data", str(table), "--target", "late"], folder / f"data/raw/{table.name}"
    flags = ["--defaults", "--without", "all", "--with", "retraining"]
    command = [sys.executable, "-m", "mlscaffold", "new", str(folder), *data, *flags]
    subprocess.run(command, check=True, env=clean_environment())
    by_time = "time_column: day" in (folder / ".copier-answers.yml").read_text()
    assert by_time == (request.param == "parcels_by_day")
    change(folder, {"sample": {"orders": 20_000, "month": 12}, "folds": 2, "trials": 1})
    with (folder / ".dvc/config").open("a") as settings:
        settings.write(f"[cache]\n    dir = {place / 'cache'}\n")
    git(folder, "commit", "--quiet", "--all", "--message", "Small")
    git(folder, "branch", "--move", "--force", "main")
    git(place, "clone", "--quiet", "--bare", str(folder), "server.git")
    return Released(folder, place / "server.git", table, GitHub(place / "bin"))


def test_a_challenger_that_does_not_win_changes_nothing(released: Released, tmp_path: Path) -> None:
    released.tag("data-1", moved=False)
    assert released.run("retrain", tmp_path, "refs/tags/data-1")[-1] == "Retrain"
    verdict = (tmp_path / "job-1/verdict.txt").read_text()
    assert re.match(r"kept \w+ against \w+: gain in .* which is not surely above 0 ", verdict)
    assert released.github.asked() == []


def test_drift_is_one_issue_and_rows_as_before_are_none(released: Released, tmp_path: Path) -> None:
    if released.table and released.table.stem == "parcels":  # by day, a new year is drift
        assert released.run("drift", tmp_path / "before")[-1] == "Compare them with the reference"
        assert released.github.asked() == []
    released.tag("data-2", moved=True)
    for week in ("first", "second"):
        done = released.run("drift", tmp_path / week)
        assert done[-1] == "Open the issue, or bring it up to date"
    (opened,) = released.github.asked("issue", "create")
    (edited,) = released.github.asked("issue", "edit")
    assert opened["body"] == edited["body"]
    assert ("size (values)" if released.table else "district (values)") in opened["body"]


def test_a_promoted_challenger_is_what_a_merge_releases(released: Released, tmp_path: Path) -> None:
    assert released.run("retrain", tmp_path)[-1] == "Open a pull request"
    (request,) = released.github.asked("pr", "create")
    assert request["body"].startswith("    promoted ")
    assert "| trained twice | the same model, byte for byte |" in request["body"]
    changed = git(released.server, "diff", "--name-only", "data-2", "retrain-data-2")
    names = {*changed.split()}
    assert {"README.md", "dvc.lock", "reports/report.md", "reports/retraining.json"} <= names
    assert not [name for name in names if name.startswith(("release/", "models/", "src/"))]
