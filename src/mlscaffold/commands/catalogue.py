"""A template's questions as data, and as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.template import questionnaire
from mlscaffold.template.fields import Field
from mlscaffold.template.origins import find_template
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.questions import MISSING, Question
from mlscaffold.template.templates import Template
from mlscaffold.template.walk import Walk

Facts = dict[str, Any]


def catalogue(place: str | None, ref: str | None) -> Facts:
    """All questions of a template: types, choices, defaults, help."""
    with TemporaryDirectory() as downloads:
        return listed_questions(find_template(place, ref, Path(downloads)))


def listed_questions(template: Template) -> Facts:
    """The questions of a template that is here."""
    questions = questionnaire.load(template, target=Path("my-project").resolve())
    fields = {} if questions.source.extensions else shown(questions)
    found = [entry(question, fields.get(question.key)) for question in questions.questions]
    return {"template": template.name, "version": template.version, "questions": found}


def shown(questions: Questionnaire) -> dict[str, Field]:
    """The questions that would be put, if all were answered by their defaults."""
    walk = Walk(lambda: questions.path(Given()), confirmed=questions.keys)
    view = walk.view()
    last = [(view.current, None)] if view.current else []
    return {field.key: field for field, _ in (*view.passed, *last)}


def entry(question: Question, field: Field | None) -> Facts:
    """One question as plain data; what depends on other answers is in the template's words."""
    same = ("key", "type", "asked", "multiselect", "secret", "when", "validator", "help", "default")
    found = {name: getattr(question, name) for name in same}
    found |= {"choices": listed(question.choices), "prompted": question.asked}
    if field:
        found |= {"help": field.title, "more": field.more, "group": field.group}
        found |= {"default": field.default, "prompted": field.asked}
        names = ("value", "label", "reason", "disabled")
        found["choices"] = [{name: getattr(o, name) for name in names} for o in field.options]
    return {key: value for key, value in found.items() if value is not MISSING}


def listed(choices: Any) -> Any:
    """Choices as they are written: a list, pairs, or the text that gives them."""
    if isinstance(choices, str):
        return choices
    if isinstance(choices, dict):
        return [{"label": str(label), "value": value} for label, value in choices.items()]
    return [{"label": str(each), "value": each} for each in choices]


def described(found: Facts) -> str:
    """The questions that a person may answer: those that are put, then those that are not."""
    known = [each for each in found["questions"] if each["asked"]]
    put = [line for each in known if each["prompted"] for line in lines(each)]
    more = [line for each in known if not each["prompted"] for line in lines(each)]
    head = [f"{found['template']} {found['version']}".strip(), ""]
    rest = ["", "Not asked, only answered:", *more] if more else []
    return "\n".join([*head, *put, *rest, "", "Answer with --set KEY=VALUE."])


def lines(question: Facts) -> Iterator[str]:
    """A question, its default and its choices."""
    yes_or_no = question["type"] == "bool"
    default = question.get("default", "")
    if yes_or_no:
        default = {True: "yes", False: "no"}.get(default, default)
    shown = f" (default: {default})" if default != "" else ""
    yield f"{question['key']}  {question['help']}{shown}"
    choices = question["choices"] if isinstance(question["choices"], list) else []
    for choice in [] if yes_or_no else choices:
        reason = f"  {choice['reason']}" if choice.get("reason") else ""
        yield f"    {choice['value']}  {choice['label']}{reason}"
