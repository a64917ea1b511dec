"""One question by questionary: its prompts, with a way back, help and errors below them."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import PathCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import HSplit, Layout
from prompt_toolkit.output import create_output
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle

from mlscaffold.screen.below import Below
from mlscaffold.screen.prompts import ACCEPT, Back
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING
from mlscaffold.text import cells, clipped, columns, wrapped

MANY = 12  # more choices than this are found by typing
DIM, CHOSEN, PLAIN = "fg:ansibrightblack", "fg:ansicyan", "bg:default fg:default noreverse"
STYLE = questionary.Style(
    [
        *((name, DIM) for name in ("qmark", "disabled", "placeholder", "dim")),
        *((name, CHOSEN) for name in ("pointer", "highlighted")),
        *(("selected", "noreverse"), ("question", "bold"), ("answer", "nobold noinherit")),
        ("error", "fg:ansired"),
        *(
            (f"completion-menu{each}", PLAIN)
            for each in ("", ".completion", ".meta", ".meta.completion")
        ),
        *(
            (f"completion-menu{each}.current", CHOSEN)
            for each in (".completion", ".meta.completion")
        ),
        *((f"scrollbar.{each}", PLAIN) for each in ("background", "button")),
    ]
)


class Screen:
    """One question while it is asked."""

    def __init__(self, field: Field, count: str, text: str, error: str, *, back: bool) -> None:
        """`text` was typed before and refused by `error`."""
        self.field, self.text, self.width = field, text, columns()
        open_ones = [option for option in field.options if not option.disabled]
        self.many = field.kind == "choice" and not 0 < len(open_ones) <= MANY
        near = (field.suggestion(text) if error and text else None) or ""
        self.below = Below(field, error, near, self.many, back, self.width)
        output = create_output(stdout=sys.stderr)
        # Asking the terminal where its cursor is costs a round trip, and is not needed here.
        output.enable_cpr = False  # type: ignore[attr-defined]
        mark = f"[{count}]" if count else "?"
        group = f"{field.group} · " if field.group else ""
        lines = wrapped(f"{mark} {group}{field.title}", self.width - 1)
        self.title = "\n".join(lines).removeprefix(f"{mark} ")
        self.where: dict[str, Any] = {
            "input": create_input(sys.stdin),
            "output": output,
            "color_depth": ColorDepth.from_env() or ColorDepth.DEPTH_4_BIT,
            "style": STYLE,
            "qmark": mark,
        }

    @property
    def listed(self) -> bool:
        """Whether it is answered by pointing, not by typing."""
        return bool(self.field.options) and not self.many

    def run(self) -> Any:
        """Show it until it is answered."""
        makers = {"choice": self.found if self.many else self.choice, "several": self.several}
        application = makers.get(self.field.kind, self.typed)().application
        container, focused = application.layout.container, application.layout.current_window
        below = self.below.lines(self.is_empty)
        application.layout = Layout(HSplit([container, *below]), focused)
        for window in application.layout.find_all_windows():
            window.dont_extend_height = Condition(lambda: True)
        known = [application.key_bindings] if application.key_bindings else []
        application.key_bindings = merge_key_bindings([*known, self.keys()])
        application.erase_when_done = True
        # How long Esc waits for the rest of an arrow key.
        application.ttimeoutlen = application.timeoutlen = 0.15
        answer = application.run(handle_sigint=False)
        if isinstance(answer, BaseException):  # raised here, so that the screen is erased before
            raise answer
        return answer

    def typed(self) -> questionary.Question:
        """A line, or several, that is typed."""
        path = self.field.kind == "path"
        return questionary.text(
            f"{self.title}\n  ›",
            default=self.text,
            placeholder=[("class:placeholder", self.proposal())],
            instruction="" if self.field.multiline else None,
            multiline=self.field.multiline,
            is_password=self.field.kind == "secret",
            completer=PathCompleter(expanduser=True) if path else None,
            complete_while_typing=False,
            complete_style=CompleteStyle.COLUMN,
            **self.where,
        )

    def choice(self) -> questionary.Question:
        """One of several."""
        options: list[Any] = [o for o in self.field.options if o.value == self.field.default]
        return questionary.select(
            self.title,
            self.choices(),
            default=options[0] if options and not options[0].disabled else None,
            pointer="❯",
            use_shortcuts=True,
            use_jk_keys=False,
            instruction=" ",
            **self.where,
        )

    def found(self) -> questionary.Question:
        """One of many: questionary's search in a list takes the first when nothing fits."""
        reasons: dict[str, Any] = {o.label: reason_of(o) for o in self.field.options}
        question = questionary.autocomplete(
            f"{self.title}\n  ›",
            choices=list(reasons),
            meta_information=reasons,
            default=self.text,
            placeholder=[("class:placeholder", self.proposal())],
            **self.where,
        )
        begin = question.application.current_buffer.start_completion
        question.application.pre_run_callables.append(lambda: begin(select_first=False))
        return question

    def several(self) -> questionary.Question:
        """Any number of several."""
        return questionary.checkbox(
            self.title, self.choices(), pointer="❯", instruction=" ", **self.where
        )

    def choices(self) -> list[questionary.Choice]:
        """The choices, each a label and why one would choose it."""
        several = self.field.kind == "several"
        ticked = () if self.field.default is MISSING or not several else self.field.default
        widest = max(cells(option.label) for option in self.field.options)
        return [
            questionary.Choice(
                self.row(option, widest),
                value=option,
                disabled=option.disabled or None,
                checked=option.value in ticked,
            )
            for option in self.field.options
        ]

    def row(self, option: Option, widest: int) -> str:
        """One choice; its reason below it where both do not fit on a line."""
        label, reason, room = option.label, reason_of(option), self.width - 8
        line = f"{label}{' ' * (widest - cells(label))}  {reason}".rstrip()
        below = "\n        ".join([clipped(label, room), *wrapped(reason, room)])
        return line if cells(line) < room else below

    def keys(self) -> KeyBindings:
        """Accept, back, help, stop; the suggestion behind an error."""
        keys, below = KeyBindings(), self.below
        empty = Condition(self.is_empty)
        ends: dict[str, Any] = {"c-c": KeyboardInterrupt, "<sigint>": KeyboardInterrupt}
        ends |= dict.fromkeys(("escape", "c-b"), Back if below.back else None)
        for key, end in ends.items():
            keys.add(key, eager=True)(partial(leave_with, end))
        keys.add("c-d", eager=True, filter=empty)(partial(leave_with, EOFError))
        keys.add("?", eager=True, filter=empty)(lambda _: setattr(below, "help", not below.help))
        if not self.listed:
            self.add_typing(keys)
        return keys

    def add_typing(self, keys: KeyBindings) -> None:
        """The keys of a field that is typed into."""
        below = self.below

        @keys.add("enter", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=event.current_buffer.text or ACCEPT)

        if self.field.multiline:
            keys.add("c-j", eager=True)(lambda event: event.current_buffer.insert_text("\n"))

        @keys.add("tab", eager=True, filter=Condition(lambda: bool(below.near)))
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.text = below.near
            event.current_buffer.cursor_position = len(below.near)
            below.error = below.near = ""

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return self.listed or not get_app().current_buffer.text

    def proposal(self) -> str:
        """What Enter alone would answer."""
        field = self.field
        return field.placeholder if field.default is MISSING else field.shown(field.default)


def reason_of(option: Option) -> str:
    """Why one would choose it."""
    return option.reason + (f" ({option.mark})" if option.mark else "")


def leave_with(end: type[BaseException] | None, event: KeyPressEvent) -> None:
    """Leave a question, where that can be; what it ends with is raised once the screen is erased."""
    if end:
        event.app.exit(result=end())
