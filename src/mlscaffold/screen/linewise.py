"""Questions line by line, for terminals that cannot move their cursor, and for screen readers."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from mlscaffold.screen.prompts import ACCEPT, Back
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING


class PlainAsker:
    """Prints a question and its numbered choices, and reads a line."""

    def ask(self, field: Field, *, count: str, text: str, error: str) -> Any:
        """What was typed, or the choices of these numbers."""
        if error:
            near = field.suggestion(text) if text else None
            self.show(f"{error}" + (f" (such as {near})" if near else ""))
        else:
            self.show(f"[{count}] {field.title}" if count else field.title)
            self.show_options(field)
        while True:
            line = self.read(field).strip()
            if line == "?":
                self.show(f"{field.more}\n< goes back. Without questions: {field.flag}".strip())
            elif line == "<":
                raise Back
            else:
                return chosen(field, line)

    def show_options(self, field: Field) -> None:
        """The choices, numbered."""
        for number, option in enumerate(field.options, 1):
            mark = f" ({option.disabled or option.mark})" if option.disabled or option.mark else ""
            reason = f": {option.reason}" if option.reason else ""
            self.show(f"  {number}. {option.label}{reason}{mark}")

    def read(self, field: Field) -> str:
        """One line of what a person types."""
        proposed = "" if field.default is MISSING else f" ({field.shown(field.default)})"
        prompt = f"{'numbers' if field.kind == 'several' else 'answer'}{proposed}, ? help, < back: "
        if field.kind == "secret":
            return getpass.getpass(prompt)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line

    def show(self, text: str) -> None:
        """Lines of text."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def done(self, field: Field, value: Any) -> None:
        """What was answered stands there already."""
        self.show(f"{field.title}: {field.shown(value)}")

    def undo(self) -> None:
        """What is printed stays."""


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
