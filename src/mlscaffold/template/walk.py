"""Forward and back through questions that depend on each other, without a terminal.

The questions are a generator: it yields a field, is sent the value, and returns the result. Going
back, changing an answer and going on another day are all the same: the generator runs again with
the answers that are known, up to the first that is not.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.template.fields import Field
from mlscaffold.template.questions import MISSING

Result = TypeVar("Result")
Path = Generator[Field, Any, Result]


@dataclass(frozen=True)
class View(Generic[Result]):
    """Where a walk stands: what is answered, what is asked now, or the result.

    `number` is the place of the current question among those that are asked, from 1.
    """

    passed: tuple[tuple[Field, Any], ...]
    current: Field | None = None
    number: int = 0
    total: int = 0
    result: Result | None = None


@dataclass
class Walk(Generic[Result]):
    """The answers so far; `said` is as it was typed, and kept when going back.

    A key that is confirmed and was not said has its default; where nobody `asks`, every key.
    """

    path: Callable[[], Path[Result]]
    said: dict[str, Any] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)
    asks: bool = True

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
            return View(tuple(passed), result=end.value)
        current = replace(here, default=self.proposal(here), asked=True)
        number = sum(field.asked for field, _ in passed) + 1
        return View(tuple(passed), current, number, number + rest(path, current))

    def value(self, here: Field) -> Any:
        """The answer to a question, MISSING while it is to be asked."""
        if here.key in self.confirmed and here.key in self.said:
            return here.accepted(self.said[here.key])
        asked = self.asks and (here.asked or here.key in self.wanted)
        passes = here.key in self.confirmed or not asked
        return here.default if passes else MISSING

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
        self.confirm(current.key)

    def accept(self) -> None:
        """Take what is proposed for the current question."""
        current = self.view().current
        assert current is not None and current.default is not MISSING
        if current.key in self.said and current.accepted(self.said[current.key]) is MISSING:
            del self.said[current.key]
        self.confirm(current.key)

    def confirm(self, key: str) -> None:
        """Go on to the next question."""
        self.confirmed += [key] if key not in self.confirmed else []
        self.wanted.discard(key)

    def back(self) -> bool:
        """Return to the question before the current one; False at the first."""
        asked = [field.key for field, _ in self.view().passed if field.key in self.confirmed]
        for key in asked[-1:]:
            self.change(key)
        return bool(asked)

    def change(self, key: str) -> None:
        """Ask one question again; the answers to the others are kept as far as they fit."""
        self.wanted.add(key)
        if key in self.confirmed:
            self.confirmed.remove(key)


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


def settled(path: Callable[[], Path[Result]]) -> View[Result]:
    """A walk to its end, where every question takes its default. Raises UsageError where one has none."""
    view = Walk(path, asks=False).view()
    if here := view.current:
        raise UsageError(f"nobody answered `{here.key}`: {here.title}", f"give {here.flag}")
    return view


def settle(path: Path[Result]) -> Result:
    """What a walk comes to where every question takes its default. Raises UsageError."""
    result = settled(lambda: path).result
    assert result is not None
    return result
