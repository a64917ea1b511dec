"""All subsets of the parts, one part added or removed at a time: each is the project made with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.update.conftest import Run, commit
from tests.update.test_parts import NONE, SWITCHES, made
from tests.update.world import bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.matrix]


def subsets() -> Iterator[tuple[str, set[str]]]:
    """Every subset but the empty one, each after one that differs by a single part (a Gray code)."""
    for number in range(1, 2 ** len(SWITCHES)):
        changed = SWITCHES[(number & -number).bit_length() - 1]
        code = number ^ (number >> 1)
        yield changed, {name for place, name in enumerate(SWITCHES) if code >> place & 1}


def test_each_subset_is_met_once_and_differs_by_one_part() -> None:
    before: set[str] = set()
    met = {frozenset(before)}
    for changed, subset in subsets():
        assert before ^ subset == {changed}
        met.add(frozenset(subset))
        before = subset
    assert len(met) == 2 ** len(SWITCHES)


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
def test_every_subset(tmp_path: Path, run: Run, kind: str) -> None:
    project = made(tmp_path / "food", kind=kind)
    for number, (changed, subset) in enumerate(subsets()):
        verb = "add" if changed in subset else "remove"
        result = run(verb, changed, "--project", project, "-y", "--no-lock")
        assert result.code == 0, (subset, result.err)
        commit(project)
        expected = tmp_path / str(number) / "food"
        answers = {"project_name": "food", "author": "Ana", "kind": kind, **NONE}
        render(built_in(), answers | dict.fromkeys(subset, True), expected)
        assert bytes_of(project) == bytes_of(expected), subset
