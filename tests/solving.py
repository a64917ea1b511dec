"""Projects of a course: rendered, solved in part, and their exercises run."""

import os
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

from mlscaffold.template import fences
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.template.projects import without_parts

# The parts that have exercises.
TAUGHT = without_parts() | {"explain": True, "monitoring": True, "retraining": True}


def course_project(answers: dict[str, Any], variant: str, folder: Path) -> Path:
    """Render a course's project."""
    render(built_in(), answers | {"variant": variant}, folder)
    return folder


def exercises(project: Path) -> dict[str, dict[str, Any]]:
    """What exercises.yml says, by id."""
    found = yaml.safe_load((project / "exercises.yml").read_text(encoding="utf-8"))
    return {each["id"]: each for each in found}


def regions(project: Path) -> dict[str, bytes]:
    """What stands between the fences of a project, by exercise."""
    found: dict[str, bytes] = {}
    for file in project.rglob("*.py"):
        found |= fences.regions(file.read_bytes())
    return found


def solve(project: Path, contents: Mapping[str, bytes]) -> None:
    """Put contents between the fences of some exercises."""
    for file in {project / exercises(project)[name]["file"] for name in contents}:
        file.write_bytes(fences.filled(file.read_bytes(), contents))


def outcomes(project: Path, python: Path, chosen: Collection[str] = ()) -> dict[str, set[str]]:
    """Run the exercises' tests: of each exercise "passed", or why its tests failed."""
    file = project.parent / f"{project.name}.xml"
    paths = [exercises(project)[name]["tests"] for name in chosen] or ["tests/exercises"]
    result = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={file}", *paths],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert result.returncode in (0, 1), result.stdout[-3000:] + result.stderr[-3000:]
    found: dict[str, set[str]] = {}
    for case in ElementTree.parse(file).iter("testcase"):
        name = case.attrib["classname"].rpartition(".test_")[2]
        wrong = [each.attrib["message"] for each in case if each.tag in ("failure", "error")]
        skipped = ["skipped"] if case.find("skipped") is not None else []
        found.setdefault(name, set()).update(wrong or skipped or ["passed"])
    return found
