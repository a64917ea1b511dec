"""Combinations of parts, drawn at random: each is installed, trained, tested and asked."""

from pathlib import Path
from random import Random

import pytest

from tests.generated.checks import check_code, check_prediction, check_unchanged
from tests.generated.conftest import make
from tests.generated.test_parts import KINDS
from tests.template.projects import parts

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

SWITCHES = [part for part, answer in parts().items() if answer is True]
COMBINATIONS = 18


def chosen(number: int) -> tuple[str, list[str]]:
    """A kind, in turn, and some of the parts."""
    chance = Random(number)
    kind = list(KINDS)[number % len(KINDS)]
    return kind, sorted(chance.sample(SWITCHES, chance.randint(1, len(SWITCHES) - 1)))


@pytest.mark.parametrize("number", range(COMBINATIONS))
def test_a_combination_of_parts(number: int, tmp_path: Path) -> None:
    kind, some = chosen(number)
    flags = ["--without", "all", "--with", ",".join(some)]
    project = make(tmp_path / f"mix-{number}", *KINDS[kind](), *flags)
    for check in (check_prediction, check_unchanged, check_code):
        check(project)


def test_every_part_is_tried_with_and_without() -> None:
    tried = [chosen(number)[1] for number in range(COMBINATIONS)]
    assert all(0 < sum(part in some for some in tried) < COMBINATIONS for part in SWITCHES)
