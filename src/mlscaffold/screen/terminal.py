"""Questions on a terminal that can move its cursor: one small screen for each, then one line."""

from __future__ import annotations

import sys
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.layout import BufferControl, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.containers import ConditionalContainer, VSplit
from prompt_toolkit.layout.processors import (
    AfterInput,
    ConditionalProcessor,
    PasswordProcessor,
    Processor,
)
from prompt_toolkit.output import create_output
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from mlscaffold.screen.keys import choice_keys, common_keys, text_keys
from mlscaffold.screen.rows import Rows
from mlscaffold.template.fields import Field
from mlscaffold.template.questions import MISSING
from mlscaffold.text import clipped, columns, wrapped

STYLE = Style.from_dict(
    {
        "count": "fg:ansibrightblack",
        "title": "bold",
        "chosen": "fg:ansicyan",
        "dim": "fg:ansibrightblack",
        "error": "fg:ansired",
        "done": "fg:ansigreen",
    }
)


class Screen:
    """One question while it is asked."""

    def __init__(self, field: Field, count: str, text: str, error: str) -> None:
        """`text` was typed before and refused by `error`."""
        self.field, self.count, self.error = field, count, error
        self.width = columns()
        self.help = False
        self.note = ""
        self.suggestion = (field.suggestion(text) if error and text else None) or ""
        self.rows = Rows(field, self.width)
        self.buffer = Buffer(multiline=Condition(lambda: field.multiline))
        self.buffer.text = text
        self.buffer.cursor_position = len(text)

    @property
    def typed(self) -> bool:
        """Whether the answer is typed, not chosen."""
        return not self.field.options

    def layout(self) -> Layout:
        """Title, field or choices, error, help, keys."""
        control = BufferControl(self.buffer, self.processors()) if self.typed else None
        prompt = Window(FormattedTextControl("  › "), width=4, dont_extend_height=True)
        parts: list[Any] = [self.text(self.heading)]
        if control:
            parts.append(
                VSplit([prompt, Window(control, wrap_lines=True, dont_extend_height=True)])
            )
        else:
            body = FormattedTextControl(self.choices, focusable=True, show_cursor=False)
            parts.append(Window(body, dont_extend_height=True))
        parts += [self.text(self.refusal), self.text(self.explanation), self.text(self.hints)]
        return Layout(HSplit(parts), focused_element=parts[1])

    def text(self, made: Any) -> ConditionalContainer:
        """Lines that are there only while there is something to say."""
        window = Window(FormattedTextControl(made), dont_extend_height=True)
        return ConditionalContainer(window, Condition(lambda: bool(made())))

    def processors(self) -> list[Processor]:
        """The default in grey while nothing is typed; dots for what is secret."""
        grey = AfterInput(self.proposal(), style="class:dim")
        empty = Condition(lambda: not self.buffer.text)
        found: list[Processor] = [PasswordProcessor("•")] if self.field.kind == "secret" else []
        return [*found, ConditionalProcessor(grey, empty)]

    def proposal(self) -> str:
        """What Enter alone would answer."""
        if self.field.default is MISSING:
            return self.field.placeholder
        return self.field.shown(self.field.default)

    def heading(self) -> StyleAndTextTuples:
        """The counter, the group and the question."""
        where = f"[{self.count}] " if self.count else ""
        group = f"{self.field.group} · " if self.field.group else ""
        lines = wrapped(where + group + self.field.title, self.width - 1)
        first = lines[0].removeprefix(where)
        rest = "".join(f"\n{line}" for line in lines[1:])
        return [("class:count", where), ("class:title", first + rest)]

    def choices(self) -> StyleAndTextTuples:
        """The choices."""
        return [*self.rows.text()]

    def refusal(self) -> StyleAndTextTuples:
        """Why the answer before was refused, and one that is not."""
        if not self.error:
            return []
        tab = f" Tab takes `{self.suggestion}`." if self.suggestion else ""
        lines = wrapped(f"✗ {self.error}.{tab}".replace("..", "."), self.width - 4)
        return [("class:error", "\n".join(f"  {line}" for line in lines))]

    def explanation(self) -> StyleAndTextTuples:
        """What `?` shows, or what Tab found."""
        if self.note:
            return [("class:dim", self.note)]
        if not self.help:
            return []
        parts = [
            self.field.more,
            f"Without questions: {self.field.flag}" if self.field.flag else "",
        ]
        lines = [line for part in parts for line in wrapped(part, self.width - 4) if line]
        return [("class:dim", "\n".join(f"  {line}" for line in lines))]

    def hints(self) -> StyleAndTextTuples:
        """The keys that do something here."""
        kinds = {"choice": "↑↓ choose · ", "several": "Space ticks · ", "path": "Tab completes · "}
        hint = f"  {kinds.get(self.field.kind, '')}Enter accepts · Esc back · ? help"
        return [("class:dim", clipped(hint, self.width - 1))]

    def run(self) -> Any:
        """Show it until it is answered."""
        keys = common_keys(self)
        (text_keys if self.typed else choice_keys)(self, keys)
        output = create_output(stdout=sys.stderr)
        # Asking the terminal where its cursor is costs a round trip, and is not needed here.
        output.enable_cpr = False  # type: ignore[attr-defined]
        application: Application[Any] = Application(
            self.layout(),
            key_bindings=keys,
            style=STYLE,
            erase_when_done=True,
            input=create_input(sys.stdin),
            output=output,
            color_depth=ColorDepth.from_env() or ColorDepth.DEPTH_4_BIT,
        )
        # How long Esc waits for the rest of an arrow key.
        application.ttimeoutlen = application.timeoutlen = 0.15
        answer = application.run(handle_sigint=False)
        if isinstance(answer, BaseException):  # raised here, so that the screen is erased before
            raise answer
        return answer


class TerminalAsker:
    """Asks on a terminal with colours and arrow keys."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.lines = 0

    def ask(self, field: Field, *, count: str, text: str, error: str) -> Any:
        """What was typed or chosen."""
        answer = Screen(field, count, text, error).run()
        if field.kind == "path":  # a large table takes some seconds
            sys.stderr.write("  …\r")
            sys.stderr.flush()
        return answer

    def show(self, text: str) -> None:
        """Lines, cut where the terminal ends."""
        width = columns()
        self.write("\n" + "\n".join(clipped(line, width - 1) for line in text.splitlines()) + "\n")
        self.lines = 0

    def done(self, field: Field, value: Any) -> None:
        """An answered question."""
        width = columns()
        line = clipped(f"✓ {field.title}  {field.shown(value)}", width - 1)
        mark, rest = line[:1], line[1:]
        self.write("\x1b[2K" + (f"\x1b[32m{mark}\x1b[0m{rest}" if colours() else line))
        self.lines += 1

    def undo(self) -> None:
        """Take the last line away, if nothing was shown after it."""
        if self.lines:
            sys.stderr.write("\x1b[1A\x1b[2K")
            sys.stderr.flush()
            self.lines -= 1

    def write(self, text: str) -> None:
        """Lines above the next question."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def colours() -> bool:
    """Whether colours are wanted."""
    return ColorDepth.from_env() is not ColorDepth.DEPTH_1_BIT
