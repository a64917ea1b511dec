"""Questionnaires agree with Copier on what is asked, offered and stored, on any walk through them."""

import functools
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from copier import _main
from copier._settings import SettingsModel
from copier._types import MISSING as COPIERS_MISSING
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mlscaffold.errors import UsageError
from mlscaffold.template import questionnaire
from mlscaffold.template.fields import Field, Refused
from mlscaffold.template.questionnaire import Answers, Given, Questionnaire
from mlscaffold.template.questions import MISSING
from mlscaffold.template.templates import Template, built_in
from mlscaffold.template.walk import Walk, settle
from tests.conftest import ROOT

OWN = ("types", "choices", "conditions", "defaults", "documents")
FOLDERS = {name: ROOT / "tests/questionnaires" / name for name in OWN}
FOLDERS["built-in"] = built_in().folder
TARGET = Path("/nowhere/Demo")
# A walk is made from one number: there is nothing to shrink.
quick = settings(max_examples=25, phases=[Phase.explicit, Phase.generate])


@functools.cache
def load(name: str) -> Questionnaire:
    return questionnaire.load(Template(name, FOLDERS[name]), target=TARGET)


def copier_answers(name: str, data: dict[str, Any], answer: Any = None) -> Any:
    """What Copier itself has as answers; `answer` is called for every question that it asks."""
    worker = _main.Worker(
        src_path=str(FOLDERS[name]),
        dst_path=TARGET,
        data=data,
        defaults=answer is None,
        settings=SettingsModel(),
        quiet=True,
    )
    ask = _main.unsafe_prompt
    _main.unsafe_prompt = lambda questions, answers: {  # type: ignore[assignment]
        questions[0]["name"]: answer(questions[0], answers)
    }
    try:
        worker._ask()
        return worker._answers_to_remember(), worker.answers.combined
    finally:
        _main.unsafe_prompt = ask  # type: ignore[assignment]


def stored(answers: Any) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if not key.startswith("_")}


def random_answer(field: Field, chance: Random) -> Any:
    """Some answer to a question: one of its choices, or any text, number or list."""
    if field.kind == "several":
        return [o.raw for o in field.options if chance.random() < 0.5]
    if field.options:
        return chance.choice([option.raw for option in field.options])
    words = [
        "a",
        "free",
        "Two words",
        "7",
        "-1",
        "0.5",
        "yes",
        "null",
        '"5"',
        "[1, x]",
        '{"a": 1}',
        "",
        "ü",
    ]
    return chance.choice(words)


def walk_at_random(walk: Walk[Answers], chance: Random) -> Answers:
    """Forward, back and to and fro until everything is answered."""
    for _ in range(200):
        view = walk.view()
        if view.current is None:
            assert view.result is not None
            if chance.random() < 0.7 or not view.passed:
                return view.result
            walk.change(chance.choice([field.key for field, _ in view.passed]))
            continue
        move = chance.choice(["answer", "answer", "accept", "accept", "back"])
        if move == "back":
            walk.back()
        elif move == "accept" and view.current.default is not MISSING:
            walk.accept()
        else:
            try:
                walk.answer(random_answer(view.current, chance))
            except Refused:
                continue
    return finish(walk)


def finish(walk: Walk[Answers]) -> Answers:
    """Answer what is left, shortly."""
    for text in ["7", "[]", "a", "{}"] * 50:
        view = walk.view()
        if view.current is None:
            assert view.result is not None
            return view.result
        try:
            walk.accept() if view.current.default is not MISSING else walk.answer(text)
        except Refused:
            continue
    raise AssertionError(f"no end: {walk.view().current}")


@pytest.mark.parametrize("name", FOLDERS)
@given(chance=st.builds(Random, st.integers(0, 10**9)))
@quick
def test_any_walk_ends_in_answers_that_copier_accepts(name: str, chance: Random) -> None:
    questions = load(name)
    answers = walk_at_random(Walk(lambda: questions.path(Given())), chance)
    remembered, combined = copier_answers(name, answers.data)
    assert answers.stored == stored(remembered)
    assert answers.values == {key: combined[key] for key in answers.values}


@pytest.mark.parametrize("name", FOLDERS)
@given(chance=st.builds(Random, st.integers(0, 10**9)))
@quick
def test_copier_asks_the_same_questions_with_the_same_choices_and_defaults(
    name: str, chance: Random
) -> None:
    questions = load(name)
    asked: list[tuple[Field, Any]] = []
    path = questions.path(Given())
    try:
        field = next(path)
        while True:
            value = field.default
            if value is MISSING or (field.asked and chance.random() < 0.5):
                value = field.accepted(random_answer(field, chance))
            while value is MISSING:
                value = field.accepted(random_answer(field, chance))
            if field.asked:
                asked.append((field, value))
            field = path.send(value)
    except StopIteration as end:
        answers = end.value
    rest = iter(asked)

    def answer(structure: dict[str, Any], shown: dict[str, Any]) -> Any:
        if not structure["when"](None):
            return shown[structure["name"]]
        field, value = next(rest)
        assert structure["name"] == field.key
        if "choices" in structure:
            names = [c.title for c in structure["choices"]]
            assert len(names) == len(field.options)
            for title, option in zip(names, field.options, strict=True):
                assert title.startswith(option.label)
                assert option.reason in title
            closed = [bool(c.disabled) for c in structure["choices"]]
            assert closed == [bool(option.disabled) for option in field.options]
        default = MISSING if shown[field.key] is COPIERS_MISSING else shown[field.key]
        assert default == field.default
        if field.kind == "text" and "help" in structure["message"]:
            assert field.title in structure["message"]
        return value

    remembered, combined = copier_answers(name, {}, answer)
    assert next(rest, None) is None
    assert answers.stored == stored(remembered)
    assert answers.values == {key: combined[key] for key in answers.values}


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "defaults"])
def test_defaults_all_the_way_are_copiers(name: str) -> None:
    given = Given({"pairs": "b"} if name == "choices" else {})
    answers = settle(load(name).path(given))
    remembered, _ = copier_answers(name, dict(given.fixed))
    assert answers.stored == stored(remembered)


