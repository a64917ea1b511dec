"""The steps of a project's workflows, run in clean clones."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.generated.conftest import Whole, make
from tests.generated.test_image import has_engine
from tests.workflow import Machine

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
