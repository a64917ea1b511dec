"""The answers for the new version: recorded ones carried over, changed ones, and new questions.

All that this tool asks in an update goes through `ask`, which gets what is known and asks the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.template import questionnaire
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.questions import Question
from mlscaffold.template.templates import Template

Answers = dict[str, Any]
Ask = Callable[[Questionnaire, Given], Answers]


@dataclass(frozen=True)
class Answering:
    """Answers for the new version, and what should be said about them."""

    answers: Answers
    new: tuple[str, ...]
    notes: tuple[str, ...]


def answers_for(
    old: Template,
    new: Template,
    recorded: Answers,
    carried: Answers,
    settings: Answers,
    *,
    folder: Path,
    ask: Ask | None,
) -> Answering:
    """Answer the new version's questions from the recorded answers as the migrations carried them."""
    before, after = (questions_of(each, folder) for each in (old, new))
    after.check_keys(settings)
    after.check_asked(settings)
    known = {question.key for question in after.questions}
    dropped = sorted(carried.keys() - known)
    answers = {key: value for key, value in carried.items() if key in known}
    answers = following(before, after, recorded, answers, settings) | settings
    old_keys = {question.key for question in before.questions}
    fresh = tuple(q for q in after.questions if q.key not in old_keys | answers.keys() and q.asked)
    # What somebody has just said is refused, not asked again.
    given = Given(answers, hidden=frozenset(old_keys), again=frozenset(answers.keys() - settings))
    if ask and must_ask(after, given):
        answers = ask(after, given)
    notes = [f"the template no longer asks: {', '.join(dropped)}"] if dropped else []
    return Answering(answers, tuple(question.key for question in fresh), tuple(notes))


def questions_of(template: Template, folder: Path) -> Questionnaire:
    """A version's questions."""
    try:
        return questionnaire.load(template, target=folder)
    except FileNotFoundError as error:
        raise UsageError(
            f"`{template.name}` has no copier.yml", "is it a Copier template?"
        ) from error


def must_ask(questions: Questionnaire, given: Given) -> bool:
    """Whether a question is new, or its recorded answer is not accepted any more."""
    path = questions.path(given)
    try:
        field = next(path)
        while not field.asked:
            field = path.send(field.default)
    except StopIteration:
        return False
    return True


def following(
    before: Questionnaire,
    after: Questionnaire,
    recorded: Answers,
    answers: Answers,
    settings: Answers,
) -> Answers:
    """Answers without those that were the default of an answer that is changed now.

    They follow the new one: a target that follows from the task, for one.
    """
    if not settings:
        return answers
    old = {question.key: question for question in before.questions}
    kept: Answers = {}
    for question in after.questions:
        if question.key in settings:
            kept[question.key] = settings[question.key]
        elif question.key in answers and not follows(
            before, after, old.get(question.key), question, recorded, kept
        ):
            kept[question.key] = answers[question.key]
    return {key: value for key, value in kept.items() if key not in settings}


def follows(
    before: Questionnaire,
    after: Questionnaire,
    was: Question | None,
    question: Question,
    recorded: Answers,
    answers: Answers,
) -> bool:
    """Whether an answer was left at a default that the changed answers make another one."""
    if was is None or question.key not in recorded or not isinstance(was.default, str):
        return False
    old_default = before.default(was, recorded)
    if not same(recorded[question.key], old_default):
        return False
    return not same(after.default(question, answers), old_default)


def same(answer: Any, default: Any) -> bool:
    """Whether an answer is a default, which a template gives as text."""
    import yaml

    if answer == default or str(answer) == str(default):
        return True
    try:
        return bool(isinstance(default, str) and yaml.safe_load(default) == answer)
    except yaml.YAMLError:
        return False
