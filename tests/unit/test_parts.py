"""Parts: what they say of themselves, which are chosen, and how they are asked for."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.interview.interview import Plan, interview
from mlscaffold.interview.review import again, rows
from mlscaffold.interview.sources import Wishes
from mlscaffold.interview.ticks import by_flags, parts_field
from mlscaffold.template.fields import Refused
from mlscaffold.template.parts import Part, chosen, need, parts_of, with_needs
from mlscaffold.template.questionnaire import Given
from mlscaffold.template.questions import MISSING, Question
from mlscaffold.template.templates import built_in
from mlscaffold.template.walk import Walk
from tests.conftest import Mlscaffold


def part(name: str, *needs: str, default: Any = False, type: str = "bool") -> Part:
    return Part(Question(name, type, f"Add {name}?", default), Path(), needs=needs)


PARTS = {
    each.name: each
    for each in (
        part("tracking", default=True),
        part("monitoring"),
        part("retraining", "tracking", "monitoring"),
        part("replay", "retraining"),
        part("address", default="", type="str"),
    )
}


def test_what_a_part_needs_comes_first() -> None:
    assert with_needs(PARTS, ["replay"]) == ["tracking", "monitoring", "retraining", "replay"]
    assert with_needs(PARTS, ["monitoring", "retraining"])[0] == "monitoring"
    assert need(PARTS, "tracking") == ["retraining", "replay"]
    assert need(PARTS, "replay") == []


def test_names_are_words_with_commas_or_dashes_and_all_is_every_switch() -> None:
    assert chosen(PARTS, ["replay,tracking", "replay"]) == ["replay", "tracking"]
    assert chosen(PARTS, ["all"]) == ["tracking", "monitoring", "retraining", "replay"]
    assert chosen({"a_b": part("a_b")}, ["a-b"]) == ["a_b"]
    with pytest.raises(UsageError) as raised:
        chosen(PARTS, ["monitorin"])
    assert "did you mean `monitoring`?" in raised.value.hint
    with pytest.raises(UsageError) as raised:
        chosen({}, ["monitoring"])
    assert raised.value.message == "the template has no parts"


@pytest.mark.parametrize(
    ("wanted", "unwanted", "here"),
    [
        (["replay"], [], {"tracking", "monitoring", "retraining", "replay"}),
        ([], ["tracking"], set()),
        ([], ["all"], set()),
        (["monitoring"], ["all"], {"monitoring"}),
        (["all"], ["replay"], {"tracking", "monitoring", "retraining"}),
        (["all"], [], {"tracking", "monitoring", "retraining", "replay"}),
    ],
)
def test_flags(wanted: list[str], unwanted: list[str], here: set[str]) -> None:
    found = by_flags(PARTS, wanted, unwanted)
    assert {name for name, answer in found.items() if answer} == here
    assert found.keys() == PARTS.keys() - {"address"}


def test_flags_that_do_not_go_together() -> None:
    assert by_flags(PARTS, [], []) == {}
    with pytest.raises(UsageError, match="`tracking` is wanted and not wanted"):
        by_flags(PARTS, ["retraining"], ["tracking"])
    with pytest.raises(UsageError, match="`address` needs an answer"):
        by_flags(PARTS, ["address"], [])


def test_ticks_propose_what_is_usual_or_said_elsewhere() -> None:
    field = parts_field(PARTS, Given(fixed={"monitoring": True}, proposed={"tracking": "no"}))
    assert (field.default, field.kind) == ([], "several")
    assert [option.label for option in field.options] == ["tracking", "retraining", "replay"]
    assert field.parse(["replay"]) == ["tracking", "retraining", "replay"]
    with pytest.raises(Refused, match="did you mean `replay`"):
        field.parse(["repla"])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Any]:
    folder = tmp_path_factory.mktemp("place")
    return interview(Wishes(folder / "demo"), built_in(), folder)


def at_the_parts(path: Callable[[], Any]) -> Walk[Plan]:
    walk: Walk[Plan] = Walk(path)
    while (current := walk.view().current) and current.key != "parts":
        walk.accept()
    return walk


def test_parts_are_one_question(path: Callable[[], Any]) -> None:
    walk = at_the_parts(path)
    current = walk.view().current
    assert current is not None
    assert [option.label for option in current.options if option.mark] == current.default
    walk.answer(["monitoring"])
    while walk.view().current:
        walk.accept()
    plan = walk.view().result
    assert plan is not None
    assert [key for key in plan.parts if plan.answers.values[key]] == ["monitoring"]
    assert {row.key: row.shown for row in rows(replace(plan, passed=walk.view().passed))}[
        "parts"
    ] == "monitoring"
    assert "--with monitoring --without explain,loadtest,notebook,tracking" in again(plan)


def explained(mlscaffold: Mlscaffold, *arguments: str) -> set[str]:
    result = mlscaffold("new", "demo", "--explain", "--json", *arguments)
    assert result.returncode == 0, result.stderr
    answers = {row["key"]: row["value"] for row in json.loads(result.stdout)}
    return {name for name in parts_of(built_in()) if answers[name] is True}


def test_the_line_makes_the_same_parts_again(mlscaffold: Mlscaffold) -> None:
    usual = {part.name for part in parts_of(built_in()).values() if part.is_usual}
    assert explained(mlscaffold) == usual
    assert explained(mlscaffold, "--without", "all", "--with", "analysis") == {"analysis"}
    other = usual - {"tracking"} | {"analysis"}
    assert explained(mlscaffold, "--with", "analysis", "--without", "tracking") == other
    assert explained(mlscaffold, "--without", "tracking", "--set", "tracking=yes") == usual


def test_a_preset_lists_the_parts(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('parts = ["tracking", "monitoring"]\n')
    found = explained(mlscaffold, "--preset", "course.toml")
    assert found == {"tracking", "monitoring"}
    (tmp_path / "wrong.toml").write_text('parts = ["trackin"]\n')
    result = mlscaffold("new", "demo", "--explain", "--preset", "wrong.toml")
    assert (result.returncode, "did you mean `tracking`?" in result.stderr) == (2, True)
    (tmp_path / "wrong.toml").write_text("parts = 3\n")
    result = mlscaffold("new", "demo", "--explain", "--preset", "wrong.toml")
    assert "`parts` is no list of parts" in result.stderr


def test_every_part_says_what_it_is_for_and_what_shows_it() -> None:
    for each in parts_of(built_in()).values():
        assert each.purpose.endswith(".")
        assert each.show
        assert each.files
        assert each.fulfils
        assert each.question.default is not MISSING


def test_parts_outside_of_a_project(mlscaffold: Mlscaffold) -> None:
    result = mlscaffold("parts", "--json")
    found = {each["name"]: each for each in json.loads(result.stdout)["parts"]}
    assert found.keys() == parts_of(built_in()).keys()
    assert found["monitoring"]["lines"] > 50
    assert found["tracking"]["usual"] is True
    assert found["tracking"]["here"] is None
    text = mlscaffold("parts").stdout
    assert all(name in text for name in found)
    assert max(map(len, text.splitlines())) < 80


def test_one_part_shows_its_files_and_its_section(mlscaffold: Mlscaffold) -> None:
    text = mlscaffold("parts", "monitoring").stdout
    assert "compose.yaml" in text
    assert "## Monitoring" in text
    assert "## Run" not in text
    wrong = mlscaffold("parts", "monitorin")
    assert (wrong.returncode, "did you mean `monitoring`?" in wrong.stderr) == (2, True)
