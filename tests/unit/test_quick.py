"""Which tests `dev.py quick` runs, and in which order."""

import runpy
from pathlib import Path

from tests.conftest import ROOT

QUICK = runpy.run_path(str(ROOT / "scripts/quick.py"))
MODULES = {
    "mlscaffold.names": set(),
    "mlscaffold.cli": {"mlscaffold.names"},
    "tests.helper": {"mlscaffold.cli"},
    "tests.unit.test_names": {"mlscaffold.names"},
    "tests.unit.test_cli": {"tests.helper"},
    "tests.unit.test_other": {"os"},
}


def test_the_nearest_tests_come_first() -> None:
    nearest = QUICK["nearest"](MODULES, {"mlscaffold.names"})
    assert nearest == ["tests.unit.test_names", "tests.unit.test_cli"]
    assert QUICK["nearest"](MODULES, {"tests.unit.test_other"}) == ["tests.unit.test_other"]
    assert QUICK["nearest"](MODULES, {"docs"}) == []


def test_files_are_called_as_modules_call_them() -> None:
    names = {
        "src/mlscaffold/table/__init__.py": "mlscaffold.table",
        "src/mlscaffold/table/cells.py": "mlscaffold.table.cells",
        "tests/unit/test_quick.py": "tests.unit.test_quick",
        "docs/parts.md": "docs",
        "templates/end-to-end-project/CHANGELOG.md": "templates",
    }
    assert {name: QUICK["name_of"](Path(name)) for name in names} == names


def test_every_change_of_the_package_reaches_a_test() -> None:
    graph = QUICK["graph"]()
    lonely = [
        name
        for name in graph
        if name.startswith("mlscaffold.") and not QUICK["nearest"](graph, {name})
    ]
    assert lonely == []
