"""The answers for the new version: recorded ones carried over, changed ones, and new questions.

All that this tool asks in an update goes through `ask`, which gets what is known and asks the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.template import questionnaire
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.questions import Question
from mlscaffold.template.templates import Template
from mlscaffold.update.merge.merge import Left

SKIP, EXCLUDE = "skip_if_exists", "exclude"
Answers = dict[str, Any]
Ask = Callable[[Questionnaire, Given], Answers]


@dataclass(frozen=True)
class Answering:
    """Answers for the new version, and what should be said about them."""

    answers: Answers
    new: tuple[str, ...]
    notes: tuple[str, ...]
    unasked: Answers  # recorded, and no longer asked
    left: Left
    message: str  # the template's own


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
    before, after = (questionnaire.load(each, target=folder) for each in (old, new))
    after.check_keys(settings)
    after.check_asked(settings)
    known = {question.key for question in after.questions}
    unasked = {key: value for key, value in carried.items() if key not in known}
    answers = {key: value for key, value in carried.items() if key in known}
    answers = following(before, after, recorded, answers, settings) | settings
    old_keys = {question.key for question in before.questions}
    fresh = tuple(q for q in after.questions if q.key not in old_keys | answers.keys() and q.asked)
    # What somebody has just said is refused, not asked again.
    given = Given(answers, hidden=frozenset(old_keys), again=frozenset(answers.keys() - settings))
    if ask and must_ask(after, given):
        answers = ask(after, given)
    notes = (f"the template no longer asks: {', '.join(sorted(unasked))}",) if unasked else ()
    new_keys = tuple(question.key for question in fresh)
    message = after.message("message_after_update", answers)
    return Answering(answers, new_keys, notes, unasked, left_of(after, answers), message)


def left_of(questions: Questionnaire, answers: Answers) -> Left:
    """Files that the template leaves to the project once they are made, as Copier has it."""
    skipped, excluded = (questions.source.settings.get(each, ()) for each in (SKIP, EXCLUDE))
    if not skipped and "_copier_operation" not in str(excluded):
        return Left()
    names = questions.renderer.system({}) | questions.values(answers)

    def rendered(patterns: Any, operation: str) -> tuple[str, ...]:
        texts = (
            questions.renderer(each, names | {"_copier_operation": operation}) for each in patterns
        )
        return tuple(line for text in texts for line in str(text).splitlines() if line.strip())

    made_once = set(rendered(excluded, "update")) - set(rendered(excluded, "copy"))
    return Left(rendered(skipped, "update"), tuple(sorted(made_once)))


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
