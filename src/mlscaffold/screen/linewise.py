"""Questions line by line, for terminals that cannot move their cursor, and for screen readers."""

from __future__ import annotations

import getpass
import sys
from contextlib import AbstractContextManager
from typing import Any

from mlscaffold.screen.prompts import ACCEPT, Back
from mlscaffold.screen.steps import working
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING


class PlainAsker:
    """Prints a question and its numbered choices, and reads a line."""

    def ask(self, field: Field, *, count: str, text: str, error: str, back: bool) -> Any:
        """What was typed, or the choices of these numbers."""
        if error:
            near = field.suggestion(text) if text else None
            self.show(f"{error}" + (f" (did you mean {near}?)" if near else ""))
        else:
            self.show(f"[{count}] {field.title}" if count else field.title)
            self.show_options(field)
        while True:
            line = self.read(field, back=back).strip()
            if line == "?" and (field.more or field.flag):
                flag = f"Without questions: {field.flag}" * bool(field.flag)
                self.show(f"{field.more}\n{flag}".strip())
            elif line == "<" and back:
                raise Back
            else:
                return chosen(field, line)

    def show_options(self, field: Field) -> None:
        """The choices, numbered."""
        for number, option in enumerate(field.options, 1):
            mark = f" ({option.disabled or option.mark})" if option.disabled or option.mark else ""
            reason = f": {option.reason}" if option.reason else ""
            self.show(f"  {number}. {option.label}{reason}{mark}")

    def read(self, field: Field, *, back: bool) -> str:
        """One line of what a person types."""
        helps = ["? help"] * bool(field.more or field.flag) + ["< back"] * back
        proposed = "" if field.default is MISSING else field.shown(field.default)
        usual = [f"Enter: {proposed}"] * bool(proposed)
        prompt = ", ".join([expected(field), *usual, *helps]) + ": "
        if field.kind == "secret":
            return getpass.getpass(prompt)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line

    def working(self, name: str) -> AbstractContextManager[None]:
        """A line while it works."""
        return working(name)

    def show(self, text: str) -> None:
        """Lines of text."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def done(self, field: Field, value: Any) -> None:
        """What was answered stands there already."""
        self.show(f"{field.title}: {field.shown(value)}")

    def undo(self) -> None:
        """What is printed stays."""


def expected(field: Field) -> str:
    """What may be typed."""
    last = len(field.options)
    if field.kind == "several":
        return "numbers such as 1 3" if last > 2 else "numbers"
    return {0: "answer", 1: "1", 2: "1 or 2"}.get(last, f"1 to {last}")


def chosen(field: Field, line: str) -> Any:
    """What a line means: nothing typed, numbers of choices, or the answer itself."""
    if not line:
        return ACCEPT
    if not field.options:
        return line
    if field.kind == "several":
        words = [word for word in line.replace(",", " ").split() if word]
        return [numbered(field.options, word) for word in words]
    return numbered(field.options, line)


def numbered(options: tuple[Option, ...], word: str) -> Any:
    """The choice of a number or label, else the word itself."""
    if word.isdigit() and 1 <= int(word) <= len(options):
        return options[int(word) - 1].raw
    alike = [option.raw for option in options if option.label.lower() == word.lower()]
    return alike[0] if alike else word
