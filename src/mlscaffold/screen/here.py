"""Who is at this terminal, and what puts questions to them."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from mlscaffold.screen.prompts import Asker


def asker_here() -> Asker:
    """Who puts questions on this terminal: line by line where its cursor cannot be moved."""
    term = os.environ.get("TERM", "").lower()
    if term in ("dumb", "unknown") or (os.name == "posix" and not term):
        from mlscaffold.screen.linewise import PlainAsker

        return PlainAsker()
    from mlscaffold.screen.terminal import TerminalAsker

    return TerminalAsker()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads or writes there; a closed stream is none at all."""
    return stream is not None and stream.isatty()


def somebody_is_there() -> bool:
    """Whether questions can be answered; they are asked on stderr."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)
