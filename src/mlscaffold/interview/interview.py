"""From flags, presets and a person's answers to the order for a project."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.flags import about_table
from mlscaffold.interview.sources import KINDS, Wishes, one_of, said
from mlscaffold.interview.ticks import ticked
from mlscaffold.names import did_you_mean
from mlscaffold.project.create import Order
from mlscaffold.project.place import absolute, check_project_name, check_target, folder_field
from mlscaffold.template import questionnaire
from mlscaffold.template.fields import Field, Option
from mlscaffold.template.others import KEY
from mlscaffold.template.parts import parts_of
from mlscaffold.template.questionnaire import Answers, Given
from mlscaffold.template.templates import Template
from mlscaffold.template.trust import TRUST

if TYPE_CHECKING:
    from mlscaffold.interview.own_data import Data

DATA = {
    "sample": ("The sample", "a simulated city's food delivery"),
    "file": ("My own file", "CSV, Excel, JSON, Parquet, SQLite, or an address"),
}


@dataclass(frozen=True)
class Plan:
    """An order, and how it came about: for the review, and to repeat it.

    `titles` are those of the questions that may be answered; `parts` are a plain yes or no.
    """

    order: Order
    answers: Answers
    given: Given
    wishes: Wishes
    titles: dict[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    passed: tuple[tuple[Field, Any], ...] = ()
    kept: bool = False


def interview(
    wishes: Wishes, template: Template, downloads: Path
) -> Callable[[], Generator[Field, Any, Plan]]:
    """The questions for a project as a path to walk, again and again; what is read is read once."""
    load = cache(lambda target: questionnaire.load(template, target=target))
    parts = parts_of(template)
    given_for = cache(lambda target: said(load(target), wishes, parts))

    def path() -> Generator[Field, Any, Plan]:
        target = absolute(Path(wishes.new_folder or (yield folder_field(template))))
        check_target(target)
        questions, given, data = load(target), given_for(target), None
        if template.is_end_to_end:
            data = yield from chosen_table(wishes, given, downloads)
            given = with_data(given, wishes, data)
        answers = yield from ticked(questions.path(given), parts, given)
        order = ordered(wishes, template, target, answers, data)
        switches = tuple(part.name for part in parts.values() if part.is_switch)
        asked = [question for question in questions.questions if question.asked]
        titles = {q.key: q.help if q.help and "{" not in q.help else q.key for q in asked}
        flags = data.wishes if data else wishes
        return Plan(order, answers, given, flags, titles, switches)

    return path


def chosen_table(
    wishes: Wishes, given: Given, downloads: Path
) -> Generator[Field, Any, Data | None]:
    """The table to learn from; None for the sample."""
    if not (wishes.data or (yield from wants_a_table(given))):
        return None
    from mlscaffold.interview.own_data import own_data

    return (yield from own_data(wishes, downloads))


def wants_a_table(given: Given) -> Generator[Field, Any, bool]:
    """Whether a table of one's own is wanted."""
    if "data_source" in given.fixed:
        return bool(given.fixed["data_source"] == "file")
    proposed = given.proposed.get("data_source", "sample")
    parse = partial(one_of, values=tuple(DATA))
    options = tuple(Option(label, key, key, why) for key, (label, why) in DATA.items())
    answer = yield Field(
        *("data_source", "Which data?", parse, "choice", parse(proposed), options, "Problem"),
        flag="--data FILE, or --defaults for the sample",
        more="A table of at least 50 rows, with a column to predict. Nothing leaves this machine.",
        asked="data_source" not in given.hidden,
    )
    return bool(answer == "file")


def with_data(given: Given, wishes: Wishes, data: Data | None) -> Given:
    """What is settled: by the table, by --kind, by the name of the folder."""
    kind = {"kind": KINDS[wishes.choices.task]} if wishes.choices.task else {}
    settled: dict[str, Any] = data.answers if data else {"data_source": "sample"} | kind
    settled = settled | ({KEY: list(wishes.other_parts)} if wishes.other_parts else {})
    for key, answer in given.fixed.items():
        if key in settled and str(answer) != str(settled[key]):
            hint = f"leave out --set {key}={answer}; --kind chooses a class or a number"
            raise UsageError(f"`{key}` is `{settled[key]}` by --data, --target or --kind", hint)
    hidden = given.hidden | {"project_name"}
    return replace(given, fixed={**given.fixed, **settled}, hidden=hidden)


def ordered(
    wishes: Wishes, template: Template, target: Path, answers: Answers, data: Data | None
) -> Order:
    """What is to be made of these answers."""
    if template.is_end_to_end:
        check_project_name(str(answers.values["project_name"]), template)
    secret = sorted(answers.secret & answers.data.keys())
    notes = [f"not in the line below, as it is secret: {', '.join(secret)}"] if secret else []
    return Order(
        template,
        target,
        answers.data,
        data=data.path if data else None,
        git=wishes.git,
        install=wishes.install,
        notes=(*notes, *(data.notes if data else ())),
        skip_tasks=wishes.skip_tasks,
        author=wishes.config.git,
    )


def check_wishes(wishes: Wishes, template: Template, *, ask: bool) -> None:
    """Refuse flags that contradict each other, and what cannot be asked."""
    target = absolute(wishes.new_folder or Path("my-project"))
    given = said(questionnaire.load(template, target=target), wishes, parts_of(template))
    if wishes.new_folder is None and not ask:
        raise UsageError("no folder given", "mlscaffold new DIR --defaults")
    if wishes.new_folder is not None:
        check_target(target)
    if template.is_end_to_end:
        answers = {"project_name": target.name, **given.proposed, **given.fixed}
        check_project_name(str(answers["project_name"]), template)
    check_data(wishes, template, ask=ask)
    task = wishes.choices.task
    if task is not None and task not in KINDS:
        hint = did_you_mean(task, KINDS, f"use {' or '.join(KINDS)}")
        raise UsageError(f"there is no kind `{task}`", hint)
    if wishes.run and not (wishes.git and wishes.install):
        hint = "leave out --no-git and --no-install"
        raise UsageError("--run needs a repository and installed packages", hint)
    if wishes.run and not template.is_end_to_end:
        raise UsageError("--run is for the built-in template", "leave out --run or --template")
    if wishes.run and not (template.is_built_in or wishes.trust):
        raise UsageError("--run runs what this template brings", TRUST)


def check_data(wishes: Wishes, template: Template, *, ask: bool) -> None:
    """Refuse a table that is not there, or needs more, and flags about a table when there is none."""
    if not wishes.data:
        for flag, value in about_table(wishes).items():
            if value not in (None, ()):
                raise UsageError(f"{flag} needs --data", "give the table: --data FILE")
        if wishes.settings.get("data_source") == "file" and not ask:
            raise UsageError("data_source=file needs a table", "give it with --data FILE")
        return
    if not template.is_end_to_end:
        raise UsageError("--data is for the built-in template", "leave out --data or --template")
    if "://" not in wishes.data:
        from mlscaffold.table.readers.formats import check_file

        check_file(Path(wishes.data))
    if not ask and not wishes.target:
        hint = "name the column to predict: --target COLUMN; `mlscaffold profile` shows them"
        raise UsageError("--data needs --target", hint)
