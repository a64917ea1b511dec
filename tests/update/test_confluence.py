"""Parts added and removed one at a time, in all company: each project is the one made with its parts."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.proposed import answers_of
from tests.template.projects import TARGETS
from tests.update.conftest import Run, commit
from tests.update.test_parts import NONE, SWITCHES, made
from tests.update.world import bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

# A part was added (or removed), and another one was there (or not).
Meeting = tuple[str, bool, str, bool]


def meetings(changed: str, subset: set[str]) -> set[Meeting]:
    """Which parts a part meets that was just added to a subset, or removed from it."""
    others = [name for name in SWITCHES if name != changed]
    return {(changed, changed in subset, other, other in subset) for other in others}


def walk() -> Iterator[tuple[str, set[str]]]:
    """A part that is added or removed, and the parts there then, until every meeting took place.

    All subsets would be twice as many for each new part.
    """
    chance, subset = Random(0), set[str]()
    left = {each for name in SWITCHES for state in all_states(name) for each in meetings(*state)}
    while left:
        _, _, changed = max(
            (len(left & meetings(name, subset ^ {name})), chance.random(), name)
            for name in SWITCHES
        )
        subset = subset ^ {changed}
        left -= meetings(changed, subset)
        yield changed, subset


def all_states(name: str) -> list[tuple[str, set[str]]]:
    """A part alone, with all others, without it, and among all others but it."""
    others = set(SWITCHES) - {name}
    return [(name, {name}), (name, {name} | others), (name, set()), (name, others)]


def test_each_part_meets_each_other_in_every_way() -> None:
    before: set[str] = set()
    met: set[Meeting] = set()
    for changed, subset in walk():
        assert before ^ subset == {changed}
        met |= meetings(changed, subset)
        before = subset
    assert len(met) == 4 * len(SWITCHES) * (len(SWITCHES) - 1)


@pytest.mark.parametrize("kind", TARGETS)
def test_every_step_of_the_walk(tmp_path: Path, run: Run, visits_file: Path, kind: str) -> None:
    # The sample has no more than two classes.
    several = kind == "multiclass"
    answers = answers_of(visits_file, TARGETS[kind]) if several else {"kind": kind}
    project = made(tmp_path / "food", **answers)
    for number, (changed, subset) in enumerate(walk()):
        verb = "add" if changed in subset else "remove"
        result = run(verb, changed, "--project", project, "-y", "--no-lock")
        assert result.code == 0, (subset, result.err)
        commit(project)
        expected = tmp_path / str(number) / "food"
        known = {"project_name": "food", "author": "Ana", **NONE, **answers}
        render(built_in(), known | dict.fromkeys(subset, True), expected)
        assert bytes_of(project) == bytes_of(expected), subset
