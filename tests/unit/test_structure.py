"""The rooms of the package: who may call whom, and how large they are."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/mlscaffold"
# From the top down; a room imports only from the lines below its own.
FLOORS = [
    ["command line"],
    ["commands"],
    ["cohort"],
    ["update", "interview", "exercises"],
    ["project", "screen"],
    ["template", "table"],
    ["git"],
    ["ground"],
]
GROUND = {"errors", "names", "process", "temporary", "text", "__init__"}
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts): path
    for path in sorted(SOURCE.rglob("*.py"))
}


def room(module: str) -> str:
    """The package that a module is in; of those in none, the ground or the command line."""
    top, _, inside = module.partition(".")
    if inside:
        return top
    return "ground" if top in GROUND else "command line"


def imported(module: str) -> set[str]:
    """The modules of ours that one imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mlscaffold"):
            base = str(node.module).removeprefix("mlscaffold").removeprefix(".")
            for name in (alias.name for alias in node.names):
                inner = f"{base}.{name}".removeprefix(".")
                found |= {known for known in (inner, base) if known in MODULES} or {"__init__"}
    return found - {module}


def floor(module: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room(module) in rooms)


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES} == {name for rooms in FLOORS for name in rooms}


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards(module: str) -> None:
    elsewhere = {name for name in imported(module) if room(name) != room(module)}
    assert not {name for name in elsewhere if floor(name) <= floor(module)}


def test_no_modules_import_each_other() -> None:
    graph = {module: imported(module) for module in MODULES}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_small(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 250


def test_only_the_command_line_and_what_draws_print() -> None:
    talking = {
        name
        for name, path in MODULES.items()
        if re.search(r"\bprint\(|std(out|err)\.write", path.read_text(encoding="utf-8"))
    }
    assert {room(name) for name in talking} == {"command line", "commands", "screen"}


def test_only_render_imports_copier() -> None:
    sources = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}
    assert [name for name, text in sources.items() if "import copier" in text] == [
        "template.render"
    ]


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, mlscaffold.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"copier", "questionary", "duckdb", "jinja2", "yaml", "rich", "pydantic", "psycopg"}
    assert heavy.isdisjoint(loaded.stdout.split())
