"""The interview as a whole, without a terminal: any walk ends in a plan that Copier accepts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mlscaffold.interview.interview import Plan, interview
from mlscaffold.interview.review import again, rows
from mlscaffold.interview.sources import Wishes
from mlscaffold.screen.prompts import ACCEPT, Back, converse
from mlscaffold.template.fields import Field, Refused
from mlscaffold.template.questions import MISSING
from mlscaffold.template.templates import built_in
from mlscaffold.template.walk import Walk
from tests.unit.test_questionnaire import copier_answers, random_answer, stored


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table with two possible targets, a date, an identifier and a leak."""
    lines = ["id,day,age,ward,cost,stays,stayed"]
    for n in range(200):
        stays = "yes" if (n * 7 % 60 > 30) ^ (n % 11 == 0) else "no"
        day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
        lines.append(f"v{n:04},{day},{n * 7 % 60},{'ab'[n % 2]},{n % 37}.5,{stays},{stays}")
    file = tmp_path_factory.mktemp("table") / "visits.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Any]:
    """The questions for a project in a new folder; the table is read once."""
    folder = tmp_path_factory.mktemp("place")
    return interview(Wishes(folder / "demo"), built_in(), folder)


@pytest.mark.parametrize("seed", range(25))
def test_any_walk_ends_in_a_plan_that_copier_accepts(
    path: Callable[[], Any], table: Path, seed: int
) -> None:
    chance = Random(seed)
    walk: Walk[Plan] = Walk(path)
    plan = wander(walk, chance, str(table))
    remembered, _ = copier_answers("built-in", plan.order.answers)
    assert plan.answers.stored == stored(remembered)
    assert (plan.order.data is None) == (plan.answers.values["data_source"] == "sample")
    shown = {row.key for row in rows(replace(plan, passed=walk.view().passed))}
    assert {"folder", "project_name", "author", "decision"} <= shown
    assert again(plan).endswith("--defaults")


def wander(walk: Walk[Plan], chance: Random, table: str) -> Plan:
    """Forward, back and to and fro, then straight to the end."""
    for step in range(400):
        view = walk.view()
        if view.current is None:
            assert view.result is not None
            if step > 60 or chance.random() < 0.5:
                return view.result
            walk.change(chance.choice([field.key for field, _ in view.passed]))
        elif step < 60 and chance.random() < 0.2:
            walk.back()
        elif view.current.default is not MISSING and (step > 60 or chance.random() < 0.5):
            walk.accept()
        else:
            try_one(walk, view.current, chance, table)
    raise AssertionError(walk.view().current)


def try_one(walk: Walk[Plan], field: Field, chance: Random, table: str) -> None:
    """Some answer, which may be refused."""
    try:
        walk.answer(table if field.key == "data" else random_answer(field, chance))
    except Refused:
        return


class Scripted:
    """Answers from a list, as a person would; keeps what was shown."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.errors: list[str] = []

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        self.asked.append(f"{count} {field.key}")
        self.errors += [error] if error else []
        answer = self.answers.pop(0) if self.answers else ACCEPT
        if answer is Back:
            raise Back
        return answer

    def show(self, text: str) -> None: ...

    def done(self, field: Field, value: Any) -> None: ...

    def undo(self) -> None: ...


def test_at_most_nine_questions_are_seen(path: Callable[[], Any], table: Path) -> None:
    for answers in ([], ["file", str(table), "stays"]):
        asker = Scripted(*answers)
        converse(Walk(path), asker)
        assert len(asker.asked) + 1 <= 9  # and the folder, which is given here
        *_, (number, total) = [each.split()[0].split("/") for each in asker.asked]
        assert number == total == str(len(asker.asked))


def test_a_refused_answer_is_asked_again_and_back_keeps_it(path: Callable[[], Any]) -> None:
    asker = Scripted("web", "sample", "regression", Back, ACCEPT)
    plan = converse(Walk(path), asker)
    assert "is none of" in asker.errors[0]
    assert plan.answers.values["kind"] == "regression"


def test_another_table_keeps_the_answers_that_fit(path: Callable[[], Any], table: Path) -> None:
    walk: Walk[Plan] = Walk(path)
    converse(walk, Scripted("file", str(table), "stays", "classification", "Ada decides.", "3"))
    walk.change("target")
    plan = converse(walk, Scripted("cost", "regression"))
    assert plan.answers.values["decision"] == "Ada decides."
    assert plan.answers.values["kind"] == "regression"
    assert "cost_miss" in plan.answers.hidden


def test_leaving_a_column_out_stands_in_the_line(path: Callable[[], Any], table: Path) -> None:
    walk: Walk[Plan] = Walk(path)
    converse(walk, Scripted("file", str(table), "stays"))
    walk.change("features")
    plan = converse(walk, Scripted(["age", "ward", "stayed"]))
    line = again(plan)
    assert "--drop cost --drop day" in line
    assert "--keep stayed" in line
    assert [c["source"] for c in plan.answers.values["columns"]] == ["age", "ward", "stayed"]
