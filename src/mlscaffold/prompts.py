"""Asks the questions of a template on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.place import check_place
from mlscaffold.profile import Profile
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


def ask_data() -> Path | None:
    """A table of one's own, or None for the sample."""
    import questionary

    choices = [
        questionary.Choice("The sample: a simulated city's food delivery", False),
        questionary.Choice("A table of your own (CSV)", True),
    ]
    if not questionary.select("Which data?", choices).unsafe_ask():
        return None
    question = questionary.path("Which file?", validate=is_file)
    return Path(question.unsafe_ask()).expanduser()


def is_file(path: str) -> bool | str:
    """Whether there is a file; else the reason."""
    return Path(path).expanduser().is_file() or f"there is no file `{path}`"


def ask_column(profile: Profile) -> str:
    """The column to predict; most tables have it last."""
    import questionary

    headers = [column.source for column in profile.columns]
    question = questionary.select("Which column is predicted?", headers, default=headers[-1])
    return str(question.unsafe_ask())
