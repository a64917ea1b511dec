"""Projects rendered once, for all tests of what is in them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.template.projects import samples, tables

Rendered = Callable[[str], Path]
NAMES = [*samples(), *tables()]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory, visits_file: Path) -> Rendered:
    """Where the project of a name lies."""
    root = tmp_path_factory.mktemp("rendered")

    def project(name: str) -> Path:
        folder = root / name.replace(" ", "-").replace("_", "-")
        if not folder.exists():
            render(built_in(), answers_to(name, visits_file), folder)
        return folder

    return project


@cache
def answers_to(name: str, file: Path) -> dict[str, Any]:
    """The answers of a project."""
    return samples()[name] if name in samples() else tables()[name](file)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever looks at a project looks at all of them, unless it names some."""
    marks = metafunc.definition.iter_markers("parametrize")
    chosen = any(
        "name" in ((mark.args[0],) if isinstance(mark.args[0], str) else mark.args[0])
        for mark in marks
    )
    if "name" in metafunc.fixturenames and not chosen:
        metafunc.parametrize("name", NAMES)


@pytest.fixture
def project(name: str, rendered: Rendered) -> Path:
    """A rendered project."""
    return rendered(name)


@pytest.fixture
def answers(name: str, visits_file: Path) -> dict[str, Any]:
    """The answers that it was rendered from."""
    return answers_to(name, visits_file)
