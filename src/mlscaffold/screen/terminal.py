"""Who is at this terminal, and what puts questions to them."""

import getpass
import os
import sys
from typing import Any

from mlscaffold.screen.messages import say, show
from mlscaffold.screen.prompts import ACCEPT, Asker, Back, help_of
from mlscaffold.screen.steps import is_terminal
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING
from mlscaffold.text import clipped, columns


def asker_here() -> Asker:
    """Who puts questions on this terminal: line by line where its cursor cannot be moved."""
    term = os.environ.get("TERM", "").lower()
    is_dumb = term in ("dumb", "unknown") or (os.name == "posix" and not term)
    return PlainAsker() if is_dumb else TerminalAsker()


def somebody_is_there() -> bool:
    """Whether questions can be answered; they are asked on stderr."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


class TerminalAsker:
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


class PlainAsker:
    """Prints a question and its numbered choices, and reads a line; also for screen readers."""

    show = staticmethod(say)

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        """What was typed, or the choices of these numbers."""
        if error:
            near = field.suggestion(text) if text else None
            say(error + (f" (did you mean {near}?)" if near else ""))
        else:
            say(f"[{count}] {field.title}" if count else field.title)
            for number, option in enumerate(field.options, 1):
                said = option.disabled or option.mark
                reason = f": {option.reason}" if option.reason else ""
                say(f"  {number}. {option.label}{reason}" + (f" ({said})" if said else ""))
        while True:
            line = self.read(field, back=back).strip()
            if line == "?":
                say(help_of(field))
            elif line == "<" and back:
                raise Back
            else:
                return chosen(field, line)

    def read(self, field: Field, *, back: bool) -> str:
        """One line of what a person types."""
        proposed = "" if field.default is MISSING else field.shown(field.default)
        keys = [f"Enter: {proposed}"] * bool(proposed)
        keys += ["? help"] * bool(help_of(field)) + ["< back"] * back
        prompt = ", ".join([expected(field), *keys]) + ": "
        if field.kind == "secret":
            return getpass.getpass(prompt)
        show(prompt)
        if line := sys.stdin.readline():
            return line
        raise EOFError

    def done(self, field: Field, value: Any) -> None:
        """What was answered stands there already."""
        say(f"{field.title}: {field.shown(value)}")

    def undo(self) -> None:
        """What is printed stays."""


def expected(field: Field) -> str:
    """What may be typed."""
    last = len(field.options)
    if field.kind == "several":
        return "numbers such as 1 3" if last > 2 else "numbers"
    return {0: "answer", 1: "1", 2: "1 or 2"}.get(last, f"1 to {last}")


def chosen(field: Field, line: str) -> Any:
    """What a line means: nothing typed, numbers or labels of choices, or the answer itself."""
    if not line:
        return ACCEPT
    raw = {str(number): option.raw for number, option in enumerate(field.options, 1)}
    raw |= {option.label.lower(): option.raw for option in field.options}
    if field.kind == "several":
        return [raw.get(word.lower(), word) for word in line.replace(",", " ").split()]
    return raw.get(line.lower(), line)
