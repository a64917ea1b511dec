"""From what the command line was given, and what is asked, to the order for a project."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from mlscaffold import git as git_commands
from mlscaffold import prompts, questionnaire
from mlscaffold.create import Order
from mlscaffold.errors import UsageError
from mlscaffold.place import check_target
from mlscaffold.profile import profile
from mlscaffold.proposal import propose
from mlscaffold.templates import built_in

TASKS = ("classification", "regression")


@dataclass(frozen=True)
class Wishes:
    """The flags of `mlscaffold new`; None where nothing was said."""

    target: Path | None
    data: Path | None
    column: str | None
    kind: str | None
    answers: dict[str, Any]
    git: bool
    install: bool
    run: bool


def order_for(wishes: Wishes, *, ask: bool) -> Order:
    """Check the wishes together, ask for what is missing, and settle every answer."""
    check_wishes(wishes, ask=ask)
    template = built_in()
    target = Path(wishes.target or prompts.ask_target()).resolve()
    check_target(target)
    questions = questionnaire.load(template, folder_name=target.name)
    questions.check_keys(wishes.answers)
    questions.check_asked(wishes.answers)
    data = wishes.data or (
        prompts.ask_data() if ask and "data_source" not in wishes.answers else None
    )
    from_data = data_answers(wishes, data, ask=ask)
    check_contradictions(wishes.answers, from_data)
    given = known_author(target) | from_data | wishes.answers
    answers = prompts.ask_questions(questions, given) if ask else given
    return Order(template, target, answers, data, wishes.git, wishes.install)


def check_wishes(wishes: Wishes, *, ask: bool) -> None:
    """Refuse flags that contradict each other, and questions where nobody can answer."""
    if ask and not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        hint = "add --defaults (and DIR), or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    if not ask and wishes.target is None:
        raise UsageError("no folder given", "mlscaffold new DIR --defaults")
    if not ask and wishes.data and not wishes.column:
        hint = "name the column to predict: --target COLUMN"
        raise UsageError("--data needs --target", hint)
    if wishes.column is not None and not wishes.data:
        raise UsageError("--target needs --data", "give the table: --data FILE")
    if wishes.kind is not None and wishes.kind not in TASKS:
        raise UsageError(f"there is no kind `{wishes.kind}`", f"use {' or '.join(TASKS)}")
    if wishes.run and not (wishes.git and wishes.install):
        hint = "leave out --no-git and --no-install"
        raise UsageError("--run needs a repository and installed packages", hint)
    if wishes.answers.get("data_source") == "file" and not wishes.data:
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


def data_answers(wishes: Wishes, data: Path | None, *, ask: bool) -> dict[str, Any]:
    """What the table, or the sample, answers by itself."""
    if data is None:
        task = {"task": wishes.kind} if wishes.kind else {}
        return {"data_source": "sample"} | task if ask else task
    table = profile(data)
    column = wishes.column or prompts.ask_column(table)
    return propose(table, column, wishes.kind).answers


def known_author(target: Path) -> dict[str, Any]:
    """The author as git knows them."""
    name = git_commands.config("user.name", target.parent)
    usable = name and name.isprintable() and not set(name) & set('"\\')
    return {"author": name} if usable else {}
