"""What puts one question to a person, on any terminal."""

import getpass
import sys
from typing import Any

from mlscaffold.screen.messages import say, show
from mlscaffold.template.fields import Field
from mlscaffold.template.questions import MISSING

ACCEPT: Any = object()  # what is proposed


class Back(Exception):
    """The person wants to see the question before."""


class Asker:
    """Prints a question and its numbered choices, and reads a line; also for screen readers."""

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        """What was typed or chosen, or ACCEPT. Raises Back, KeyboardInterrupt or EOFError.

        `text` was typed before, and refused by `error`; `back` says whether there is a way back.
        """
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

    def show(self, text: str) -> None:
        """Show what a person should read."""
        say(text)

    def done(self, field: Field, value: Any) -> None:
        """Show an answered question in one line."""
        say(f"{field.title}: {field.shown(value)}")

    def undo(self) -> None:
        """Take the last of these lines away, where that can be."""


def help_of(field: Field) -> str:
    """What `?` shows, if there is anything."""
    flag = f"Without questions: {field.flag}" if field.flag else ""
    return "\n".join(filter(None, [field.more, flag]))


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
