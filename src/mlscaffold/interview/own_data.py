"""Questions about a table of one's own: which file, what is predicted, and from which columns."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.sources import KINDS, one_of
from mlscaffold.table.answers import data_answers
from mlscaffold.table.choices import Choices
from mlscaffold.table.columns import Column
from mlscaffold.table.findings import as_text, examples, findings, planned, span, titled
from mlscaffold.table.profile import Profile, find_column
from mlscaffold.table.proposal import Proposal, guess_target
from mlscaffold.table.tables import Tables
from mlscaffold.template.fields import Field, Option, Refused
from mlscaffold.template.questions import MISSING
from mlscaffold.text import columns, wrapped

MOST_FOUND = 9  # lines about a table that are shown with a question
question = partial(Field, group="Problem")


@dataclass(frozen=True)
class Data:
    """The table of a project: where it lies, what the template is told of it, what a person is."""

    path: Path
    answers: dict[str, Any]
    notes: tuple[str, ...]
    choices: Choices
    place: str
    target: str


def own_data(
    tables: Tables, place: str, column: str | None, choices: Choices
) -> Generator[Field, Any, Data]:
    """Ask what is not said yet about a table."""
    source, table = tables.open(place)
    for flag, names in {"--drop": choices.drop, "--keep": choices.keep}.items():
        for name in names:  # refused before anything is asked
            find_column(table, name, flag)
    target = column or (yield target_field(tables, place, choices))
    if choices.task is None:
        task = yield task_field(tables, place, target, choices)
        choices = replace(choices, task=task)
    proposal = tables.propose(place, target, choices)
    if len(proposal.classes) == 2 and choices.positive is None:
        positive = yield positive_field(proposal)
        if positive != proposal.classes[1]:
            choices = replace(choices, positive=positive)
    chosen = yield features_field(tables, place, target, choices)
    choices = chosen_columns(tables.propose(place, target, choices), chosen, choices)
    proposal = tables.propose(place, target, choices)
    answers = data_answers(table, proposal) | source.answers
    notes = (*table.reading.notes, *proposal.notes)
    return Data(source.path, answers, notes, choices, place, proposal.target.source)


def refusal(error: UsageError) -> Refused:
    """A refusal of what was answered, from an error about it; flags help nobody who is asked."""
    hint = "" if "--" in error.hint else error.hint
    return Refused(f"{error.message}; {hint}" if hint else error.message)


def proposal_of(tables: Tables, place: str, target: str, choices: Choices) -> Proposal:
    """What is proposed. Raises Refused when nothing can be learned."""
    try:
        return tables.propose(place, target, choices)
    except UsageError as error:
        raise refusal(error) from error


def file_field(tables: Tables) -> Field:
    """The path of a table, or its address."""

    def parse(raw: Any) -> str:
        place = str(Path(raw).expanduser()) if str(raw).startswith("~") else str(raw).strip()
        if not place:
            raise Refused("give a file, or an address")
        try:
            guess_target(tables.open(place)[1])
        except UsageError as error:
            raise refusal(error) from error
        except (OSError, ValueError) as error:
            raise Refused(str(error)) from error
        return place

    more = "A path (Tab completes it), or an http(s) address. How it is read is found in it."
    asked = question("data", "Which file?", parse, "path", more=more)
    return replace(asked, flag="--data FILE", following=5)


def target_field(tables: Tables, place: str, choices: Choices) -> Field:
    """The column to predict, the likeliest proposed."""
    _, table = tables.open(place)

    def parse(raw: Any) -> str:
        try:
            column = find_column(table, str(raw), "").source
        except UsageError as error:
            raise Refused(f"there is no column `{raw}`") from error
        proposal_of(tables, place, column, choices)
        return column

    guess, width = guess_target(table), columns() - 1
    options = [
        Option(c.source, c.source, c.source, described(c), "proposed" * (c is guess))
        for c in table.columns
    ]
    asked = question("target", "Which column should it predict?", parse, "choice")
    shown = [as_text(table, None, width), "", *wrapped(explained(table, guess), width)]
    return replace(
        asked,
        default=MISSING if asked.accepted(guess.source) is MISSING else guess.source,
        options=tuple(options),
        flag="--target COLUMN",
        before="\n".join(shown),
        more="What is not known yet when the service is asked, and is in the table afterwards.",
    )


def explained(table: Profile, guess: Column) -> str:
    """What a target is, by an example of this very table."""
    others = [f"`{c.source}`" for c in table.columns if c is not guess and c.kind != "identifier"]
    values = ", ".join(examples(table, guess)[:3])
    return (
        "The model learns to tell one column from the others: the one that you would like to know "
        f"beforehand. Here that could be `{guess.source}` ({values}), told from "
        f"{', '.join(others[:3])}{' and the rest' if len(others) > 3 else ''}."
    )


def described(column: Column) -> str:
    """A column in a few words."""
    return f"{column.kind}, {column.distinct:,} different values"


def task_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """What kind of answer the model gives."""
    _, table = tables.open(place)
    proposal = tables.propose(place, target, choices)

    def parse(raw: Any) -> str:
        task = str(one_of(raw, tuple(KINDS)))
        positive = choices.positive if task == "classification" else None
        proposal_of(tables, place, target, replace(choices, task=task, positive=positive))
        return task

    values = ", ".join(examples(table, proposal.target)[:4])
    amount = span(proposal.target) if proposal.target.numeric else "its values are no numbers"
    reasons = {"classification": ("One of a few", values), "regression": ("An amount", amount)}
    options = [
        Option(label, task, task, why, "proposed" * (task == proposal.task))
        for task, (label, why) in reasons.items()
    ]
    known = set(findings(table, None))  # shown with the columns
    found = [each for each in findings(table, proposal) if each not in known][:MOST_FOUND]
    width = columns() - 1
    shown = titled("Found:", found, width) + titled("Proposed:", list(planned(proposal)), width)
    title, more = f"What is `{target}`?", "Each of a few values is learned; an amount may be any."
    asked = question("kind", title, parse, "choice", proposal.task, tuple(options), more=more)
    return replace(asked, flag="--kind KIND", before="\n".join(shown).strip())


def positive_field(proposal: Proposal) -> Field:
    """Of two classes the one that matters."""
    classes, title = proposal.classes, "Which of the two should be found?"
    options = tuple(Option(value, value, value) for value in classes)
    asked = question("positive", title, partial(one_of, values=classes), "choice", classes[1])
    return replace(asked, options=options, flag="--positive CLASS", asked=False)


def features_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """The columns to learn from."""
    proposal = tables.propose(place, target, choices)
    names = tuple(column.source for column in proposal.features)

    def parse(raw: Any) -> tuple[str, ...]:
        chosen = tuple(one_of(each, (*names, *proposal.left_out)) for each in raw)
        if not chosen:
            raise Refused("one at least")
        proposal_of(tables, place, target, chosen_columns(proposal, chosen, choices))
        return chosen

    reasons = dict.fromkeys(names, "") | proposal.left_out
    options = tuple(Option(name, name, name, why) for name, why in reasons.items())
    asked = question("features", "Learn from which columns?", parse, "several", names, options)
    more = "A column that is not known beforehand gives the answer away."
    return replace(asked, flag="--drop COLUMN, --keep COLUMN", asked=False, more=more)


def chosen_columns(proposal: Proposal, chosen: tuple[str, ...], choices: Choices) -> Choices:
    """What is to be dropped and kept, so that just `chosen` are features."""
    names = {column.source for column in proposal.features}
    dropped = tuple(sorted({*choices.drop, *names} - {*chosen}))
    kept = tuple(sorted({*choices.keep, *chosen} & {*choices.keep, *proposal.left_out}))
    return replace(choices, drop=dropped, keep=tuple(k for k in kept if k not in dropped))
