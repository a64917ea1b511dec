"""Who is at this terminal, and what puts questions to them."""

import os
import sys
from typing import Any

from mlscaffold.screen.messages import say, show
from mlscaffold.screen.prompts import Asker
from mlscaffold.screen.steps import is_terminal
from mlscaffold.template.fields import Field, Option
from mlscaffold.text import clipped, columns


def asker_here() -> Asker:
    """Who puts questions on this terminal: line by line where its cursor cannot be moved."""
    term = os.environ.get("TERM", "").lower()
    is_dumb = term in ("dumb", "unknown") or (os.name == "posix" and not term)
    return Asker() if is_dumb else TerminalAsker()


def somebody_is_there() -> bool:
    """Whether questions can be answered; they are asked on stderr."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


class TerminalAsker(Asker):
    """Asks with colours and arrow keys: each question is a small screen, then one line."""

    lines = 0  # of answers, below what was shown last

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        """What was typed or chosen."""
        from mlscaffold.screen.asking import Screen

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
        sys.stderr.write("✓ " if os.environ.get("NO_COLOR") else "\x1b[32m✓\x1b[0m ")
        say(clipped(f"{field.title}  {field.shown(value)}", columns() - 3))
        self.lines += 1

    def undo(self) -> None:
        """Take the last line away, if nothing was shown after it."""
        if self.lines:
            sys.stderr.write("\x1b[1A\x1b[2K")
            show("")
            self.lines -= 1
