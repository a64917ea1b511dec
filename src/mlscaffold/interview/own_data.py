"""Questions about a table of one's own: which file, what is predicted, and from which columns."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.sample_or_file import one_of
from mlscaffold.table.answers import data_answers
from mlscaffold.table.choices import Choices
from mlscaffold.table.findings import as_text, findings, proposed, titled
from mlscaffold.table.profile import find_column
from mlscaffold.table.proposal import Proposal, guess_target
from mlscaffold.table.tables import Tables
from mlscaffold.template.fields import Field, Option, Refused
from mlscaffold.template.questions import MISSING

TASKS = {"classification": "a class, such as yes or no", "regression": "a number"}


@dataclass(frozen=True)
class Data:
    """The table of a project: where it lies, what the template is told of it, what a person is."""

    path: Path
    answers: dict[str, Any]
    notes: tuple[str, ...]
    choices: Choices
    place: str
    target: str


def said(error: UsageError) -> Refused:
    """A refusal of what was answered, from an error about it."""
    return Refused(f"{error.message}; {error.hint}" if error.hint else error.message)


def file_field(tables: Tables) -> Field:
    """The path of a table, or its address."""

    def parse(raw: Any) -> str:
        place = str(Path(raw).expanduser()) if str(raw).startswith("~") else str(raw).strip()
        if not place:
            raise Refused("give a file, or an address")
        try:
            tables.open(place)
        except (UsageError, OSError, ValueError) as error:
            raise said(error) if isinstance(error, UsageError) else Refused(str(error)) from error
        return place

    return Field(
        key="data",
        title="Which file?",
        parse=parse,
        kind="path",
        group="Problem",
        flag="--data FILE",
        more="A path (Tab completes it), or an http(s) address. How it is read is found in it.",
        following=5,
    )


def target_field(tables: Tables, place: str, choices: Choices) -> Field:
    """The column to predict, the likeliest proposed."""
    _, table = tables.open(place)

    def parse(raw: Any) -> str:
        try:
            column = find_column(table, str(raw), "--target").source
            tables.propose(place, column, choices)
        except UsageError as error:
            raise said(error) from error
        return column

    guess = guess_target(table).source
    try:
        default = parse(guess)
    except Refused:
        default = MISSING
    options = [
        Option(c.source, c.source, c.source, described(c), "proposed" * (c.source == guess))
        for c in table.columns
    ]
    return Field(
        key="target",
        title="Which column is predicted?",
        parse=parse,
        kind="choice",
        default=default,
        options=tuple(options),
        group="Problem",
        flag="--target COLUMN",
        before=as_text(table, None),
        more="What is not known yet when the service is asked, and is in the table afterwards.",
    )


def described(column: Any) -> str:
    """A column in a few words."""
    return f"{column.kind}, {column.distinct:,} different values"


def task_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """What kind of answer the model gives."""
    proposal = tables.propose(place, target, choices)

    def parse(raw: Any) -> str:
        task = one_of(raw, tuple(TASKS))
        positive = choices.positive if task == "classification" else None
        try:
            tables.propose(place, target, replace(choices, task=task, positive=positive))
        except UsageError as error:
            raise said(error) from error
        return str(task)

    options = [
        Option(task, task, task, why, "proposed" * (task == proposal.task))
        for task, why in TASKS.items()
    ]
    _, table = tables.open(place)
    known = set(findings(table, None))  # shown with the columns
    return Field(
        key="kind",
        title=f"What is `{target}`?",
        parse=parse,
        kind="choice",
        default=proposal.task,
        options=tuple(options),
        group="Problem",
        flag="--kind KIND",
        before="\n".join(
            titled("Found:", [each for each in findings(table, proposal) if each not in known][:9])
            + titled("Proposed:", list(proposed(proposal)))
        ).strip(),
        more="A class is one of a few values, each learned; a number may be any amount.",
    )


def positive_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """Of two classes the one that matters."""
    proposal = tables.propose(place, target, choices)
    options = [Option(value, value, value) for value in proposal.classes]
    return Field(
        key="positive",
        title="Which class matters?",
        parse=lambda raw: one_of(raw, proposal.classes),
        kind="choice",
        default=proposal.classes[1],
        options=tuple(options),
        group="Problem",
        flag="--positive CLASS",
        asked=False,
    )


def features_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """The columns to learn from."""
    proposal = tables.propose(place, target, choices)
    names = tuple(column.source for column in proposal.features)
    reasons = proposal.left_out

    def parse(raw: Any) -> tuple[str, ...]:
        chosen = tuple(one_of(each, (*names, *reasons)) for each in raw)
        if not chosen:
            raise Refused("one at least")
        try:
            tables.propose(place, target, chosen_columns(proposal, chosen, choices))
        except UsageError as error:
            raise said(error) from error
        return chosen

    options = [Option(name, name, name) for name in names]
    options += [Option(name, name, name, why) for name, why in reasons.items()]
    return Field(
        key="features",
        title="Learn from which columns?",
        parse=parse,
        kind="several",
        default=names,
        options=tuple(options),
        group="Problem",
        flag="--drop COLUMN, --keep COLUMN",
        asked=False,
        more="A column that is not known beforehand gives the answer away.",
    )


def chosen_columns(proposal: Proposal, chosen: tuple[str, ...], choices: Choices) -> Choices:
    """What is to be dropped and kept, so that just `chosen` are features."""
    names = {column.source for column in proposal.features}
    dropped = tuple(sorted({*choices.drop, *names} - {*chosen}))
    kept = tuple(sorted({*choices.keep, *chosen} & {*choices.keep, *proposal.left_out}))
    return replace(choices, drop=dropped, keep=tuple(k for k in kept if k not in dropped))


def own_data(
    tables: Tables, place: str, column: str | None, choices: Choices
) -> Generator[Field, Any, Data]:
    """Ask what is not said yet about a table."""
    source, table = tables.open(place)
    target = column or (yield target_field(tables, place, choices))
    if choices.task is None:
        task = yield task_field(tables, place, target, choices)
        choices = replace(choices, task=task)
    proposal = tables.propose(place, target, choices)
    if len(proposal.classes) == 2 and choices.positive is None:
        positive = yield positive_field(tables, place, target, choices)
        if positive != proposal.classes[1]:
            choices = replace(choices, positive=positive)
    chosen = yield features_field(tables, place, target, choices)
    choices = chosen_columns(tables.propose(place, target, choices), chosen, choices)
    proposal = tables.propose(place, target, choices)
    answers = data_answers(table, proposal) | source.answers
    notes = (*table.reading.notes, *proposal.notes)
    return Data(source.path, answers, notes, choices, place, proposal.target.source)
