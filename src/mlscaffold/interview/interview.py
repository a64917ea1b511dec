"""From flags, presets and a person's answers to the order for a project."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.git import porcelain
from mlscaffold.interview.config import Config, environment_answers
from mlscaffold.interview.layers import Layers, Places, layers
from mlscaffold.interview.presets import Preset
from mlscaffold.interview.sample_or_file import chosen_data
from mlscaffold.interview.ticks import Parts, by_flags, ticked, with_parts
from mlscaffold.names import nearest
from mlscaffold.project.create import Order
from mlscaffold.project.place import (
    absolute,
    check_place,
    check_project_name,
    check_target,
    folder_field,
)
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template import questionnaire
from mlscaffold.template.fields import Field, Refused
from mlscaffold.template.others import KEY
from mlscaffold.template.parts import parts_of
from mlscaffold.template.questionnaire import Answers, Given
from mlscaffold.template.templates import Template

if TYPE_CHECKING:
    from mlscaffold.interview.own_data import Data
    from mlscaffold.table.tables import Tables

# What --kind may say, and the kind of the sample's project.
KINDS = {"classification": "binary", "regression": "regression"}


@dataclass(frozen=True)
class Wishes:
    """The flags of `mlscaffold new`; None where nothing was said."""

    target: Path | None = None
    data: str | None = None
    query: str | None = None
    column: str | None = None
    layout: Layout = field(default_factory=Layout)
    choices: Choices = field(default_factory=Choices)
    settings: dict[str, Any] = field(default_factory=dict)
    wanted_parts: list[str] = field(default_factory=list)
    unwanted_parts: list[str] = field(default_factory=list)
    other_parts: list[str] = field(default_factory=list)
    answers_file: Path | None = None
    file_answers: dict[str, Any] = field(default_factory=dict)
    preset: Preset | None = None
    config: Config | None = None
    git: bool = True
    install: bool = True
    run: bool = False
    trusted: bool = False
    skip_tasks: bool = False


@dataclass(frozen=True)
class Plan:
    """An order, and how it came about: for the review, and to repeat it."""

    order: Order
    answers: Answers
    layers: Layers
    wishes: Wishes
    target: str | None = None
    choices: Choices = field(default_factory=Choices)
    keys: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def interview(
    wishes: Wishes, template: Template, downloads: Path
) -> Callable[[], Generator[Field, Any, Plan]]:
    """The questions for a project as a path to walk, again and again; what is read is read once."""
    tables = cache(lambda: tables_in(downloads, wishes))
    load = cache(lambda target: questionnaire.load(template, target=target))
    parts = parts_of(template)
    sources = cache(lambda target: places(wishes, target, parts))

    def path() -> Generator[Field, Any, Plan]:
        target = absolute(Path(wishes.target or (yield folder_field(template))))
        check_target(target)
        questions = load(target)
        found = layers(questions, sources(target))
        data, given = None, found.given({})
        if template.is_built_in:
            data = yield from chosen_table(wishes, found, tables)
            given = with_data(found, wishes, data.answers if data else None)
        asked = ticked(questions.path(given), parts, given)
        answers = yield from named(asked, template) if template.is_built_in else asked
        order = ordered(wishes, template, target, answers)
        switches = tuple(part.name for part in parts.values() if part.is_switch)
        plan = Plan(order, answers, found, wishes, keys=tuple(questions.keys), parts=switches)
        return about(plan, data) if data else plan

    return path


def about(plan: Plan, data: Data) -> Plan:
    """The plan of a project about somebody's own table."""
    order = replace(plan.order, data=data.path, notes=(*plan.order.notes, *data.notes))
    wishes = replace(plan.wishes, data=data.place)
    return replace(plan, order=order, wishes=wishes, target=data.target, choices=data.choices)


def chosen_table(
    wishes: Wishes, found: Layers, tables: Callable[[], Tables]
) -> Generator[Field, Any, Data | None]:
    """The table to learn from; None for the sample."""
    if not (wishes.data or (yield from chosen_data(found))):
        return None
    from mlscaffold.interview.own_data import file_field, own_data

    place = wishes.data or (yield file_field(tables()))
    return (yield from own_data(tables(), place, wishes.column, wishes.choices))


def tables_in(downloads: Path, wishes: Wishes) -> Tables:
    """What reads tables, each once."""
    from mlscaffold.table.tables import Tables

    return Tables(downloads, wishes.layout, wishes.query)


