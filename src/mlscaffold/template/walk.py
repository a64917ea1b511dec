"""Forward and back through questions that depend on each other, without a terminal.

The questions are a generator: it yields a field, is sent the value, and returns the result. Going
back, changing an answer and going on another day are all the same: the generator runs again with
the answers that are known, up to the first that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from mlscaffold.errors import MlscaffoldError
from mlscaffold.template.fields import Field
from mlscaffold.template.questions import MISSING

Result = TypeVar("Result")
Path = Generator[Field, Any, Result]


@dataclass(frozen=True)
class View(Generic[Result]):
    """Where a walk stands: what is answered, what is asked now, or the result."""

    passed: tuple[tuple[Field, Any], ...]
    current: Field | None
    total: int
    result: Result | None

    @property
    def number(self) -> int:
        """The place of the current question among those that are asked, from 1."""
        return sum(field.asked for field, _ in self.passed) + 1


@dataclass
class Walk(Generic[Result]):
    """The answers so far; `said` is as it was typed, and kept when going back.

    A key that is confirmed and was not said has its default.
    """

    path: Callable[[], Path[Result]]
    said: dict[str, Any] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)

    def view(self) -> View[Result]:
        """Follow the path as far as it is answered."""
        passed: list[tuple[Field, Any]] = []
        path = self.path()
        try:
            here = next(path)
            while (value := self.value(here)) is not MISSING:
                passed.append((here, value))
                here = path.send(value)
        except StopIteration as end:
            return View(tuple(passed), None, count(passed), end.value)
        current = replace(here, default=self.proposal(here), asked=True)
        total = count(passed) + 1 + rest(path, current)
        return View(tuple(passed), current, total, None)

    def value(self, here: Field) -> Any:
        """The answer to a question, MISSING while it is to be asked."""
        if here.key in self.confirmed:
            return here.accepted(self.said[here.key]) if here.key in self.said else here.default
        if not here.asked and here.key not in self.wanted:
            return here.default
        return MISSING

    def proposal(self, here: Field) -> Any:
        """What was answered before, if that still fits, else the default."""
        before = here.accepted(self.said[here.key]) if here.key in self.said else MISSING
        return here.default if before is MISSING else before

    def answer(self, raw: Any) -> None:
        """Answer the current question with what was typed or chosen. Raises Refused."""
        current = self.view().current
        assert current is not None
        current.parse(raw)
        self.said[current.key] = raw
        self.confirm(current)

    def accept(self) -> None:
        """Take what is proposed for the current question."""
        current = self.view().current
        assert current is not None and current.default is not MISSING
        if current.key in self.said and current.accepted(self.said[current.key]) is MISSING:
            del self.said[current.key]
        self.confirm(current)

    def confirm(self, current: Field) -> None:
        """Go on to the next question."""
        if current.key not in self.confirmed:
            self.confirmed.append(current.key)
        self.wanted.discard(current.key)

    def back(self) -> bool:
        """Return to the question before the current one; False at the first."""
        asked = [field.key for field, _ in self.view().passed if field.key in self.confirmed]
        if asked:
            self.confirmed.remove(asked[-1])
            self.wanted.add(asked[-1])
        return bool(asked)

    def change(self, key: str) -> None:
        """Ask one question again; the answers to the others are kept as far as they fit."""
        self.wanted.add(key)
        if key in self.confirmed:
            self.confirmed.remove(key)


def count(passed: list[tuple[Field, Any]]) -> int:
    """How many of the passed questions were asked."""
    return sum(field.asked for field, _ in passed)


def rest(path: Path[Any], current: Field) -> int:
    """How many questions would follow if all of them took their defaults."""
    more = 0
    here = current
    try:
        while here.default is not MISSING:
            here = path.send(here.default)
            more += here.asked
    except (StopIteration, MlscaffoldError):
        return more
    return more + here.following


def settle(path: Path[Result]) -> Result:
    """The result when every question takes its default. Raises Unanswered."""
    try:
        here = next(path)
        while here.default is not MISSING:
            here = path.send(here.default)
    except StopIteration as end:
        result: Result = end.value
        return result
    raise Unanswered(here)


class Unanswered(MlscaffoldError):
    """A question has no default and nobody answered it."""

    exit_code = 2

    def __init__(self, asked: Field) -> None:
        """Name the flag that answers it."""
        super().__init__(f"nobody answered `{asked.key}`: {asked.title}", f"give {asked.flag}")
        self.field = asked
