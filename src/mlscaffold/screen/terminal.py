"""Questions on a terminal that can move its cursor: each a small screen, then one line."""

from __future__ import annotations

import sys
from typing import Any

from prompt_toolkit.output.color_depth import ColorDepth

from mlscaffold.screen.asking import Screen
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import working
from mlscaffold.template.fields import Field, Option
from mlscaffold.text import clipped, columns


class TerminalAsker:
    """Asks on a terminal with colours and arrow keys."""

    working = staticmethod(working)

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.lines = 0

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        """What was typed or chosen."""
        answer = Screen(field, count, text, error, back=back).run()
        if isinstance(answer, list):
            return [option.raw for option in answer]
        raw = {option.label: option.raw for option in field.options}
        return answer.raw if isinstance(answer, Option) else raw.get(answer, answer)

    def show(self, text: str) -> None:
        """Lines, cut where the terminal ends."""
        width = columns() - 1
        say("\n" + "\n".join(clipped(line, width) for line in text.splitlines()) + "\n")
        self.lines = 0

    def done(self, field: Field, value: Any) -> None:
        """An answered question."""
        green = ColorDepth.from_env() is not ColorDepth.DEPTH_1_BIT
        sys.stderr.write("\x1b[32m✓\x1b[0m " if green else "✓ ")
        say(clipped(f"{field.title}  {field.shown(value)}", columns() - 3))
        self.lines += 1

    def undo(self) -> None:
        """Take the last line away, if nothing was shown after it."""
        if self.lines:
            sys.stderr.write("\x1b[1A\x1b[2K")
            sys.stderr.flush()
            self.lines -= 1