def named(
    path: Generator[Field, Any, Answers], template: Template
) -> Generator[Field, Any, Answers]:
    """The same questions, where the project's name must be one that hides no package."""

    def parse(raw: Any, accept: Callable[[Any], Any]) -> Any:
        value = accept(raw)
        try:
            check_project_name(str(value), template)
        except UsageError as error:
            raise Refused(error.message) from error
        return value

    try:
        here = next(path)
        while True:
            if here.key == "project_name":
                here = replace(here, parse=partial(parse, accept=here.parse))
            here = path.send((yield here))
    except StopIteration as end:
        answers: Answers = end.value
        return answers


def with_data(found: Layers, wishes: Wishes, data: dict[str, Any] | None) -> Given:
    """What is settled: by the table, by --kind, by the name of the folder."""
    kind = {"kind": KINDS[wishes.choices.task]} if wishes.choices.task else {}
    settled = data if data is not None else {"data_source": "sample"} | kind
    settled |= {KEY: wishes.other_parts} if wishes.other_parts else {}
    for key, answer in found.given({}).fixed.items():
        if key in settled and str(answer) != str(settled[key]):
            hint = f"leave out --set {key}={answer}; --kind chooses a class or a number"
            raise UsageError(f"`{key}` is `{settled[key]}` by --data, --target or --kind", hint)
    return found.given(settled, frozenset({"project_name"}))


def ordered(wishes: Wishes, template: Template, target: Path, answers: Answers) -> Order:
    """What is to be made of these answers."""
    if template.is_built_in:
        check_project_name(str(answers.values["project_name"]), template)
    author = wishes.config.git if wishes.config else {}
    secret = sorted(answers.secret & answers.data.keys())
    notes = (f"not in the line below, as it is secret: {', '.join(secret)}",) if secret else ()
    return Order(
        template,
        target,
        answers.data,
        git=wishes.git,
        install=wishes.install,
        notes=notes,
        skip_tasks=wishes.skip_tasks,
        author=author,
    )


def places(wishes: Wishes, target: Path, parts: Parts) -> Places:
    """Where answers may come from."""
    settings = by_flags(parts, wishes.wanted_parts, wishes.unwanted_parts) | wishes.settings
    name = porcelain.config("user.name", target.parent)
    usable = name and name.isprintable() and not set(name) & set('"\\')
    author = {"author": name} if usable else {}
    file = (wishes.answers_file, wishes.file_answers)
    preset = wishes.preset and with_parts(wishes.preset, parts)
    return Places(settings, *file, preset, wishes.config, author)


def check_wishes(wishes: Wishes, template: Template, *, ask: bool) -> None:
    """Refuse flags that contradict each other, and what cannot be asked."""
    if wishes.target is not None:
        target = absolute(wishes.target)
        is_name = template.is_built_in and not names_project(wishes)
        check_place(target, template) if is_name else check_target(target)
    if not ask and wishes.target is None:
        raise UsageError("no folder given", "mlscaffold new DIR --defaults")
    if not ask and wishes.data and not wishes.column:
        hint = "name the column to predict: --target COLUMN; `mlscaffold profile` shows them"
        raise UsageError("--data needs --target", hint)
    if not wishes.data:
        check_no_data(wishes, ask=ask)
    elif not template.is_built_in:
        raise UsageError("--data is for the built-in template", "leave out --data or --template")
    task = wishes.choices.task
    if task is not None and task not in KINDS:
        near = nearest(task, list(KINDS))
        hint = f"did you mean `{near}`?" if near else f"use {' or '.join(KINDS)}"
        raise UsageError(f"there is no kind `{task}`", hint)
    if wishes.run and not (wishes.git and wishes.install):
        hint = "leave out --no-git and --no-install"
        raise UsageError("--run needs a repository and installed packages", hint)
    if wishes.run and not template.is_built_in:
        raise UsageError("--run is for the built-in template", "leave out --run or --template")


def names_project(wishes: Wishes) -> bool:
    """Whether the project is called otherwise than its folder."""
    preset = wishes.preset or Preset(Path())
    said = (wishes.settings, wishes.file_answers, preset.answers, preset.locked)
    environment = environment_answers(["project_name"])
    return any("project_name" in answers for answers in (*said, environment))


def check_no_data(wishes: Wishes, *, ask: bool) -> None:
    """Refuse flags about a table when there is none."""
    choices, layout = wishes.choices, wishes.layout
    said: dict[str, Any] = {"--target": wishes.column, "--query": wishes.query}
    said |= {"--table": layout.table, "--no-header": layout.header, "--delimiter": layout.delimiter}
    said |= {"--encoding": layout.encoding, "--positive": choices.positive}
    said |= {"--drop": choices.drop, "--keep": choices.keep, "--split": choices.split}
    for flag, value in said.items():
        if value not in (None, ()):
            raise UsageError(f"{flag} needs --data", "give the table: --data FILE")
    if wishes.settings.get("data_source") == "file" and not ask:
        raise UsageError("data_source=file needs a table", "give it with --data FILE")
