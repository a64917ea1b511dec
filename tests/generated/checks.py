"""What must hold for every whole project."""

import re
import tomllib
from collections.abc import Callable

from tests.generated.conftest import Whole


def check_history(project: Whole) -> None:
    """Two commits, nothing uncommitted, no raw data or model outside DVC's or git's care."""
    log = project.run("git log --format=%s").splitlines()
    assert log[0] == "Results of the first run"
    assert len(log) == 2
    assert project.run("git status --porcelain") == ""


def check_notebook(project: Whole) -> None:
    """The committed notebook has its charts, and nothing of this machine or moment."""
    text = project.run("git show HEAD:notebooks/eda.ipynb")
    assert text.count('"image/png"') >= 3
    assert '"execution": {' not in text
    assert str(project.folder) not in text


def check_prediction(project: Whole) -> None:
    """The service answered the documented example."""
    answer = project.created["run"]["prediction"]["prediction"]
    assert isinstance(answer, str | float)
    assert "passed" in project.created["run"]["tests"]
    assert "failed" not in project.created["run"]["tests"]


def check_warnings(project: Whole) -> None:
    """The project's tests are green without a warning, and none is skipped."""
    assert not re.search("warning|skipped", project.created["run"]["tests"])


def check_code(project: Whole) -> None:
    """Lint, format and types hold."""
    project.run("uv run ruff check && uv run ruff format --check && uv run mypy")


def check_coverage(project: Whole) -> None:
    """The README's first block works, and the project's tests reach nearly every line."""
    options = f"--cov={project.created['package']} --cov-fail-under=90"
    block = next(each for each in project.readme_blocks() if "uv run pytest" in each)
    project.run(f"export PYTEST_ADDOPTS='{options}'\n{block}")


def check_results(project: Whole) -> None:
    """The champion is better than the baseline, and the README says so."""
    metrics = project.json("reports/metrics.json")
    gain = metrics["gain"]  # without an interval where some draws have no row of a rare class
    assert (gain["value"] if gain["low"] is None else gain["low"]) > 0
    champion = project.json("reports/comparison.json")["champion"].replace("_", "\\_?")
    assert re.search(champion, (project.folder / "README.md").read_text(encoding="utf-8"))


def check_data(project: Whole) -> None:
    """Every raw row is accounted for, in the report and in the data card; the page loads nothing."""
    quality = project.json("reports/data-quality.json")
    rows = quality["rows"]
    dropped = sum(step["dropped"] for step in quality["steps"])
    assert rows["raw"] - dropped == rows["clean"] == rows["train"] + rows["test"]
    assert quality["breaches"] == []
    page = (project.folder / "reports/report.html").read_text(encoding="utf-8")
    assert not re.findall(r"<script|<link (?!rel=\"icon\")|@import|src=\"(?!data:)", page)
    card = (project.folder / "docs/data-card.md").read_text(encoding="utf-8")
    assert f"{rows['clean']:,}" in card
    assert project.json("release/champion.json")["data_sha256"] == quality["sha256"]
    listed = project.run("cd data/raw && LC_ALL=C sha256sum * | sha256sum").split()[0]
    assert listed == quality["sha256"]


def check_unchanged(project: Whole) -> None:
    """A second run has nothing to do."""
    assert "Data and pipelines are up to date." in project.run("uv run dvc repro")


def check_locked(project: Whole) -> None:
    """The lock has the tested versions, and pip's list the same."""
    lock = tomllib.loads((project.folder / "uv.lock").read_text())
    versions = {package["name"]: package.get("version") for package in lock["package"]}
    assert f"scikit-learn=={versions['scikit-learn']}" in (
        project.folder / "requirements.txt"
    ).read_text(encoding="utf-8")
    project.run("uv lock --check")


Check = Callable[[Whole], None]
CHECKS: list[Check] = [
    check_history,
    check_notebook,
    check_prediction,
    check_warnings,
    check_results,
    check_data,
    check_unchanged,
    check_locked,
    check_code,
    check_coverage,
]
