"""The rooms of the package: who may call whom, and how large they are."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/mlscaffold"
# From the top down; a module imports only from the lines below its own.
FLOORS = [
    ["cli", "__main__"],
    ["cli_project"],
    ["cli_update"],
    ["making", "catalogue", "options", "output_update"],
    ["session", "completion", "output", "firstrun"],
    ["keep", "review"],
    ["interview"],
    ["adopt", "drift", "resolve", "branch"],
    ["update"],
    ["packages", "answering", "confirm", "changelog", "apply", "versions"],
    ["create", "layers", "own_data"],
    ["terminal", "linewise"],
    ["keys"],
    ["prompts", "rows", "presets", "answersfile", "sample_or_file"],
    ["plan", "origins", "recovery", "pristine"],
    ["changes", "releases", "journal"],
    ["merge", "migrations", "worktree", "arguments"],
    ["snapshot", "align"],
    ["plumbing"],
    ["tables", "questionnaire", "render"],
    ["findings", "answers", "recorded", "plain", "environment", "place", "config"],
    ["walk", "entry", "custom"],
    ["fields", "jinja"],
    ["proposal"],
    ["splits", "places"],
    ["profile", "leaks", "templates"],
    ["examine"],
    ["columns"],
    ["readers", "kinds", "cells", "sources"],
    ["git", "names", "web", "database"],
    ["process", "questions", "casting", "listing"],
    ["errors", "choices", "__init__"],
]
MODULES = sorted({*SOURCE.glob("*.py"), *SOURCE.glob("readers/*.py")})


def room(module: Path) -> str:
    """A module's name, or that of the package it belongs to."""
    return "readers" if module.parent.name == "readers" else module.stem


def floor(module: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if module in floor)


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "mlscaffold":
            names |= {a.name for a in node.names if any(a.name in floor for floor in FLOORS)}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mlscaffold."):
            names.add(str(node.module).split(".")[1])
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_imports_go_downwards(module: Path) -> None:
    own = floor(room(module))
    upwards = {name for name in imported(module) - {room(module)} if floor(name) <= own}
    assert module.stem == "__main__" or not upwards


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_modules_stay_small(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 250


def test_only_render_imports_copier() -> None:
    users = [m.stem for m in MODULES if "import copier" in m.read_text(encoding="utf-8")]
    assert users == ["render"]


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, mlscaffold.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"copier", "questionary", "duckdb", "jinja2", "yaml", "rich", "pydantic", "psycopg"}
    assert heavy.isdisjoint(loaded.stdout.split())
