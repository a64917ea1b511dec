"""One question of a template in the light of the answers before it, rendered as Copier does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mlscaffold.template import casting
from mlscaffold.template.fields import Field, Kind, Option, Refused
from mlscaffold.template.jinja import Renderer, UnsetError
from mlscaffold.template.questions import MISSING, TYPES, Question, TemplateError


@dataclass(frozen=True)
class Entry:
    """A question, the names its texts may use, what renders them, and how it is shown."""

    question: Question
    names: Mapping[str, Any]
    render: Renderer
    style: Mapping[str, Any]

    def rendered(self, text: Any) -> Any:
        """A text of the question with its Jinja rendered."""
        return self.render(text, self.names)

    def holds(self, condition: Any) -> bool:
        """Whether a condition of the question, such as its `when`, is met."""
        return casting.boolean(self.rendered(condition))

    @cached_property
    def type(self) -> str:
        """The name of the type of the answer."""
        name = self.rendered(self.question.type)
        if name not in TYPES:
            raise TemplateError(f"question `{self.question.key}` has an unknown type `{name}`")
        return str(name)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The choices, of a plain yes or no both; empty when any answer of the type will do."""
        found = self.question.choices
        if not found and self.type == "bool":
            found = {"Yes": True, "No": False}
        try:
            if isinstance(found, str):
                found = casting.cast(self.rendered(found), "yaml") or ()
            return tuple(map(self.option, found.items() if isinstance(found, dict) else found))
        except (ValueError, TypeError, KeyError) as error:
            message = f"question `{self.question.key}` has a broken choice: {error}"
            raise TemplateError(message) from error

    def option(self, written: Any) -> Option:
        """A choice from a value, a pair of name and value, or a pair with details.

        A person sees a label and, behind a colon or in brackets, the reason.
        """
        paired = isinstance(written, tuple | list)
        name, value = written if paired else (written, written)
        disabled = ""
        if paired and isinstance(value, dict):
            disabled = self.rendered(value.get("validator", ""))
            value = value["value"]
        name, value = str(self.rendered(name)), self.rendered(value)
        value = casting.cast(name if value is None else value, self.type)  # as questionary does
        label, colon, reason = name.partition(": ")
        if not colon and name.endswith(")"):
            label, _, reason = name[:-1].partition(" (")
        return Option(label, value, casting.quoted(value, self.type), reason, disabled=disabled)

    def parse(self, raw: Any) -> Any:
        """A value of what was typed, chosen or given; only of the choices, if there are any."""
        if not self.question.multiselect:
            return self.single(raw)
        if not isinstance(raw, str | list | tuple):
            raise Refused(f"`{raw}` is no list such as [one, two]")
        chosen = list(map(self.single, casting.items(raw) if isinstance(raw, str) else raw))
        return [option.value for option in self.options if option.value in chosen]

    def single(self, raw: Any) -> Any:
        """One value."""
        value = casting.cast(raw, self.type)
        fitting = [option for option in self.options if option.value == value]
        if not self.options or any(not option.disabled for option in fitting):
            return value
        if fitting:
            raise Refused(fitting[0].disabled)
        words = [self.shown(option.value) for option in self.options if not option.disabled]
        raise Refused(f"`{self.shown(value)}` is none of {', '.join(words)}")

    def shown(self, value: Any) -> str:
        """A value as one would type it."""
        return casting.as_text(value, self.type)

    def accept(self, raw: Any, *, validated: bool = True) -> Any:
        """A value that the question's own validator accepts as well. Raises Refused."""
        value = self.parse(raw)
        if not validated:
            return value
        names = {**self.names, self.question.key: value}
        try:
            refusal = str(self.render(self.question.validator, names)).strip()
        except TemplateError as error:
            refusal = error.message
        if refusal:
            raise Refused(refusal)
        return value

    def default(self) -> tuple[Any, str]:
        """The default; MISSING when there is none, or why it is not accepted."""
        # As Copier does: neither a secret's nor one that does not matter.
        validated = not self.question.secret and self.holds(self.question.when)
        try:
            unset = {**self.names, "UNSET": self.render.unset()}
            value = self.render(self.question.default, unset)
            return (value if value is MISSING else self.accept(value, validated=validated)), ""
        except UnsetError:
            return MISSING, ""
        except ValueError as error:
            return MISSING, str(error)

    def encoded(self, value: Any) -> Any:
        """A value as Copier must be given it to have the same value again."""
        if isinstance(value, list) and self.question.multiselect:
            return [casting.quoted(each, self.type) for each in value]
        return casting.quoted(value, self.type)

    def field(self, default: Any, *, asked: bool = True) -> Field:
        """The question as it is put to a person."""
        key = self.question.key
        by_name = key.replace("_", " ") + "?" * (self.type != "str")
        text = str(self.rendered(self.question.help)).strip() or by_name
        title, _, more = text.partition("\n")
        mark = "" if self.question.multiselect else self.style["mark"]
        return Field(
            key=key,
            title=title.strip(),
            parse=self.accept,
            kind=self.kind,
            default=default,
            options=tuple(
                replace(option, mark=mark) if option.value == default else option
                for option in self.options
            ),
            group=self.style["group"],
            more="\n".join(filter(None, [more.strip(), self.style["more"]])),
            flag=f"--set {key}=VALUE",
            placeholder=str(self.rendered(self.question.placeholder)),
            show=self.shown,
            asked=asked,
            multiline=self.holds(self.question.multiline),
        )

    @property
    def kind(self) -> Kind:
        """The way in which it is asked."""
        if self.options:
            return "several" if self.question.multiselect else "choice"
        return "secret" if self.question.secret else "path" if self.type == "path" else "text"
