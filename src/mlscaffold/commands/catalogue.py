"""A template's questions as data, and as a person reads them."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.template import questionnaire
from mlscaffold.template.fields import Field
from mlscaffold.template.origins import find_template
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.questions import MISSING, Question
from mlscaffold.template.walk import Walk

Facts = dict[str, Any]


def catalogue(place: str | None, ref: str | None) -> Facts:
    """All questions of a template: types, choices, defaults, help."""
    with TemporaryDirectory() as downloads:
        template = find_template(place, ref, Path(downloads))
        questions = questionnaire.load(template, target=Path("my-project").resolve())
        fields = {} if questions.source.extensions else shown(questions)
        found = [entry(question, fields.get(question.key)) for question in questions.questions]
        return {"template": template.name, "version": template.version, "questions": found}


def shown(questions: Questionnaire) -> dict[str, Field]:
    """The questions that would be put, if all were answered by their defaults."""
    walk = Walk(lambda: questions.path(Given()), asks=False)
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
    pairs = choices.items() if isinstance(choices, dict) else zip(choices, choices, strict=True)
    return [{"label": str(label), "value": value} for label, value in pairs]


def described(found: Facts) -> str:
    """The questions that a person may answer: those that are put, then those that are not."""
    lines = [f"{found['template']} {found['version']}".strip(), ""]
    known = [each for each in found["questions"] if each["asked"]]
    lines += [line for each in known if each["prompted"] for line in as_lines(each)]
    more = [line for each in known if not each["prompted"] for line in as_lines(each)]
    lines += ["", "Not asked, only answered:", *more] if more else []
    return "\n".join([*lines, "", "Answer with --set KEY=VALUE."])


def as_lines(question: Facts) -> Iterator[str]:
    """A question, its default and its choices."""
    default, choices = question.get("default", ""), question["choices"]
    if question["type"] == "bool":
        default, choices = {True: "yes", False: "no"}.get(default, default), []
    told = f" (default: {default})" if default != "" else ""
    yield f"{question['key']}  {question['help']}{told}"
    for choice in choices if isinstance(choices, list) else []:
        reason = f"  {choice['reason']}" if choice.get("reason") else ""
        yield f"    {choice['value']}  {choice['label']}{reason}"
