"""Leads a person through a walk: asks, explains refusals, goes back, and keeps what was answered."""

from typing import Any, TypeVar

from mlscaffold.screen.asker import ACCEPT, Asker, Back
from mlscaffold.screen.steps import forget_keys, working
from mlscaffold.template.fields import Field, Option, Refused
from mlscaffold.template.questions import MISSING
from mlscaffold.template.walk import Walk

Result = TypeVar("Result")


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
