"""Questions about a table of one's own: which file, what is predicted, and from which columns."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.sources import KINDS, Wishes, one_of
from mlscaffold.table.answers import data_answers
from mlscaffold.table.choices import Choices
from mlscaffold.table.columns import Column
from mlscaffold.table.findings import as_text, examples, findings, proposed, span, titled
from mlscaffold.table.profile import Profile, find_column
from mlscaffold.table.proposal import Proposal, guess_target
from mlscaffold.table.tables import Tables
from mlscaffold.template.fields import Field, Option, Refused, refusing
from mlscaffold.template.questions import MISSING
from mlscaffold.text import columns, wrapped

question = partial(Field, group="Problem")
read_once = cache(Tables)


@dataclass(frozen=True)
class Data:
    """The table of a project: where it lies, what the template and a person are told of it.

    `wishes` have what was answered about it among the flags.
    """

    path: Path
    answers: dict[str, Any]
    notes: tuple[str, ...]
    wishes: Wishes


def own_data(wishes: Wishes, downloads: Path) -> Generator[Field, Any, Data]:
    """Ask what is not said yet about a table."""
    tables, choices = read_once(downloads, wishes.layout, wishes.query), wishes.choices
    place = wishes.data or (yield file_field(tables))
    source, table = tables.open(place)
    for flag, names in {"--drop": choices.drop, "--keep": choices.keep}.items():
        for name in names:  # refused before anything is asked
            find_column(table, name, flag)
    target = wishes.target or (yield target_field(tables, place, choices))
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
    wishes = replace(wishes, data=place, target=proposal.target.source, choices=choices)
    answers = data_answers(table, proposal) | source.answers
    return Data(source.path, answers, (*table.reading.notes, *proposal.notes), wishes)


def file_field(tables: Tables) -> Field:
    """The path of a table, or its address."""

    @refusing()
    def parse(raw: Any) -> str:
        place = str(Path(raw).expanduser()) if str(raw).startswith("~") else str(raw).strip()
        if not place:
            raise Refused("give a file, or an address")
        guess_target(tables.open(place)[1])
        return place

    more = "A path (Tab completes it), or an http(s) address. How it is read is found in it."
    asked = question("data", "Which file?", parse, "path", more=more)
    return replace(asked, flag="--data FILE", following=5)


def target_field(tables: Tables, place: str, choices: Choices) -> Field:
    """The column to predict, the likeliest proposed."""
    _, table = tables.open(place)

    @refusing()
    def parse(raw: Any) -> str:
        try:
            column = find_column(table, str(raw), "").source
        except UsageError as error:
            raise Refused(f"there is no column `{raw}`") from error
        tables.propose(place, column, choices)
        return column

    guess, width = guess_target(table), columns() - 1
    mark = {guess.source: "proposed"}
    named = [(c.source, f"{c.kind}, {c.distinct:,} different values") for c in table.columns]
    asked = question("target", "Which column should it predict?", parse, "choice")
    shown = [as_text(table, None, width), "", *wrapped(explained(table, guess), width)]
    return replace(
        asked,
        default=MISSING if asked.accepted(guess.source) is MISSING else guess.source,
        options=tuple(Option(n, n, n, why, mark.get(n, "")) for n, why in named),
        flag="--target COLUMN",
        before="\n".join(shown),
        more="The column that you want to know in advance: for example, whether a customer leaves.",
    )


def explained(table: Profile, guess: Column) -> str:
    """What a target is, by an example of this very table."""
    others = [f"`{c.source}`" for c in table.columns if c is not guess and c.kind != "identifier"]
    values = ", ".join(examples(table, guess)[:3])
    return (
        "The model learns to predict one column from the others: the one that you would like to "
        f"know beforehand. Here that could be `{guess.source}` ({values}), predicted from "
        f"{', '.join(others[:3])}{' and the rest' if len(others) > 3 else ''}."
    )


def task_field(tables: Tables, place: str, target: str, choices: Choices) -> Field:
    """What kind of answer the model gives."""
    _, table = tables.open(place)
    proposal = tables.propose(place, target, choices)

    @refusing()
    def parse(raw: Any) -> str:
        task = str(one_of(raw, tuple(KINDS)))
        positive = choices.positive if task == "classification" else None
        tables.propose(place, target, replace(choices, task=task, positive=positive))
        return task

    values = ", ".join(examples(table, proposal.target)[:4])
    mark = dict.fromkeys((proposal.task,), "proposed")
    category = Option(
        "A category", *("classification",) * 2, values, mark.get("classification", "")
    )
    number = Option("A number", *("regression",) * 2, "", mark.get("regression", ""))
    if proposal.target.numeric:
        number = replace(number, reason=span(proposal.target))
    else:
        number = replace(number, disabled="its values are no numbers")
    options = [category, number]
    title = f"What kind of value is `{proposal.target.source}`?"
    asked = question("kind", title, parse, "choice", proposal.task, tuple(options))
    more = "A category is one of a few values, a number may be any value."
    return replace(asked, flag="--kind KIND", before=foretold(table, proposal), more=more)


def foretold(table: Profile, proposal: Proposal) -> str:
    """What is odd about a target, and what would be learned from what."""
    left_out = [f"`{name}`: {why}" for name, why in proposal.left_out.items()]
    # Those of the table stood above, and what is left out stands below.
    known = {*findings(table, None), *left_out}
    found = [each for each in findings(table, proposal) if each not in known]
    width = columns() - 1
    plan = [what for what, _ in proposed(proposal)]
    shown = titled("Found:", found, width) + titled("Proposed:", plan, width)
    return "\n".join(shown).strip()


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

    @refusing()
    def parse(raw: Any) -> tuple[str, ...]:
        chosen = tuple(one_of(each, (*names, *proposal.left_out)) for each in raw)
        if not chosen:
            raise Refused("one at least")
        tables.propose(place, target, chosen_columns(proposal, chosen, choices))
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
