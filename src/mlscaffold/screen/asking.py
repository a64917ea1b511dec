"""One question by questionary: its prompts, with a way back, help, errors and keys below them."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import PathCompleter, WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.containers import ConditionalContainer
from prompt_toolkit.output import create_output
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle

from mlscaffold.screen.prompts import ACCEPT, Back, help_of
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.questions import MISSING
from mlscaffold.text import cells, clipped, columns, size, wrapped

MANY = 12  # more choices than this are found by typing
KEYS = {"choice": "↑↓ or a number", "several": "Space ticks · a all", "path": "Tab completes"}
DIM, CHOSEN, PLAIN = "fg:ansibrightblack", "fg:ansicyan", "bg:default fg:default noreverse"
MENU = "completion-menu"
STYLE = questionary.Style.from_dict(
    dict.fromkeys(("qmark", "disabled", "placeholder", "dim"), DIM)
    | dict.fromkeys(("pointer", "highlighted"), CHOSEN)
    | {"selected": "noreverse", "question": "bold", "answer": "nobold noinherit"}
    | {"error": "fg:ansired", "scrollbar.background": PLAIN, "scrollbar.button": PLAIN}
    | {f"{MENU}{each}": PLAIN for each in ("", ".completion", ".meta", ".meta.completion")}
    | {f"{MENU}{each}.current": CHOSEN for each in (".completion", ".meta.completion")}
)


class Screen:
    """One question while it is asked; `near` would be accepted instead of what `error` refuses."""

    def __init__(self, field: Field, count: str, text: str, error: str, *, back: bool) -> None:
        """`text` was typed before and refused by `error`."""
        self.field, self.text, self.error, self.back = field, text, error, back
        self.width, self.help = columns(), False
        self.proposed = "" if field.default is MISSING else field.shown(field.default)
        self.near = (field.suggestion(text) if error and text else None) or ""
        open_ones = [option for option in field.options if not option.disabled]
        self.many = field.kind == "choice" and not 0 < len(open_ones) <= MANY
        self.listed = bool(field.options) and not self.many  # answered by pointing, not by typing
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

    def run(self) -> Any:
        """Show it until it is answered."""
        application = (self.pointed() if self.listed else self.typed()).application
        container, focused = application.layout.container, application.layout.current_window
        below = [shown("error", self.refusal), shown("dim", self.explanation)]
        application.layout = Layout(HSplit([container, *below, shown("dim", self.hints)]), focused)
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
        """A line, or several, that is typed; of many choices a part of one.

        questionary's own search in a list takes the first when nothing fits.
        """
        field, reasons = self.field, {o.label: reason_of(o) for o in self.field.options}
        found = WordCompleter(
            [*reasons], ignore_case=True, meta_dict=reasons, sentence=True, match_middle=True
        )
        question = questionary.text(
            f"{self.title}\n  ›",
            default=self.text,
            placeholder=[("class:placeholder", self.proposed or field.placeholder)],
            instruction="" if field.multiline else None,
            multiline=field.multiline,
            is_password=field.kind == "secret",
            completer=PathCompleter(expanduser=True) if field.kind == "path" else found,
            complete_while_typing=self.many,
            complete_style=CompleteStyle.COLUMN,
            **self.where,
        )
        if self.many:
            begin = question.application.current_buffer.start_completion
            question.application.pre_run_callables.append(lambda: begin(select_first=False))
        return question

    def pointed(self) -> questionary.Question:
        """One of several, or any number of them."""
        field, look = self.field, {"pointer": "❯", "instruction": " ", **self.where}
        if field.kind == "several":
            return questionary.checkbox(self.title, self.choices(), **look)
        default: Any = next((o for o in field.options if o.value == field.default), None)
        look |= {"default": None if default is None or default.disabled else default}
        return questionary.select(
            self.title, self.choices(), use_shortcuts=True, use_jk_keys=False, **look
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
        if len(self.field.options) > size().lines // 2:  # else some would be out of sight
            return clipped(line, room)
        below = "\n        ".join([clipped(label, room), *wrapped(reason, room)])
        return line if cells(line) < room else below

    def keys(self) -> KeyBindings:
        """Accept, back, help, stop; the suggestion behind an error."""
        keys, empty = KeyBindings(), Condition(self.is_empty)
        ends: dict[str, Any] = {"c-c": KeyboardInterrupt, "<sigint>": KeyboardInterrupt}
        ends |= dict.fromkeys(("escape", "c-b"), Back if self.back else None)
        for key, end in ends.items():
            keys.add(key, eager=True)(partial(leave_with, end))
        keys.add("c-d", eager=True, filter=empty)(partial(leave_with, EOFError))
        keys.add("?", eager=True, filter=empty)(lambda _: setattr(self, "help", not self.help))
        if not self.listed:
            self.add_typing(keys)
        return keys

    def add_typing(self, keys: KeyBindings) -> None:
        """The keys of a field that is typed into."""

        @keys.add("enter", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=event.current_buffer.text or ACCEPT)

        @keys.add("right", eager=True, filter=Condition(self.is_empty))
        @keys.add("backspace", eager=True, filter=Condition(self.is_empty))
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(self.proposed)  # to be edited

        if self.field.multiline:
            keys.add("c-j", eager=True)(lambda event: event.current_buffer.insert_text("\n"))

        @keys.add("tab", eager=True, filter=Condition(lambda: bool(self.near)))
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.text = self.near
            event.current_buffer.cursor_position = len(self.near)
            self.error = self.near = ""

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return self.listed or not get_app().current_buffer.text

    def refusal(self) -> list[str]:
        """Why the answer before was refused, and one that is not."""
        near = f" Did you mean `{self.near}`? Tab takes it." * bool(self.near)
        text = f"✗ {self.error.rstrip('.')}.{near}" * bool(self.error)
        return wrapped(text.replace("?.", "?"), self.width - 4)

    def explanation(self) -> list[str]:
        """What `?` shows."""
        return wrapped(help_of(self.field), self.width - 4) if self.help else []

    def hints(self) -> list[str]:
        """The keys that do something here, now; as many as fit."""
        kind = "type to find · ↑↓" if self.many else KEYS.get(self.field.kind, "")
        kind = "Ctrl-J new line" if self.field.multiline else kind
        more = ["→ edits it"] * bool(self.proposed and not self.listed and self.is_empty())
        more += ["Esc back"] * self.back
        more += ["? help"] * bool(self.is_empty() and help_of(self.field))
        known = [each for each in (kind, "Enter accepts", *more, "Ctrl-C leaves") if each]
        while cells(hint := " · ".join(known)) > self.width - 3:
            known.pop()
        return [hint]


def shown(style: str, lines: Callable[[], list[str]]) -> ConditionalContainer:
    """Lines in a style, while there are any."""

    def text() -> StyleAndTextTuples:
        return [(f"class:{style}", "\n".join(f"  {line}" for line in lines()))]

    window = Window(FormattedTextControl(text))
    return ConditionalContainer(window, Condition(lambda: bool(lines())))


def reason_of(option: Option) -> str:
    """Why one would choose it."""
    return option.reason + (f" ({option.mark})" if option.mark else "")


def leave_with(end: type[BaseException] | None, event: KeyPressEvent) -> None:
    """Leave a question, where that can be; what it ends with is raised once the screen is erased."""
    if end:
        event.app.exit(result=end())
