"""Leads a person through a walk: asks, explains refusals, goes back, and keeps what was answered."""

from __future__ import annotations

import sys
from typing import Any, Protocol, TextIO, TypeVar

from mlscaffold.template.fields import Field, Refused
from mlscaffold.template.questions import MISSING
from mlscaffold.template.walk import Walk

Result = TypeVar("Result")
ACCEPT: Any = object()  # what is proposed


class Back(Exception):
    """The person wants to see the question before."""


class Asker(Protocol):
    """Whatever puts questions to a person; raises Back, KeyboardInterrupt or EOFError."""

    def ask(self, field: Field, *, count: str, text: str, error: str) -> Any:
        """What was typed or chosen, or ACCEPT. `text` was typed before, and refused by `error`."""

    def show(self, text: str) -> None:
        """Show what a person should read."""

    def done(self, field: Field, value: Any) -> None:
        """Show an answered question in one line."""

    def undo(self) -> None:
        """Take the last of these lines away."""


def converse(walk: Walk[Result], asker: Asker) -> Result:
    """Ask until everything is answered; return the result."""
    read: set[str] = set()
    for field, value in walk.view().passed:
        if field.key in walk.confirmed and not walk.wanted:  # answered on another day
            asker.done(field, value)
    while True:
        view = walk.view()
        if view.current is None:
            assert view.result is not None
            return view.result
        if view.current.before and view.current.before not in read:
            read.add(view.current.before)
            asker.show(view.current.before)
        count = f"{view.number}/{view.total}"
        try:
            settle_one(walk, view.current, asker, count)
        except Back:
            if walk.back():
                asker.undo()


def settle_one(walk: Walk[Any], field: Field, asker: Asker, count: str) -> None:
    """Ask one question until its answer is accepted."""
    text = error = ""
    while True:
        raw = asker.ask(field, count=count, text=text, error=error)
        try:
            value = accept(walk, field) if raw is ACCEPT else given(walk, field, raw)
        except Refused as refusal:
            text, error = raw if isinstance(raw, str) else "", str(refusal)
            continue
        asker.done(field, value)
        return


def given(walk: Walk[Any], field: Field, raw: Any) -> Any:
    """Answer with what was typed or chosen."""
    walk.answer(raw)
    return field.parse(raw)


def accept(walk: Walk[Any], field: Field) -> Any:
    """Take what is proposed."""
    if field.default is MISSING:
        raise Refused("nothing is proposed here: an answer is needed")
    walk.accept()
    return field.default


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads or writes there; a closed stream is none at all."""
    return stream is not None and stream.isatty()


def somebody_is_there() -> bool:
    """Whether questions can be answered; they are asked on stderr."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def yes(asker: Asker, key: str, title: str, *, default: bool, more: str = "") -> bool:
    """Ask for a yes or a no."""
    return bool(choose(asker, key, title, {"Yes": True, "No": False}, default, more=more))


def choose(
    asker: Asker, key: str, title: str, choices: dict[str, Any], default: Any, *, more: str = ""
) -> Any:
    """Ask for one of several things; Back is no answer here."""
    from mlscaffold.template.fields import Option

    options = tuple(Option(label, value, value) for label, value in choices.items())
    field = Field(key, title, lambda raw: raw, "choice", default, options, more=more)
    while True:
        try:
            raw = asker.ask(field, count="", text="", error="")
        except Back:
            continue
        return default if raw is ACCEPT else raw
