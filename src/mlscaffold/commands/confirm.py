"""What `update` and `adopt` ask on a terminal besides a template's own questions."""

import sys
from collections.abc import Callable
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.screen.prompts import choose, converse, yes
from mlscaffold.screen.steps import is_terminal
from mlscaffold.screen.terminal import asker_here
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.walk import Walk

CHOICES = {"Apply it": "yes", "Show the whole diff": "diff", "Leave everything as it is": "no"}


def somebody_is_there() -> bool:
    """Whether a person can answer, and sees what is printed."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def check_somebody() -> None:
    """Refuse to ask where nobody can answer."""
    if not somebody_is_there():
        hint = "add --defaults, --dry-run or --json, or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)


def apply_it(show_diff: Callable[[], None]) -> bool:
    """Whether to apply what was shown; the whole diff may be looked at first."""
    asker = asker_here()
    while (answer := choose(asker, "apply", "What now?", CHOICES, "yes")) == "diff":
        show_diff()
    return bool(answer == "yes")


def agreed(question: str) -> bool:
    """A plain yes or no."""
    return yes(asker_here(), "agreed", question, default=True)


def answered(questions: Questionnaire, given: Given) -> dict[str, Any]:
    """Ask what is not known; all answers."""
    return converse(Walk(lambda: questions.path(given)), asker_here()).data
