"""Nasty tables: generate → pipeline → tests → a prediction, with no edit by hand."""

from pathlib import Path

import pytest

from tests.generated.checks import CHECKS
from tests.generated.conftest import make
from tests.inputs.nasty import TABLES

# The most different ones: of all kinds of values, of text, and headers that are code somewhere.
ALWAYS = ("shop",)


def try_table(name: str, folder: Path) -> None:
    nasty = TABLES[name](folder)
    arguments = ["--data", nasty.file, "--target", nasty.target, *nasty.options]
    project = make(folder / f"{name}-project", *arguments)
    for check in CHECKS:
        check(project)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALWAYS)
def test_always(name: str, tmp_path: Path) -> None:
    try_table(name, tmp_path)


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("name", [name for name in TABLES if name not in ALWAYS])
def test_every(name: str, tmp_path: Path) -> None:
    try_table(name, tmp_path)
