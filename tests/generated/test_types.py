"""Strict types of every project that is rendered, in one environment that has the packages of all."""

import subprocess
from pathlib import Path

import pytest

from mlscaffold.project.environment import install, lock
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from scripts.constraints import union
from tests.generated.conftest import clean_environment
from tests.template.conftest import NAMES, answers_to

pytestmark = [pytest.mark.slow, pytest.mark.matrix]


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """mypy beside the packages of all kinds, parts and sources."""
    folder = tmp_path_factory.mktemp("projects") / "union"
    render(built_in(), union(built_in()), folder)
    lock(folder, built_in().constraints)
    install(folder)
    return folder / ".venv/bin/mypy"


@pytest.mark.parametrize("name", NAMES)
def test_types_hold(name: str, mypy: Path, visits_file: Path, tmp_path: Path) -> None:
    render(built_in(), answers_to(name, visits_file), tmp_path)
    cache = mypy.parents[3] / "cache"  # of the packages, which are the same for all
    result = subprocess.run(
        [str(mypy), "--cache-dir", str(cache)],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
