"""One question of a template in the light of the answers before it, rendered as Copier does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlscaffold.template import casting
from mlscaffold.template.fields import Field, Kind, Option, Refused
from mlscaffold.template.jinja import Renderer, UnsetError
from mlscaffold.template.questions import MISSING, TYPES, Question, TemplateError


@dataclass(frozen=True)
class Choice:
    """One of a question's choices; `disabled` says why it cannot be chosen."""

    name: str
    value: Any
    disabled: str


@dataclass(frozen=True)
class Entry:
    """A question, the names its texts may use, what renders them, and how it is shown."""

    question: Question
    names: Mapping[str, Any]
    render: Renderer
    style: Mapping[str, Any]

    @property
    def when(self) -> bool:
        """Whether the question matters after the answers before it."""
        return casting.boolean(self.rendered(self.question.when))

    @property
    def ask(self) -> bool:
        """Whether a person is asked."""
        return casting.boolean(self.rendered(self.question.ask))

    def rendered(self, text: Any) -> Any:
        """A text of the question with its Jinja rendered."""
        return self.render(text, self.names)

    @cached_property
    def type(self) -> str:
        """The name of the type of the answer."""
        name = self.rendered(self.question.type)
        if name not in TYPES:
            raise TemplateError(f"question `{self.question.key}` has an unknown type `{name}`")
        return str(name)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The choices; empty when any answer of the type will do."""
        found = self.question.choices
        if isinstance(found, str):
            found = casting.from_yaml(self.rendered(found)) or ()
        pairs = found.items() if isinstance(found, dict) else found
        try:
            choices = tuple(map(self.choice, pairs))
            for choice in choices:
                self.cast(choice.value)
        except (ValueError, TypeError, KeyError) as error:
            message = f"question `{self.question.key}` has a broken choice: {error}"
            raise TemplateError(message) from error
        return choices

    def choice(self, written: Any) -> Choice:
        """A choice from a value, a pair of name and value, or a pair with details."""
        paired = isinstance(written, tuple | list)
        name, value = written if paired else (written, written)
        disabled = ""
        if paired and isinstance(value, dict):
            disabled = self.rendered(value.get("validator", ""))
            value = value["value"]
        name, value = str(self.rendered(name)), self.rendered(value)
        return Choice(name, name if value is None else value, disabled)  # as questionary has it

    def cast(self, raw: Any) -> Any:
        """A value of the question's type."""
        if raw is None and self.type not in ("json", "yaml"):
            raise Refused(f"nothing is no {casting.NAMES[self.type]}")
        try:
            return casting.cast(raw, self.type)
        except ValueError as error:
            raise Refused(str(error)) from error

    def parse(self, raw: Any) -> Any:
        """A value of what was typed, chosen or given; only of the choices, if there are any."""
        if not self.question.multiselect:
            return self.single(raw)
        if not isinstance(raw, str | list | tuple):
            raise Refused(f"`{raw}` is no list such as [one, two]")
        chosen = [self.single(each) for each in listed(raw)]
        values = (self.cast(choice.value) for choice in self.choices)
        return [value for value in values if value in chosen]

    def single(self, raw: Any) -> Any:
        """One value."""
        value = self.cast(raw)
        matching = [choice for choice in self.choices if self.cast(choice.value) == value]
        open_ones = [choice for choice in self.choices if not choice.disabled]
        if not self.choices or any(choice in open_ones for choice in matching):
            return value
        if matching:
            raise Refused(matching[0].disabled)
        names = ", ".join(casting.as_text(self.cast(each.value), self.type) for each in open_ones)
        raise Refused(f"`{casting.as_text(value, self.type)}` is none of {names}")

    def accept(self, raw: Any) -> Any:
        """A value that the question's own validator accepts as well. Raises Refused."""
        value = self.parse(raw)
        self.validate(value)
        return value

    def validate(self, value: Any) -> None:
        """Refuse a value with the template's own words."""
        names = {**self.names, self.question.key: value}
        try:
            refusal = str(self.render(self.question.validator, names)).strip()
        except TemplateError as error:
            refusal = error.message
        if refusal:
            raise Refused(refusal)

    def default(self) -> Any:
        """The default, parsed; MISSING when there is none. Raises ValueError."""
        try:
            unset = {**self.names, "UNSET": self.render.unset()}
            rendered = self.render(self.question.default, unset)
        except UnsetError:
            return MISSING
        return MISSING if rendered is MISSING else self.parse(rendered)

    def checked_default(self) -> Any:
        """The default, validated where the question matters and is no secret."""
        value = self.default()
        if value is not MISSING and not self.question.secret and self.when:
            self.validate(value)
        return value

    def usable_default(self) -> Any:
        """The default if it is accepted, else MISSING: somebody has to answer."""
        try:
            return self.checked_default()
        except ValueError:
            return MISSING

    def encoded(self, value: Any) -> Any:
        """A value as Copier must be given it to have the same value again."""
        if isinstance(value, list) and self.question.multiselect:
            return [self.text_again(each) for each in value]
        return self.text_again(value)

    def text_again(self, value: Any) -> Any:
        """Text that is to stay text where Copier would read YAML or JSON in it."""
        return casting.quoted(value) if self.type in ("json", "yaml") else value

    def field(self, default: Any, *, asked: bool = True) -> Field:
        """The question as it is put to a person."""
        key, (title, _, more) = self.question.key, self.message.partition("\n")
        options = tuple(self.option(choice, default) for choice in self.offered)
        return Field(
            key=key,
            title=title.strip(),
            parse=self.accept,
            kind=self.kind,
            default=default,
            options=options,
            group=self.style["group"],
            more="\n".join(filter(None, [more.strip(), self.style["more"]])),
            flag=f"--set {key}=VALUE",
            placeholder=str(self.rendered(self.question.placeholder)),
            show=lambda value: casting.as_text(value, self.type),
            asked=asked,
            multiline=casting.boolean(self.rendered(self.question.multiline)),
        )

    @property
    def message(self) -> str:
        """What is asked, in the template's words or by the question's name."""
        text = str(self.rendered(self.question.help)).strip()
        return text or self.question.key.replace("_", " ") + ("" if self.type == "str" else "?")

    @property
    def kind(self) -> Kind:
        """The way in which it is asked."""
        if self.choices or self.type == "bool":
            return "several" if self.question.multiselect else "choice"
        return "secret" if self.question.secret else "path" if self.type == "path" else "text"

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices; of a plain yes or no both."""
        yes_no = (Choice("Yes", True, ""), Choice("No", False, ""))
        return self.choices or (yes_no if self.type == "bool" else ())

    def option(self, choice: Choice, default: Any) -> Option:
        """A choice as a person sees it: a label and, behind a colon or in brackets, the reason."""
        label, colon, reason = choice.name.partition(": ")
        if not colon and choice.name.endswith(")"):
            label, _, reason = choice.name[:-1].partition(" (")
        value = self.cast(choice.value)
        mark = self.style["mark"] if value == default and not self.question.multiselect else ""
        return Option(label, value, self.text_again(value), reason, mark, choice.disabled)


def listed(raw: Any) -> list[Any]:
    """Several answers: a list, or a text that is one in YAML, its brackets forgiven."""
    if not isinstance(raw, str):
        return list(raw)
    return list(casting.items(raw))
