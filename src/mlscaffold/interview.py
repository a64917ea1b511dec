"""From what the command line was given, and what is asked, to the order for a project."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from mlscaffold import git as git_commands
from mlscaffold import prompts, questionnaire
from mlscaffold.answers import data_answers
from mlscaffold.create import Order
from mlscaffold.errors import UsageError
from mlscaffold.findings import as_text
from mlscaffold.place import check_target
from mlscaffold.profile import Profile, profile
from mlscaffold.proposal import Choices, Proposal, guess_target, propose
from mlscaffold.readers.base import Layout
from mlscaffold.sources import Source, obtain
from mlscaffold.templates import built_in

TASKS = ("classification", "regression")


@dataclass(frozen=True)
class Wishes:
    """The flags of `mlscaffold new`; None where nothing was said."""

    target: Path | None = None
    data: str | None = None
    query: str | None = None
    column: str | None = None
    layout: Layout = field(default_factory=Layout)
    choices: Choices = field(default_factory=Choices)
    answers: dict[str, Any] = field(default_factory=dict)
    git: bool = True
    install: bool = True
    run: bool = False


def order_for(wishes: Wishes, *, ask: bool, downloads: Path) -> Order:
    """Check the wishes together, ask for what is missing, and settle every answer.

    What is not a file of this machine is fetched into the folder `downloads`.
    """
    check_wishes(wishes, ask=ask)
    template = built_in()
    target = Path(wishes.target or prompts.ask_target()).resolve()
    check_target(target)
    questions = questionnaire.load(template, folder_name=target.name)
    questions.check_keys(wishes.answers)
    questions.check_asked(wishes.answers)
    data = wishes.data
    if ask and data is None and "data_source" not in wishes.answers:
        data = prompts.ask_data()
    source = obtain(data, query=wishes.query, folder=downloads) if data else None
    from_data, notes = about_data(wishes, source, ask=ask)
    check_contradictions(wishes.answers, from_data)
    given = known_author(target) | from_data | wishes.answers
    answers = prompts.ask_questions(questions, given) if ask else given
    path = source.path if source else None
    return Order(template, target, answers, path, wishes.git, wishes.install, notes)


def check_wishes(wishes: Wishes, *, ask: bool) -> None:
    """Refuse flags that contradict each other, and questions where nobody can answer."""
    if ask and not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        hint = "add --defaults (and DIR), or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    if not ask and wishes.target is None:
        raise UsageError("no folder given", "mlscaffold new DIR --defaults")
    if not ask and wishes.data and not wishes.column:
        hint = "name the column to predict: --target COLUMN; `mlscaffold profile` shows them"
        raise UsageError("--data needs --target", hint)
    if not wishes.data:
        check_no_data(wishes)
    if wishes.choices.task not in (None, *TASKS):
        message = f"there is no kind `{wishes.choices.task}`"
        raise UsageError(message, f"use {' or '.join(TASKS)}")
    if wishes.run and not (wishes.git and wishes.install):
        hint = "leave out --no-git and --no-install"
        raise UsageError("--run needs a repository and installed packages", hint)


def check_no_data(wishes: Wishes) -> None:
    """Refuse flags about a table when there is none."""
    choices, layout = wishes.choices, wishes.layout
    said: dict[str, Any] = {"--target": wishes.column, "--query": wishes.query}
    said |= {"--table": layout.table, "--no-header": layout.header, "--delimiter": layout.delimiter}
    said |= {"--encoding": layout.encoding, "--positive": choices.positive}
    said |= {"--drop": choices.drop, "--keep": choices.keep, "--split": choices.split}
    for flag, value in said.items():
        if value not in (None, ()):
            raise UsageError(f"{flag} needs --data", "give the table: --data FILE")
    if wishes.answers.get("data_source") == "file":
        raise UsageError("data_source=file needs a table", "give it with --data FILE")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads or writes there; a closed stream is none at all."""
    return stream is not None and stream.isatty()


def check_contradictions(answers: dict[str, Any], from_data: dict[str, Any]) -> None:
    """Refuse answers that other flags have given already."""
    for key in answers:
        if key in from_data and answers[key] != from_data[key]:
            hint = f"leave out --set {key}={answers[key]}; --kind chooses the task"
            raise UsageError(f"`{key}` is `{from_data[key]}` by --data, --target or --kind", hint)


def about_data(
    wishes: Wishes, source: Source | None, *, ask: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the table, or the sample, answers by itself, and what a person should know of it."""
    if source is None:
        task = {"task": wishes.choices.task} if wishes.choices.task else {}
        return ({"data_source": "sample"} | task if ask else task), ()
    table = profile(source.path, wishes.layout)
    proposal = chosen(table, wishes, ask=ask)
    return data_answers(table, proposal) | source.answers, (*table.reading.notes, *proposal.notes)


def chosen(table: Profile, wishes: Wishes, *, ask: bool) -> Proposal:
    """What is proposed for the target, as a person confirms or changes it."""
    if not ask:
        return propose(table, str(wishes.column), wishes.choices)
    prompts.show(as_text(table, None))
    column = wishes.column or prompts.ask_column(table)
    return prompts.ask_features(propose(table, column, wishes.choices))


def look(
    data: str,
    query: str | None,
    layout: Layout,
    column: str | None,
    choices: Choices,
    *,
    downloads: Path,
) -> tuple[Profile, Proposal | None]:
    """A table's profile, and what is proposed for the column named or the likeliest one."""
    table = profile(obtain(data, query=query, folder=downloads).path, layout)
    try:
        return table, propose(table, column or guess_target(table).source, choices)
    except UsageError:
        if column:
            raise
        return table, None


def known_author(target: Path) -> dict[str, Any]:
    """The author as git knows them."""
    name = git_commands.config("user.name", target.parent)
    usable = name and name.isprintable() and not set(name) & set('"\\')
    return {"author": name} if usable else {}
