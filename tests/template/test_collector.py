"""The collector: rendered when it was chosen, and only then."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.template.render import ANSWERS_FILE, render
from mlscaffold.template.templates import built_in
from tests.template.test_render import LONG, texts

FILES = {
    ".github/workflows/collect.yml",
    "src/food/collect.py",
    "tests/catalogue.py",
    "tests/test_collect.py",
}
CHANGED = {"README.md", "params.yaml", "pyproject.toml", ANSWERS_FILE}


def project(folder: Path, name: str, collector: Any) -> Path:
    render(built_in(), {"project_name": name, "collector": collector}, folder)
    return folder


@pytest.mark.parametrize("answer", [True, "yes", "true"])
def test_it_is_there_when_chosen(tmp_path: Path, answer: Any) -> None:
    without = texts(project(tmp_path / "without", "food", False))
    chosen = texts(project(tmp_path / "chosen", "food", answer))
    assert set(chosen) - set(without) == FILES
    assert {name for name, text in without.items() if chosen[name] != text} == CHANGED


def test_it_is_not_there_when_refused(tmp_path: Path) -> None:
    default = tmp_path / "default"
    render(built_in(), {"project_name": "food"}, default)
    assert texts(project(tmp_path / "refused", "food", "no")) == texts(default)
    for name, text in texts(default).items():
        assert "collector" not in text or name == ANSWERS_FILE, name


@pytest.mark.parametrize("name", ["x", "food", LONG])
def test_it_is_formatted_and_clean(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path / "project", name, True)
    for arguments in (["format", "--diff"], ["check"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
    for file, text in texts(folder).items():
        written = text.replace("${{", "")  # of a workflow
        assert "{%" not in text and "{{" not in written, file
        assert text.endswith("\n") and not text.endswith("\n\n"), file
        assert not file.endswith(".py") or len(text.splitlines()) <= 200, file


def test_its_settings_are_those_that_it_reads(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", "food", True)
    settings = yaml.safe_load((folder / "params.yaml").read_text())["collect"]
    module = ast.parse((folder / "src/food/collect.py").read_text())
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    fields = [each for each in classes[0].body if isinstance(each, ast.AnnAssign)]
    assert [ast.unparse(field.target) for field in fields] == list(settings)


def test_its_workflow_runs_it_every_day_and_may_commit(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", "food", True)
    text = (folder / ".github/workflows/collect.yml").read_text()
    workflow = yaml.load(text, yaml.BaseLoader)  # in which `on` stays a word
    assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "write"}
    assert {"run": "uv run python -m food.collect"} in workflow["jobs"]["collect"]["steps"]
