"""What `update` and `adopt` ask on a terminal besides a template's own questions."""

from __future__ import annotations

from collections.abc import Callable


def apply_it(show_diff: Callable[[], None]) -> bool:
    """Whether to apply what was shown; the whole diff may be looked at first."""
    import questionary

    choices = [
        questionary.Choice("Apply it", "yes"),
        questionary.Choice("Show the whole diff", "diff"),
        questionary.Choice("Leave everything as it is", "no"),
    ]
    while (answer := questionary.select("What now?", choices).unsafe_ask()) == "diff":
        show_diff()
    return bool(answer == "yes")


def agreed(question: str) -> bool:
    """A plain yes or no."""
    import questionary

    return bool(questionary.confirm(question, default=True).unsafe_ask())
