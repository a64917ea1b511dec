"""Puts questions to a person, on any terminal: one, or a walk with refusals and a way back."""

import getpass
import sys
from typing import Any, TypeVar

from mlscaffold.screen.messages import say, show
from mlscaffold.screen.steps import forget_keys, working
from mlscaffold.template.fields import Field, Option, Refused
from mlscaffold.template.questions import MISSING
from mlscaffold.template.walk import Walk

Result = TypeVar("Result")
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
    flag = f"On the command line: {field.flag}" if field.flag else ""
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


def converse(walk: Walk[Result], asker: Asker, *, leave: bool = False) -> Result:
    """Ask until all is answered; with `leave`, going back from the first question raises Back."""
    read, answered = {""}, 0
    for field, value in walk.view().passed:
        if field.key in walk.confirmed and not walk.wanted:  # answered on another day
            asker.done(field, value)
    while True:
        with working("One moment"):
            view = walk.view()
        if view.current is None:
            assert view.result is not None
            return view.result
        if view.current.before not in read:
            read.add(view.current.before)
            asker.show(view.current.before)
        back = leave or any(field.key in walk.confirmed for field, _ in view.passed)
        try:
            count = "" if leave else f"{view.number}/{view.total}"
            settle_one(walk, view.current, asker, count, back=back)
            answered += 1
        except Back:
            if leave and not answered:
                raise
            answered -= 1
            if walk.back():
                asker.undo()


def settle_one(walk: Walk[Any], field: Field, asker: Asker, count: str, *, back: bool) -> None:
    """Ask one question until its answer is accepted."""
    text = error = ""
    while True:
        raw = asker.ask(field, count=count, text=text, error=error, back=back)
        name = f"Reading {raw}" if field.kind == "path" and raw is not ACCEPT else "One moment"
        try:
            if raw is ACCEPT and field.default is MISSING:
                raise Refused("nothing is proposed here: an answer is needed")
            with working(name):
                walk.accept() if raw is ACCEPT else walk.answer(raw)
                value = field.default if raw is ACCEPT else field.parse(raw)
            return asker.done(field, value)
        except Refused as refusal:
            text, error = raw if isinstance(raw, str) else "", str(refusal)


def yes(asker: Asker, key: str, title: str, *, default: bool) -> bool:
    """Ask for a yes or a no."""
    return bool(choose(asker, key, title, {"Yes": True, "No": False}, default))


def choose(
    asker: Asker, key: str, title: str, choices: dict[str, Any], default: Any, *, back: bool = False
) -> Any:
    """Ask for one of several things, once what is shown could be read. Raises Back if `back`."""
    options = tuple(Option(label, value, value) for label, value in choices.items())
    field = Field(key, title, lambda raw: raw, "choice", default, options)
    forget_keys()
    raw = asker.ask(field, count="", text="", error="", back=back)
    return default if raw is ACCEPT else raw
