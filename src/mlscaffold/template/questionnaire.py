"""The questions of a template, without a terminal: what is asked and stored, as Copier has it."""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean
from mlscaffold.template import casting
from mlscaffold.template.entry import Entry
from mlscaffold.template.fields import Field
from mlscaffold.template.jinja import Renderer
from mlscaffold.template.questions import MISSING, Question, Source, TemplateError, read
from mlscaffold.template.templates import Template
from mlscaffold.template.walk import settle

COURSE = ("variant", "course", "learner", "agents", "exercises", "revealed", "drawn")


@dataclass(frozen=True)
class Given:
    """Answers from elsewhere: fixed ones are not asked, proposed ones are instead of defaults.

    `hidden` are questions that nobody is asked; `names` says where each proposed answer stands.
    `again`: of `fixed`, those that are asked when they are not accepted any more.
    """

    fixed: Mapping[str, Any] = field(default_factory=dict)
    proposed: Mapping[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    again: frozenset[str] = frozenset()


@dataclass
class Answers:
    """The answers to a template's questions.

    `values` are all that a template can use; `data` gives Copier the same ones.
    """

    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    defaults: dict[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        """What a project records: neither secrets nor what was not asked in this case."""
        left_out = self.hidden | self.secret
        return {key: value for key, value in self.values.items() if key not in left_out}


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a template, in order, for a project in `target`."""

    source: Source
    template: Template
    target: Path
    renderer: Renderer

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions as they are written."""
        return self.source.questions

    @property
    def keys(self) -> list[str]:
        """The questions that a person may answer."""
        return [question.key for question in self.questions if question.asked]

    @property
    def settable(self) -> list[str]:
        """Those, and what a course says of its exercises: nobody is asked that, and no data say it."""
        has_exercises = self.source.settings.get("exercises")
        course = [each.key for each in self.questions if has_exercises and each.key in COURSE]
        return [*self.keys, *course]

    def check_keys(self, answers: Iterable[str]) -> None:
        """Refuse answers to questions that the template does not ask; Copier would ignore them."""
        keys = [question.key for question in self.questions]
        for key in answers:
            if key not in keys:
                known = f"questions: {', '.join(self.keys)}"
                hint = did_you_mean(key, self.keys, did_you_mean(key, keys, known))
                raise UsageError(f"the template has no question `{key}`", hint)

    def check_asked(self, answers: Mapping[str, Any]) -> None:
        """Refuse as well a person's answers to what is worked out from the data."""
        self.check_keys(answers)
        for key in answers:
            if key not in self.settable:
                hint = f"what can be set: {', '.join(self.keys)}"
                raise UsageError(f"`{key}` follows from the other answers", hint)

    def values(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """All that a template can use after these answers; the rest takes its default."""
        return settle(self.path(Given(answers))).values

    def message(self, key: str, answers: Mapping[str, Any] | None = None) -> str:
        """What the template says to whoever makes or updates a project; before it asks, without answers."""
        text = self.source.settings.get(key, "")
        known = self.values(answers) if text and answers is not None else {}
        return str(self.renderer(text, self.renderer.system({}) | known)).strip()

    def path(self, given: Given) -> Generator[Field, Any, Answers]:
        """Yields each question that a person may be asked; is sent the value; returns the answers."""
        answers = Answers()
        system = self.renderer.system(dict(given.fixed))
        for question in self.questions:
            known = system | dict(given.fixed) | answers.values
            remembered = {"_copier_answers": dict(answers.stored)}
            entry = Entry(question, known | remembered, self.renderer, self.style(question))
            value = yield from self.one(entry, given, answers)
            if value is not MISSING:
                answers.values[question.key] = value
        return answers

    def one(self, entry: Entry, given: Given, answers: Answers) -> Generator[Field, Any, Any]:
        """One question: given, worked out, or asked."""
        key, when = entry.question.key, entry.holds(entry.question.when)
        if not when:
            answers.hidden.add(key)
        if entry.question.secret:
            answers.secret.add(key)
        default, why = entry.default()
        answers.defaults[key] = default
        if key in given.fixed:
            value = yield from fixed(entry, given, default)
        else:
            may = when and entry.question.asked
            if may and key in given.proposed:
                default = taken(entry, given.proposed[key], given.names.get(key, ""))
            asked = may and key not in given.hidden and entry.holds(entry.question.ask)
            if not may or (not asked and default is MISSING):
                if why:
                    raise TemplateError(f"the template's own `{key}` is not accepted: {why}")
                return default
            value = yield entry.field(default, asked=asked)
        # Copier does not check a secret's default, only what it is given.
        if not entry.question.secret or value != answers.defaults[key]:
            answers.data[key] = entry.encoded(value)
        return value

    def style(self, question: Question) -> dict[str, Any]:
        """How the template wants a question to be shown; Copier does not read this."""
        told = self.source.settings.get("interview", {})
        groups = told.get("groups", {})
        group = next((name for name, keys in groups.items() if question.key in keys), "")
        mark = "recommended" * (question.key in told.get("recommended", ())) if told else "default"
        return {"group": group, "mark": mark, "more": told.get("more", {}).get(question.key, "")}


def fixed(entry: Entry, given: Given, default: Any) -> Generator[Field, Any, Any]:
    """An answer that was given; it is asked again if that may be when it is not accepted any more."""
    key, asked = entry.question.key, (entry.question.ask, entry.question.when)
    try:
        return taken(entry, given.fixed[key])
    except UsageError as error:
        if key not in given.again or not all(map(entry.holds, asked)):
            raise
        return (yield replace(entry.field(default), before=error.message))


def taken(entry: Entry, raw: Any, place: str = "") -> Any:
    """An answer from elsewhere, if it is accepted. Raises UsageError with the way out."""
    try:
        if entry.type == "bool":
            casting.check_word(raw)
        return entry.accept(raw)
    except ValueError as error:
        key, why = entry.question.key, " ".join(str(error).split())
        suggested = None if entry.question.secret else entry.field(MISSING).suggestion(str(raw))
        message = f"`{key}` is not accepted: {why}" + (f" ({place})" if place else "")
        raise UsageError(message, f"such as --set {key}={suggested or 'VALUE'}") from error


def load(template: Template, *, target: Path) -> Questionnaire:
    """Read a template's questions, for a project in `target`."""
    source = read(template.folder)
    return Questionnaire(source, template, target, Renderer(source, template, target))
