"""What stands below a question while it is asked: why an answer was refused, help, the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import FormattedTextControl, Window
from prompt_toolkit.layout.containers import ConditionalContainer

from mlscaffold.template.fields import Field
from mlscaffold.text import cells, wrapped

KEYS = {"choice": "↑↓ or a number", "several": "Space ticks · a all", "path": "Tab completes"}


@dataclass
class Below:
    """The lines below a question; `near` would be accepted instead of what `error` refuses."""

    field: Field
    error: str
    near: str
    many: bool
    back: bool
    width: int
    help: bool = False

    def lines(self, is_empty: Callable[[], bool]) -> list[ConditionalContainer]:
        """Each as something that is there only while there is something to say."""
        return [
            shown("error", self.refusal),
            shown("dim", self.explanation),
            shown("dim", lambda: self.hints(is_empty())),
        ]

    def refusal(self) -> list[str]:
        """Why the answer before was refused, and one that is not."""
        near = f" Did you mean `{self.near}`? Tab takes it." * bool(self.near)
        text = f"✗ {self.error.rstrip('.')}.{near}" * bool(self.error)
        return wrapped(text.replace("?.", "?"), self.width - 4)

    def explanation(self) -> list[str]:
        """What `?` shows."""
        flag = f"Without questions: {self.field.flag}" * bool(self.field.flag)
        text = "\n".join(filter(None, [self.field.more, flag]))
        return wrapped(text, self.width - 4) if self.help else []

    def hints(self, is_empty: bool) -> list[str]:
        """The keys that do something here, now; as many as fit."""
        kind = "type to find · ↑↓" if self.many else KEYS.get(self.field.kind, "")
        kind = "Ctrl-J new line" if self.field.multiline else kind
        helps = is_empty and (self.field.more or self.field.flag)
        more = ["Esc back"] * self.back + ["? help"] * bool(helps)
        known = [each for each in (kind, "Enter accepts", *more, "Ctrl-C leaves") if each]
        while cells(hint := " · ".join(known)) > self.width - 3:
            known.pop()
        return [hint]


def shown(style: str, lines: Callable[[], list[str]]) -> ConditionalContainer:
    """Lines in a style, while there are any."""

    def text() -> StyleAndTextTuples:
        return [(f"class:{style}", "\n".join(f"  {line}" for line in lines()))]

    window = Window(FormattedTextControl(text))
    return ConditionalContainer(window, Condition(lambda: bool(lines())))
