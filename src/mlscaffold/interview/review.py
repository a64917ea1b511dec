"""Look before it is made: every answer, every file, and the line that makes the same project again."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.interview.interview import Plan
from mlscaffold.interview.presets import Preset
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
    if not order.data:
        return made, listing(made)
    raw = made / "data/raw" / str(order.answers["raw_file"])
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.symlink_to(order.data.resolve())
    files = listing(made)
    raw.unlink()
    return made, files


def rows(plan: Plan) -> Iterator[Row]:
    """Every answer that a person gave or could have given, in the order of the questions."""
    asked = {field.key: (field, value) for field, value in plan.passed}

    def row(key: str, title: str, shown: str) -> Row:
        return Row(key, asked[key][0].title if key in asked else title, shown, key in asked)

    yield row("folder", "Where?", shown_from_here(str(plan.order.target)))
    if plan.data:
        yield row("data", "Which file?", plan.data.place)
        yield row("target", "Which column should it predict?", plan.data.target)
    for key in ("kind", "positive", "features"):
        if plan.data and key in asked:
            yield row(key, "", asked[key][0].shown(asked[key][1]))
    for key, value in plan.answers.values.items():
        if not is_shown(plan, key, {*asked, *plan.answers.data}):
            continue
        shown = asked[key][0].shown(value) if key in asked else in_words(value)
        yield row(key, plan.titles[key], "•••" if key in plan.answers.secret else shown)
    if plan.parts:
        here = ", ".join(key for key in plan.parts if plan.answers.values[key])
        yield row("parts", "Which parts?", here or "none")


def is_shown(plan: Plan, key: str, known: set[str]) -> bool:
    """Whether an answer of the template's has a row of its own."""
    from_data = ("data_source", "kind") if plan.data else ()
    elsewhere = key in from_data or key in plan.parts or key in plan.answers.hidden
    return key in known and key in plan.titles and not elsewhere


def in_words(value: Any) -> str:
    """A value that no question shows."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def overview(plan: Plan, files: list[Listed], width: int, height: int) -> str:
    """Folders and answers on one screen; the answers last, beside what is decided now."""
    target = plan.order.target
    # What is usual, and was not asked, is not worth a line.
    usual = {"folder"}
    usual |= {"project_name"} if plan.order.answers.get("project_name") == target.name else set()
    usual |= {field.key for field, value in plan.passed if not (field.asked or value)}
    if plan.data and not (plan.data.choices.drop or plan.data.choices.keep):
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
        top = file.path.partition("/")[0] if "/" in file.path else "."
        inside.setdefault("." if top.startswith(".") else top, []).append(file)
    order = sorted(inside, key=lambda name: -sum(file.lines for file in inside[name]))
    shown = order if len(order) <= most else order[: most - 1]
    for name in shown:
        lines = sum(file.lines for file in inside[name])
        label = "beside them" if name == "." else f"{name}/"
        count = f"{len(inside[name]):>4} files {lines:>6,} lines".replace("  1 files", "  1 file ")
        yield f"  {label:<12} {count}  {', '.join(within(name, inside[name]))}"
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
    """Every answer with the place it comes from."""
    from_data = "the table" if plan.data else "the template"
    found = []
    for key, value in plan.answers.values.items():
        if key in plan.answers.hidden:
            origin = "not needed with these answers"
        elif key in plan.titles:
            origin = plan.given.names.get(key) or answered(plan, key)
        else:
            origin = f"worked out from {from_data}"
        secret = key in plan.answers.secret
        found.append({"key": key, "value": "•••" if secret else value, "from": origin})
    return found


def answered(plan: Plan, key: str) -> str:
    """Where an answer comes from that nobody gave beforehand."""
    by_data = bool(plan.data) and key == "kind"  # the question of that name is about it
    if by_data or key not in {field.key for field, _ in plan.passed}:
        return "--data, --kind or the sample"
    value, default = plan.answers.values[key], plan.answers.defaults.get(key)
    return "the template's default" if value == default else "asked"


def again(plan: Plan) -> str:
    """The line that makes the same project without questions."""
    words = [shown_from_here(str(plan.order.target))]
    words += about_template(plan) + about_data(plan)
    for key, value in plan.answers.data.items():
        if key in plan.titles and not is_settled(plan, key):
            words += ["--set", f"{key}={as_setting(value)}"]
    words += about_parts(plan)
    words += ["--no-git"] * (not plan.order.git) + ["--no-install"] * (not plan.order.install)
    words += ["--run"] * plan.wishes.run + ["--defaults"]
    line = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return f"{program()} new {line}"


def is_settled(plan: Plan, key: str) -> bool:
    """Whether an answer needs no flag: a default, locked by the preset, said by another flag."""
    default = plan.answers.defaults.get(key) == plan.answers.values[key]
    by_flag = key in plan.parts or (plan.data and key in ("data_source", "kind"))
    return bool(default or by_flag or key in plan.answers.secret or is_locked(plan, key))


def is_locked(plan: Plan, key: str) -> bool:
    """Whether the preset, which the line names, settles an answer."""
    return plan.given.names.get(key, "").endswith("(locked)")


def about_parts(plan: Plan) -> list[str]:
    """Flags for the parts that are not as usual."""
    values, usual = plan.answers.values, plan.answers.defaults
    other = [key for key in plan.parts if values[key] != usual[key] and not is_locked(plan, key)]
    flags = {"--with": [key for key in other if values[key]]}
    flags |= {"--without": [key for key in other if not values[key]]}
    sources = [word for source in plan.wishes.other_parts for word in ("--parts", source)]
    said = [word for flag, keys in flags.items() if keys for word in (flag, ",".join(keys))]
    return sources + said


def about_template(plan: Plan) -> list[str]:
    """Flags that name the template and the preset."""
    template, words = plan.order.template, []
    preset = plan.wishes.preset or Preset()
    if not template.is_built_in:
        words += [] if preset.template else ["--template", template.address]
        words += ["--trust"] if template.trusted else []
        words += ["--skip-tasks"] if plan.order.skip_tasks else []
    words += ["--ref", template.ref] if template.ref and not preset.version else []
    return words + (["--preset", preset.file] if preset.file else [])


def about_data(plan: Plan) -> list[str]:
    """Flags about the table and what is proposed from it."""
    if plan.data is None:
        return []
    layout, choices = plan.wishes.layout, plan.data.choices
    said = {"--data": plan.data.place, "--query": plan.wishes.query, "--table": layout.table}
    said |= {"--delimiter": layout.delimiter, "--encoding": layout.encoding}
    said |= {"--target": plan.data.target, "--kind": choices.task, "--positive": choices.positive}
    said |= {"--split": choices.split}
    preset = plan.wishes.preset or Preset()
    said |= {"--data": None} if preset.data else {}
    said |= {"--target": None} if preset.target else {}
    words = [word for flag, value in said.items() if value for word in (flag, value)]
    if layout.header is not None:
        words.append("--header" if layout.header else "--no-header")
    for flag, columns in (("--drop", choices.drop), ("--keep", choices.keep)):
        words += [word for column in columns for word in (flag, column)]
    return words


def as_setting(value: Any) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
