"""The choices of a question as rows: the one pointed at, those ticked, those that fit what is typed."""

from __future__ import annotations

from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING
from mlscaffold.text import clipped, wrapped

MANY = 9  # more choices than this are found by typing
SHOWN = 8  # rows of many choices at a time

Text = list[tuple[str, str]]


class Rows:
    """Choices, one of which is pointed at."""

    def __init__(self, field: Field, width: int) -> None:
        """Point at the default, or tick all that it names."""
        self.field, self.width = field, width
        self.several = field.kind == "several"
        self.many = len(field.options) > MANY
        self.typed = ""
        self.shown = list(field.options)
        chosen = () if field.default is MISSING else field.default
        self.ticked = [o for o in field.options if self.several and o.value in chosen]
        matching = [i for i, o in enumerate(self.shown) if o.value == field.default]
        self.place = 0 if self.several else (matching or [0])[0]

    @property
    def current(self) -> Option | None:
        """The choice pointed at."""
        return self.shown[self.place] if self.shown else None

    def move(self, step: int) -> None:
        """Up or down, round the ends by single steps."""
        if self.shown:
            place = self.place + step
            last = len(self.shown) - 1
            self.place = place % len(self.shown) if abs(step) == 1 else max(0, min(place, last))

    def go(self, place: int) -> None:
        """To one of the rows."""
        self.place = max(0, min(place, len(self.shown) - 1))

    def find(self, typed: str) -> None:
        """Show those with these letters in them."""
        self.typed = typed
        word = typed.lower()
        self.shown = [o for o in self.field.options if word in f"{o.label} {o.reason}".lower()]
        self.shown.sort(key=lambda o: not o.label.lower().startswith(word))
        self.place = 0

    def tick(self) -> None:
        """Tick the current choice, or take the tick away."""
        current = self.current
        if current in self.ticked:
            self.ticked.remove(current)
        elif current and not current.disabled:
            self.ticked.append(current)

    def tick_all(self) -> None:
        """Tick all, or none when all are."""
        usable = [option for option in self.shown if not option.disabled]
        self.ticked = [] if len(self.ticked) == len(usable) else usable

    def result(self) -> object:
        """What is chosen, as it is to be parsed."""
        if self.several:
            return [option.raw for option in self.field.options if option in self.ticked]
        assert self.current is not None
        return self.current.raw

    def text(self) -> Text:
        """The rows that fit, each a label and why one would choose it."""
        first = max(0, min(self.place - SHOWN // 2, len(self.shown) - SHOWN))
        last = first + SHOWN if self.many else len(self.shown)
        lines = [
            row for place in range(first, min(last, len(self.shown))) for row in self.row(place)
        ]
        if self.many and not self.several:
            found = f"{len(self.shown)} of {len(self.field.options)}"
            lines.insert(0, ("class:dim", f"  type to find: {self.typed}▏ {found}"))
        elif self.many:
            lines.append(("class:dim", f"  {len(self.ticked)} of {len(self.field.options)} ticked"))
        return [
            (style, line + "\n" * (i < len(lines) - 1)) for i, (style, line) in enumerate(lines)
        ]

    def row(self, place: int) -> Text:
        """One choice; its reason below it where both do not fit on a line."""
        option = self.shown[place]
        here = place == self.place
        tick = ("[x] " if option in self.ticked else "[ ] ") if self.several else ""
        mark = f" ({option.mark})" if option.mark else ""
        mark = f" ({option.disabled})" if option.disabled else mark
        label = clipped(f"{'  ❯ ' if here else '    '}{tick}{option.label}", self.width - 1)
        style = "class:dim" if option.disabled else "class:chosen" if here else ""
        widest = max(len(each.label) for each in self.shown) + 4 + len(tick)
        line = f"{label:<{widest}}  {option.reason}".rstrip() + mark
        if len(line) < self.width:
            return [(style, line)]
        reason = wrapped(option.reason + mark, self.width - 7)
        return [(style, label), *(("class:dim", f"      {each}") for each in reason if each)]
