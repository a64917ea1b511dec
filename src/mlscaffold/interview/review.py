"""Look before it is made: every answer, every file, and the line that makes the same project again."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.interview.config import in_words
from mlscaffold.interview.flags import about_table
from mlscaffold.interview.interview import Plan
from mlscaffold.project.environment import program
from mlscaffold.project.place import shown_from_here
from mlscaffold.template.listing import Listed, listing
from mlscaffold.template.render import render
from mlscaffold.text import clipped

FEWEST = 3  # folders that are shown however low the terminal is
BESIDE = 10  # lines of a terminal that the question below needs


@dataclass(frozen=True)
class Row:
    """An answer as it is shown: to which question, and its value in words."""

    key: str
    title: str
    shown: str
    can_change: bool


def preview(plan: Plan, folder: Path) -> tuple[Path, list[Listed]]:
    """The project rendered into `folder`, without running anything, and what is in it."""
    order = plan.order
    made = folder / order.target.name
    made.mkdir(parents=True)
    render(order.template, order.answers, made)
    raw = made / "data/raw" / str(order.answers.get("raw_file", ""))
    if order.data:
        raw.parent.mkdir(parents=True, exist_ok=True)
        raw.symlink_to(order.data.resolve())
    files = listing(made)
    if order.data:
        raw.unlink()
    return made, files


def rows(plan: Plan) -> Iterator[Row]:
    """Every answer that a person gave or could have given, in the order of the questions."""
    answers, wishes = plan.answers, plan.wishes
    about_data = ("data", "target", "kind", "positive", "features") if plan.wishes.data else ()
    known = {*answers.hidden, *plan.parts, *(("data_source", "kind") if plan.wishes.data else ())}
    titles = {key: title for key, title in plan.titles.items() if key not in known}
    found: dict[str, tuple[str, Any]] = {
        "folder": ("Where?", shown_from_here(str(plan.order.target))),
        "data": ("Which file?", wishes.data),
        "target": ("Which column should it predict?", wishes.target),
    }
    said = {key: value for key, value in answers.data.items() if key in titles}
    found |= {key: (titles[key], in_words(value)) for key, value in said.items()}
    asked = {field.key: (field.title, field.shown(value)) for field, value in plan.passed}
    here = ", ".join(key for key in plan.parts if answers.values[key])
    found |= asked | ({"parts": ("Which parts?", here or "none")} if plan.parts else {})
    for key in ("folder", *about_data, *titles, "parts"):
        if key in found:
            title, shown = found[key]
            yield Row(key, title, "•••" if key in answers.secret else shown, key in asked)


def overview(plan: Plan, files: list[Listed], width: int, height: int) -> str:
    """Folders and answers on one screen; the answers last, beside what is decided now."""
    target = plan.order.target
    # What is usual, and was not asked, is not worth a line.
    usual = {"folder"}
    usual |= {"project_name"} if plan.order.answers.get("project_name") == target.name else set()
    usual |= {field.key for field, value in plan.passed if not (field.asked or value)}
    if not (plan.wishes.choices.drop or plan.wishes.choices.keep):
        usual.add("features")
    listed = [row for row in rows(plan) if row.key not in usual and row.shown]
    answers = [f"  {line}" for line in lined(listed, width)]
    room = max(FEWEST, height - len(listed) - BESIDE)
    total = f"{len(files)} files, {sum(file.lines for file in files):,} lines"
    head = f"{shown_from_here(str(target))}: {total}"
    return "\n".join(clipped(each, width) for each in [head, *folders(files, room), "", *answers])


def lined(listed: list[Row], width: int) -> list[str]:
    """A line for each answer, so that all of the values begin in one column."""
    widest = min(max((len(row.title) for row in listed), default=0), width // 2 - 4)
    return [f"{clipped(row.title, widest):<{widest}}  {row.shown}" for row in listed]


def folders(files: list[Listed], most: int) -> Iterator[str]:
    """A line for each folder: how much is in it, and what that is called."""
    inside: dict[str, list[Listed]] = {}
    for file in files:
        top, slash, _ = file.path.partition("/")
        inside.setdefault(top if slash and top[0] != "." else ".", []).append(file)
    lines = {name: sum(file.lines for file in found) for name, found in inside.items()}
    order = sorted(lines, key=lambda name: -lines[name])
    shown = order if len(order) <= most else order[: most - 1]
    for name in shown:
        label = "beside them" if name == "." else f"{name}/"
        number, held = len(inside[name]), ", ".join(within(name, inside[name]))
        noun = "file " if number == 1 else "files"
        yield f"  {label:<12} {number:>4} {noun} {lines[name]:>6,} lines  {held}"
    if more := order[len(shown) :]:
        rest = sum(len(inside[name]) for name in more)
        yield f"  {'…':<12} {rest:>4} files in {', '.join(more)}"


def within(name: str, files: list[Listed]) -> list[str]:
    """What a folder holds: its folders, else its files, below those that hold one folder alone."""
    paths = [file.path.split("/")[0 if name == "." else 1 :] for file in files]
    while len({path[0] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        paths = [path[1:] for path in paths]
    inner = list(dict.fromkeys(path[0] for path in paths if len(path) > 1 and name != "."))
    return inner or [path[0] for path in paths if len(path) == 1 and not path[0].startswith(".")]


def as_data(plan: Plan, files: list[Listed]) -> dict[str, Any]:
    """The same as plain data."""
    found = [{"path": file.path, "lines": file.lines, "why": file.why} for file in files]
    shown = {key: value for key, value in plan.answers.stored.items() if key in plan.titles}
    head = {"folder": str(plan.order.target), "template": plan.order.template.name}
    head |= {"version": plan.order.template.version, "again": again(plan)}
    return head | {"answers": shown, "files": found}


def explained(plan: Plan) -> list[dict[str, Any]]:
    """Every answer with the place it comes from, less those that nobody gives and nothing needs."""
    secret, needless = plan.answers.secret, plan.answers.hidden - plan.titles.keys()
    values = {k: value for k, value in plan.answers.values.items() if k not in needless}
    shown = {k: "•••" if k in secret else value for k, value in values.items()}
    return [{"key": k, "value": value, "from": origin(plan, k)} for k, value in shown.items()]


def origin(plan: Plan, key: str) -> str:
    """Where an answer comes from."""
    if key in plan.answers.hidden:
        return "not needed with these answers"
    if key not in plan.titles:
        return f"worked out from {'the table' if plan.wishes.data else 'the template'}"
    if key in plan.given.names:
        return plan.given.names[key]
    by_data = bool(plan.wishes.data) and key == "kind"  # the question of that name is about it
    if by_data or key not in {*plan.parts, *(field.key for field, _ in plan.passed)}:
        return "--data, --kind or the sample"
    value, default = plan.answers.values[key], plan.answers.defaults.get(key)
    return "the template's default" if value == default else "asked"


def again(plan: Plan) -> str:
    """The line that makes the same project without questions."""
    answers = plan.answers
    open_ones = {*plan.titles, *plan.wishes.settings}
    said = [key for key in answers.data if key in open_ones and not is_settled(plan, key)]
    parts = [key for key in plan.parts if key in said]
    flags = about_source(plan) | {
        "--set": [f"{k}={in_words(answers.data[k])}" for k in said if k not in parts],
        "--parts": plan.wishes.other_parts,
        "--with": ",".join(key for key in parts if answers.values[key]),
        "--without": ",".join(key for key in parts if not answers.values[key]),
        "--no-git": not plan.order.git,
        "--no-install": not plan.order.install,
        "--run": plan.wishes.run,
        "--defaults": True,
    }
    words = [shown_from_here(str(plan.order.target)), *in_line(flags)]
    line = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return f"{program()} new {line}"


def is_settled(plan: Plan, key: str) -> bool:
    """Whether an answer needs no flag: a default, locked by the preset, said by another flag."""
    default = plan.answers.defaults.get(key) == plan.answers.values[key]
    locked = plan.given.names.get(key, "").endswith("(locked)")
    by_flag = plan.wishes.data and key in ("data_source", "kind")
    return bool(default or locked or by_flag or key in plan.answers.secret)


def about_source(plan: Plan) -> dict[str, Any]:
    """Flags that name the template, the preset and the table, but for what the preset settles."""
    wishes, template = plan.wishes, plan.order.template
    preset, other = wishes.preset, not template.is_built_in
    flags: dict[str, Any] = {
        "--template": other and not preset.template and template.address,
        "--trust": other and template.trusted,
        "--skip-tasks": other and plan.order.skip_tasks,
        "--ref": not preset.version and template.ref,
        "--preset": preset.file,
    }
    if plan.wishes.data:
        flags |= {"--data": not preset.data and wishes.data, "--kind": wishes.choices.task}
        flags |= about_table(wishes) | ({"--target": None} if preset.target else {})
    return flags


def in_line(flags: dict[str, Any]) -> Iterator[str]:
    """The words of flags on a command line; those of several values come several times."""
    for flag, values in flags.items():
        for value in values if isinstance(values, list | tuple) else [values]:
            if value:
                yield from [flag] if value is True else [flag, value]
