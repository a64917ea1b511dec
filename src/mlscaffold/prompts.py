"""Asks the questions of a template on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.place import check_place
from mlscaffold.profile import Profile
from mlscaffold.proposal import Proposal, guess_target, without
from mlscaffold.questionnaire import Question, Questionnaire
from mlscaffold.templates import built_in


def ask_target() -> str:
    """Where the project shall be."""
    import questionary

    question = questionary.text("Where? (a new folder)", default="my-project", validate=accepts)
    return str(Path(question.unsafe_ask()).expanduser())


def accepts(target: str) -> bool | str:
    """Whether a project can be made there; else the reason."""
    try:
        check_place(Path(target).expanduser().resolve(), built_in())
    except UsageError as error:
        return f"{error.message}: {error.hint}"
    return True


def ask_questions(questionnaire: Questionnaire, given: dict[str, Any]) -> dict[str, Any]:
    """Ask what is not given yet, in the template's order; return all answers."""
    answers = dict(given)
    for question in questionnaire.questions:
        if question.asked and question.key not in answers:
            answers[question.key] = ask(question, questionnaire.default(question, answers))
    return answers


def ask(question: Question, default: Any) -> Any:
    """Ask one question with its default filled in."""
    import questionary

    if question.choices:
        choices = [questionary.Choice(text, value) for text, value in question.choices.items()]
        return questionary.select(question.help, choices, default=default).unsafe_ask()
    return questionary.text(question.help, default=str(default)).unsafe_ask()


def ask_data() -> str | None:
    """A table of one's own, or None for the sample."""
    import questionary

    choices = [
        questionary.Choice("The sample: a simulated city's food delivery", False),
        questionary.Choice("A table of your own (a file or an address)", True),
    ]
    if not questionary.select("Which data?", choices).unsafe_ask():
        return None
    question = questionary.path("Which file, or http(s) address?", validate=is_source)
    return str(question.unsafe_ask()).strip()


def is_source(place: str) -> bool | str:
    """Whether there is a file, or an address is given; else the reason."""
    if place.strip().startswith(("http://", "https://", "postgres")):
        return True
    return Path(place).expanduser().is_file() or f"there is no file `{place}`"


def show(text: str) -> None:
    """Show what a person should see before the next question."""
    import questionary

    questionary.print(f"\n{text}\n")


def ask_column(profile: Profile) -> str:
    """The column to predict; the likeliest is marked."""
    import questionary

    headers = [column.source for column in profile.columns]
    default = guess_target(profile).source
    question = questionary.select("Which column is predicted?", headers, default=default)
    return str(question.unsafe_ask())


def ask_features(proposal: Proposal) -> Proposal:
    """The columns to learn from; all that are proposed are ticked."""
    import questionary

    names = [column.source for column in proposal.features]
    choices = [questionary.Choice(name, checked=True) for name in names]
    question = questionary.checkbox(
        "Learn from which columns? (those not known beforehand give the answer away)",
        choices,
        validate=lambda chosen: bool(chosen) or "one at least",
    )
    kept = set(question.unsafe_ask())
    return without(proposal, {name for name in names if name not in kept})
