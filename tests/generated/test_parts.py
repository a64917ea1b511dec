"""Each part of the template does what it says, in trained projects that have all of them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.generated.checks import check_code, check_prediction, check_unchanged
from tests.generated.conftest import Whole, dataset, make
from tests.template.projects import expected, parts

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

KINDS: dict[str, Callable[[], list[object]]] = {
    "sample": list,
    "regression": lambda: ["--kind", "regression"],
    "multiclass": lambda: ["--data", dataset("penguins.csv"), "--target", "species"],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Whole]:
    """Makes the project of a kind with every part, once."""

    @cache
    def project(kind: str) -> Whole:
        chosen = [f"{part}={'yes' if yes is True else yes}" for part, yes in parts().items()]
        settings = [word for each in chosen for word in ("--set", each)]
        folder: Path = tmp_path_factory.mktemp("projects") / f"all-{kind}"
        return make(folder, *KINDS[kind](), *settings)

    return project


@pytest.mark.parametrize("kind", KINDS)
def test_a_project_with_every_part(kind: str, whole: Callable[[str], Whole]) -> None:
    for check in (check_prediction, check_unchanged, check_code):
        check(whole(kind))


@pytest.mark.parametrize("part", parts())
@pytest.mark.parametrize("kind", KINDS)
def test_a_part_can_be_shown(kind: str, part: str, whole: Callable[[str], Whole]) -> None:
    """Its command works and has something to show; nothing is skipped, and git sees no change."""
    project = whole(kind)
    said = project.run(expected(part)["show"].replace("<package>", project.created["package"]))
    assert said.strip()
    assert "skipped" not in said
    assert project.run("git status --porcelain") == ""