def test_a_question_without_default_must_be_answered() -> None:
    with pytest.raises(UsageError) as caught:
        settle(load("defaults").path(Given({"required": "x"})))
    assert caught.value.hint == "give --set required_always=VALUE"


@given(chance=st.builds(Random, st.integers(0, 10**9)))
@quick
def test_back_and_forth_changes_nothing(chance: Random) -> None:
    name = chance.choice(list(FOLDERS))
    walk = Walk(lambda: load(name).path(Given()))
    before = walk_at_random(walk, chance)
    steps = 0
    while walk.back() and chance.random() < 0.5:
        steps += 1
    after = finish(walk)
    assert after.values == before.values


@given(chance=st.builds(Random, st.integers(0, 10**9)))
@quick
def test_a_walk_goes_on_from_what_was_kept(chance: Random) -> None:
    name = chance.choice(list(FOLDERS))
    first = Walk(lambda: load(name).path(Given()))
    expected = walk_at_random(first, chance)
    kept = yaml.safe_load(yaml.safe_dump([first.said, first.confirmed]))
    again = Walk(lambda: load(name).path(Given()), *kept)
    assert finish(again).values == expected.values


def test_the_counter_counts_what_will_be_asked() -> None:
    walk = Walk(lambda: load("conditions").path(Given()))
    assert (walk.view().number, walk.view().total) == (1, 5)
    walk.accept()
    walk.answer(True)
    view = walk.view()
    assert view.current is not None
    assert (view.current.key, view.number, view.total) == ("engine", 3, 6)
    walk.answer("postgres")
    assert walk.view().total == 7


def test_an_answer_that_no_longer_fits_is_asked_again() -> None:
    walk = Walk(lambda: load("choices").path(Given({"pairs": "a"})))
    walk.accept()
    walk.accept()
    walk.answer("apache")
    while (view := walk.view()).current is not None:
        walk.answer("bought") if view.current.key == "closed" else walk.accept()
    walk.change("mapping")
    walk.answer("mit")
    current = walk.view().current
    assert current is not None
    assert (current.key, current.default) == ("closed", "free")


def test_unknown_answers_are_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no question `auther`") as caught:
        load("built-in").check_keys({"auther": "Ada"})
    assert caught.value.hint == "did you mean `author`?"


def test_answers_given_are_not_asked_and_proposed_ones_are_defaults() -> None:
    proposed = Given({"kind": "regression"}, {"author": "Ada"}, frozenset({"tracking"}))
    walk = Walk(lambda: load("built-in").path(proposed))
    asked = []
    while (view := walk.view()).current is not None:
        asked.append(view.current.key)
        walk.accept()
    assert view.result is not None
    assert {"kind", "tracking"}.isdisjoint(asked)
    assert (view.result.values["kind"], view.result.values["author"]) == ("regression", "Ada")


def test_a_secret_is_neither_shown_nor_stored() -> None:
    answers = settle(load("types").path(Given({"password": "sesame"})))
    assert answers.data["password"] == "sesame"
    assert "password" not in answers.stored


@pytest.mark.parametrize(
    ("raw", "suggestion"),
    [("My Projekt!", "my-projekt"), ("  food  ", "food"), ("1st", "my-1st"), ("ok", "ok")],
)
def test_a_refused_text_comes_with_one_that_is_accepted(raw: str, suggestion: str) -> None:
    def parse(text: str) -> str:
        if not text.replace("-", "").isalnum() or text[0].isdigit():
            raise Refused("letters and digits")
        return text

    field = Field("name", "Name?", parse)
    assert raw == suggestion or field.suggestion(raw) == suggestion


def broken(tmp_path: Path, text: str) -> Questionnaire:
    (tmp_path / "copier.yml").write_text(text)
    return questionnaire.load(Template("broken", tmp_path), target=TARGET)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {type: poem}", "unknown type"),
        ("a: {secret: true, type: str}", "no default"),
        ("a: {tipe: str}", "unknown property `tipe`"),
        ("a: '{{ b }'", "in the template"),
        ("a: {choices: [{}], type: str}", "broken choice"),
        ("- a\n- b", "holds no questions"),
        ("a: [", "cannot be read"),
        ("a: !include ../x.yml", "not in the template"),
        ("a: {ask: false, type: int, default: x}", "is no whole number"),
    ],
)
def test_broken_templates_are_said_to_be(tmp_path: Path, text: str, message: str) -> None:
    from mlscaffold.template.questions import TemplateError

    with pytest.raises(TemplateError, match=message):
        settle(broken(tmp_path, text).path(Given()))


def test_a_template_reads_no_module_through_a_path(tmp_path: Path) -> None:
    from mlscaffold.template.questions import TemplateError

    with pytest.raises(TemplateError):
        settle(broken(tmp_path, "a: '{{ _copier_conf.src_path.parser.os.system }}'").path(Given()))


def test_a_default_follows_from_other_answers() -> None:
    questions = load("built-in")
    assert questions.values({})["project_name"] == "Demo"
    assert questions.values({"kind": "regression"})["target"] == "minutes"
