"""Parts added and removed one at a time, in all company: each project is the one made with its parts."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from mlscaffold.template.parts import need, parts_of, with_needs
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.proposed import answers_of
from tests.template.projects import TARGETS
from tests.update.conftest import Run, commit
from tests.update.test_parts import NONE, SWITCHES, made
from tests.update.world import bytes_of

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

PARTS = parts_of(built_in())
# A part was added (or removed), and another one was there (or not).
Meeting = tuple[str, bool, str, bool]


def meetings(changed: str, subset: set[str]) -> set[Meeting]:
    """Which parts a part meets that was just added to a subset, or removed from it."""
    others = [name for name in SWITCHES if name != changed]
    return {(changed, changed in subset, other, other in subset) for other in others}


def after(subset: set[str], name: str) -> set[str]:
    """With the part and what it needs; or without it and what needs it."""
    if name in subset:
        return subset - {name, *need(PARTS, name)}
    return subset | {*with_needs(PARTS, [name])}


def walk() -> Iterator[tuple[str, set[str]]]:
    """A part that is added or removed, and the parts there then, until every meeting took place.

    All subsets would be twice as many for each new part.
    """
    subset = set[str]()
    left = {each for name in SWITCHES for state in all_states(name) for each in meetings(*state)}
    while left:
        changed = best_step(subset, left, ahead=1)[1]
        subset = after(subset, changed)
        left -= meetings(changed, subset)
        yield changed, subset


def best_step(subset: set[str], left: set[Meeting], ahead: int) -> tuple[float, str]:
    """The change that brings most of what is left, with what comes after it."""
    worth = []
    for name in SWITCHES:
        new = after(subset, name)
        met = left & meetings(name, new)
        later = best_step(new, left - met, ahead - 1)[0] if ahead else 0
        worth.append((len(met) + 0.99 * later, name))
    return max(worth)


def all_states(name: str) -> list[tuple[str, set[str]]]:
    """A part added to as little and as much as can be there without it, and removed from both."""
    least = {*with_needs(PARTS, [name])} - {name}
    most = {*SWITCHES} - {name, *need(PARTS, name)}
    return [(name, {name} | least), (name, {name} | most), (name, least), (name, most)]


def test_each_part_meets_each_other_in_every_way() -> None:
    before: set[str] = set()
    met: set[Meeting] = set()
    for changed, subset in walk():
        assert after(before, changed) == subset
        met |= meetings(changed, subset)
        before = subset
    for one, other in permutations(SWITCHES, 2):
        ways = {here[1::2] for here in met if (here[0], here[2]) == (one, other)}
        bound = {one, other} in [{name, each} for name in SWITCHES for each in need(PARTS, name)]
        assert len(ways) == (2 if bound else 4), (one, other, ways)


@pytest.mark.parametrize("kind", TARGETS)
def test_every_step_of_the_walk(tmp_path: Path, run: Run, visits_file: Path, kind: str) -> None:
    # The sample has no more than two classes.
    several = kind == "multiclass"
    answers = answers_of(visits_file, TARGETS[kind]) if several else {"kind": kind}
    project = made(tmp_path / "food", **answers)
    before: set[str] = set()
    for number, (changed, subset) in enumerate(walk()):
        steps = ("add", changed) if changed in subset else ("remove", *(before - subset))
        before = subset
        result = run(*steps, "--project", project, "-y", "--no-lock")
        assert result.code == 0, (subset, result.err)
        commit(project)
        expected = tmp_path / str(number) / "food"
        known = {"project_name": "food", "author": "Ana", **NONE, **answers}
        render(built_in(), known | dict.fromkeys(subset, True), expected)
        assert bytes_of(project) == bytes_of(expected), subset
