"""The keys of a question on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from mlscaffold.screen.prompts import ACCEPT, Back
from mlscaffold.screen.rows import Rows
from mlscaffold.template.fields import Field


class Screen(Protocol):
    """A question while it is asked, as its keys know it."""

    field: Field
    buffer: Buffer
    rows: Rows
    help: bool
    error: str
    note: str
    suggestion: str

    def proposal(self) -> str:
        """What Enter alone would answer."""


MOST_SHOWN = 12  # paths that Tab shows


def common_keys(screen: Screen) -> KeyBindings:
    """Back, stop."""
    keys = KeyBindings()

    @keys.add("escape")
    @keys.add("c-b")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=Back())

    @keys.add("c-c")
    @keys.add("<sigint>")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=KeyboardInterrupt())

    @keys.add("c-d")
    def _(event: KeyPressEvent) -> None:
        if not screen.buffer.text:
            event.app.exit(result=EOFError())

    return keys


def text_keys(screen: Screen, keys: KeyBindings) -> None:
    """Typing: Enter, Tab, and `?` while nothing is typed."""
    buffer = screen.buffer

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=buffer.text if buffer.text else ACCEPT)

    @keys.add("c-j")
    def _(event: KeyPressEvent) -> None:
        if screen.field.multiline:
            buffer.insert_text("\n")
        else:
            event.app.exit(result=buffer.text if buffer.text else ACCEPT)

    @keys.add("?")
    def _(_event: KeyPressEvent) -> None:
        if buffer.text:
            buffer.insert_text("?")
        else:
            screen.help = not screen.help

    @keys.add("tab")
    def _(_event: KeyPressEvent) -> None:
        if screen.suggestion:
            replace(screen, screen.suggestion)
            screen.error = screen.suggestion = ""
        elif screen.field.kind == "path":
            complete(screen)
        elif not buffer.text:
            replace(screen, screen.proposal())


def replace(screen: Screen, text: str) -> None:
    """Put other text into the field."""
    screen.buffer.text = text
    screen.buffer.cursor_position = len(text)


def complete(screen: Screen) -> None:
    """Complete a path as far as it is clear; show what it could be."""
    paths = candidates(screen.buffer.text)
    if not paths:
        return
    replace(screen, shared(paths))
    names = [Path(path).name + "/" * path.endswith("/") for path in paths[:MOST_SHOWN]]
    more = " …" if len(paths) > MOST_SHOWN else ""
    screen.note = "  " + "  ".join(names) + more if len(paths) > 1 else ""


def shared(paths: list[str]) -> str:
    """The longest beginning that all have."""
    first, last = min(paths), max(paths)
    same = (i for i, letter in enumerate(first) if i >= len(last) or letter != last[i])
    return first[: next(same, len(first))]


def candidates(text: str) -> list[str]:
    """Paths that begin with `text`; hidden ones only when asked for."""
    head, slash, tail = text.rpartition("/")
    folder = Path(head + slash).expanduser() if slash else Path()
    try:
        found = sorted(each for each in folder.iterdir() if each.name.startswith(tail))
    except OSError:
        return []
    shown = [each for each in found if tail.startswith(".") or not each.name.startswith(".")]
    return [head + slash + each.name + "/" * each.is_dir() for each in shown]


def choice_keys(screen: Screen, keys: KeyBindings) -> None:
    """Choosing: arrows, numbers, Space for several, letters to find one of many."""
    rows = screen.rows

    for key, step in {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}.items():
        keys.add(key)(lambda _event, step=step: rows.move(step))
    for key, place in {"home": 0, "end": len(rows.shown) - 1}.items():
        keys.add(key)(lambda _event, place=place: rows.go(place))

    @keys.add("enter")
    @keys.add("c-j")
    def _(event: KeyPressEvent) -> None:
        if rows.current and rows.current.disabled and not rows.several:
            screen.error = rows.current.disabled
        elif rows.several or rows.current:
            event.app.exit(result=rows.result())

    @keys.add("?")
    def _(_event: KeyPressEvent) -> None:
        screen.help = not screen.help

    @keys.add("backspace")
    def _(_event: KeyPressEvent) -> None:
        rows.find(rows.typed[:-1])

    @keys.add("<any>")
    def _(event: KeyPressEvent) -> None:
        pressed(rows, event.data)


def pressed(rows: Rows, letter: str) -> None:
    """Space ticks, a number chooses one of few, other letters find one of many."""
    if rows.several:
        if letter == " ":
            rows.tick()
        elif letter == "a":
            rows.tick_all()
    elif rows.many and letter.isprintable():
        rows.find(rows.typed + letter)
    elif letter in ("j", "k"):
        rows.move(1 if letter == "j" else -1)
    elif letter.isdigit() and 1 <= int(letter) <= len(rows.shown):
        rows.go(int(letter) - 1)
