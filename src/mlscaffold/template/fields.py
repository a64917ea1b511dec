"""One question as a person sees it, wherever it is asked: words, choices, default, what is accepted."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from mlscaffold.errors import UsageError
from mlscaffold.names import nearest, snake_case
from mlscaffold.template.questions import MISSING

Kind = Literal["text", "choice", "several", "secret", "path"]


class Refused(ValueError):
    """An answer is not accepted; the message says why."""


@contextmanager
def refusing() -> Iterator[None]:
    """What is wrong with an answer as a refusal of it; flags help nobody who is asked."""
    try:
        yield
    except UsageError as error:
        hint = "" if "--" in error.hint else error.hint
        raise Refused(f"{error.message}; {hint}" if hint else error.message) from error
    except (OSError, ValueError) as error:
        raise Refused(str(error)) from error


@dataclass(frozen=True)
class Option:
    """One of several answers, `raw` to be parsed; `disabled` says why it cannot be chosen."""

    label: str
    value: Any
    raw: Any
    reason: str = ""
    mark: str = ""
    disabled: str = ""


@dataclass(frozen=True)
class Field:
    """A question ready to be asked; `parse` makes a value of what was typed or chosen.

    One that is not `asked` takes its default, and can be changed afterwards. `following` is how many
    questions come at least after it, where that cannot be counted before it is answered; `before` is
    what a person should have read.
    """

    key: str
    title: str
    parse: Callable[[Any], Any]
    kind: Kind = "text"
    default: Any = MISSING
    options: tuple[Option, ...] = ()
    group: str = ""
    more: str = ""
    flag: str = ""
    placeholder: str = ""
    show: Callable[[Any], str] = str
    asked: bool = True
    multiline: bool = False
    following: int = 0
    before: str = ""

    def shown(self, value: Any) -> str:
        """A value in few words, for the line of an answered question."""
        if self.kind == "secret":
            return "•••" if value else ""
        if self.kind == "several":
            labels = [option.label for option in self.options if option.value in value]
            return ", ".join(labels) or "none"
        labels = [option.label for option in self.options if option.value == value]
        return labels[0] if labels and self.kind == "choice" else " ".join(self.show(value).split())

    def accepted(self, raw: Any) -> Any:
        """The value of `raw`, or MISSING when it is refused."""
        try:
            return self.parse(raw)
        except ValueError:
            return MISSING

    def suggestion(self, raw: str) -> str | None:
        """The nearest text that would be accepted instead of `raw`, if one is found."""
        words = {word for option in self.options for word in (option.label, str(option.value))}
        plain = snake_case(raw)
        dashed = plain.replace("_", "-")
        # Each has less in it that could be refused.
        tries = [nearest(raw, words) or "", " ".join(raw.split())]
        tries += [raw.replace("\\", "").replace('"', "'").strip(), dashed, plain, f"my-{dashed}"]
        tries += [dashed[:40].strip("-"), re.sub(r"[^\d.-]", "", raw)]
        others = (each for each in tries if each and each != raw)
        return next((each for each in others if self.accepted(each) is not MISSING), None)
