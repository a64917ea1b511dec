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

from mlscaffold.errors import UsageError
from mlscaffold.interview.interview import Plan
from mlscaffold.project.place import shown_from_here
from mlscaffold.template.fields import Field
from mlscaffold.template.listing import Listed, listing, tree
from mlscaffold.template.render import render
from mlscaffold.text import clipped

Passed = tuple[tuple[Field, Any], ...]


@dataclass(frozen=True)
class Row:
    """An answer as it is shown: what, its value in words, where it comes from."""

    key: str
    shown: str
    origin: str
    can_change: bool


def preview(plan: Plan, folder: Path) -> tuple[Path, list[Listed]]:
    """The project rendered into `folder`, without running anything, and what is in it."""
    order = plan.order
    made = folder / order.target.name
    made.mkdir(parents=True)
    render(order.template, order.answers, made)
    if plan.order.data:
        raw = made / "data/raw" / str(plan.order.answers["raw_file"])
        raw.parent.mkdir(parents=True, exist_ok=True)
        raw.symlink_to(plan.order.data.resolve())
        files = listing(made)
        raw.unlink()
        return made, files
    return made, listing(made)


def rows(plan: Plan, passed: Passed) -> Iterator[Row]:
    """Every answer that a person gave or could have given, in the order of the questions."""
    asked = {field.key: (field, value) for field, value in passed}
    answers = plan.answers
    from_data = {"data_source"} if plan.order.data else set()
    yield Row("folder", shown_from_here(str(plan.order.target)), "", "folder" in asked)
    if plan.order.data:
        yield Row("data", str(plan.wishes.data), "", "data" in asked)
        yield Row("target", str(plan.target), "", "target" in asked)
    for key in ("kind", "positive", "features"):
        if plan.order.data and key in asked:
            yield Row(key, asked[key][0].shown(asked[key][1]), "", True)
    for key, value in answers.values.items():
        if key in answers.hidden or key not in {*asked, *answers.data} or key in from_data:
            continue
        if key not in plan.keys or key in plan.parts or (plan.order.data and key == "kind"):
            continue
        shown = asked[key][0].shown(value) if key in asked else in_words(value)
        shown = "•••" if key in answers.secret else shown
        yield Row(key, shown, plan.layers.origin(key), key in asked)
    if plan.parts:
        here = ", ".join(key for key in plan.parts if answers.values[key])
        yield Row("parts", here or "none", "", "parts" in asked)


def in_words(value: Any) -> str:
    """A value that no question shows."""
    return (
        {True: "yes", False: "no"}.get(value, str(value)) if value in (True, False) else str(value)
    )


def overview(plan: Plan, passed: Passed, files: list[Listed], width: int) -> str:
    """Answers and files on one screen."""
    listed = list(rows(plan, passed))
    widest = max(len(row.key) for row in listed)
    total = f"{len(files)} files, {sum(file.lines for file in files):,} lines"
    lines = [clipped(f"{plan.order.target} ({total})", width), *tree(files, width), ""]
    # Last, so that they are still on the screen when it is to be decided.
    answers = [clipped(f"  {row.key:<{widest}}  {row.shown}", width) for row in listed]
    return "\n".join([*lines, "Answers", *answers])


def as_data(plan: Plan, files: list[Listed]) -> dict[str, Any]:
    """The same as plain data."""
    found = [{"path": file.path, "lines": file.lines, "why": file.why} for file in files]
    shown = {key: value for key, value in plan.answers.stored.items() if key in plan.keys}
    head = {"folder": str(plan.order.target), "template": plan.order.template.name}
    head |= {"version": plan.order.template.version, "again": again(plan)}
    return head | {"answers": shown, "files": found}


def explained(plan: Plan, passed: Passed) -> list[dict[str, Any]]:
    """Every answer with the place it comes from."""
    from_data = "the table" if plan.order.data else "the template"
    found = []
    for key, value in plan.answers.values.items():
        if key in plan.answers.hidden:
            origin = "not needed with these answers"
        elif key in plan.keys:
            origin = plan.layers.origin(key) or answered(key, passed, plan)
        else:
            origin = f"worked out from {from_data}"
        secret = key in plan.answers.secret
        found.append({"key": key, "value": "•••" if secret else value, "from": origin})
    return found


def answered(key: str, passed: Passed, plan: Plan) -> str:
    """Where an answer comes from that no layer has."""
    by_data = bool(plan.order.data) and key == "kind"  # the question of that name is about it
    if by_data or key not in {field.key for field, _ in passed}:
        return "--data, --kind or the sample"
    value, default = plan.answers.values[key], plan.answers.defaults.get(key)
    return "the template's default" if value == default else "asked"


def again(plan: Plan) -> str:
    """The line that makes the same project without questions."""
    words = ["mlscaffold", "new", shown_from_here(str(plan.order.target))]
    words += about_template(plan) + about_data(plan)
    for key, value in plan.answers.data.items():
        known = plan.answers.defaults.get(key) == plan.answers.values[key]
        settled = key in plan.parts or (plan.order.data and key in ("data_source", "kind"))
        if key in plan.keys and key not in plan.answers.secret and not known and not settled:
            words += ["--set", f"{key}={as_setting(value)}"]
    words += about_parts(plan)
    words += ["--no-git"] * (not plan.order.git) + ["--no-install"] * (not plan.order.install)
    words += ["--run"] * plan.wishes.run + ["--defaults"]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def about_parts(plan: Plan) -> list[str]:
    """Flags for the parts that are not as usual."""
    values, usual = plan.answers.values, plan.answers.defaults
    other = [key for key in plan.parts if values[key] != usual[key]]
    more = [key for key in other if values[key]]
    less = [key for key in other if not values[key]]
    flags = {"--with": more, "--without": less}
    sources = [word for source in plan.wishes.other_parts for word in ("--parts", source)]
    said = [word for flag, keys in flags.items() if keys for word in (flag, ",".join(keys))]
    return sources + said


def about_template(plan: Plan) -> list[str]:
    """Flags that name the template and the preset."""
    template, words = plan.order.template, []
    if not template.is_built_in:
        words += ["--template", template.address]
        words += ["--trust"] if template.trusted else []
        words += ["--skip-tasks"] if plan.order.skip_tasks else []
    words += ["--ref", template.ref] if template.ref else []
    return words + (["--preset", str(plan.wishes.preset.file)] if plan.wishes.preset else [])


def about_data(plan: Plan) -> list[str]:
    """Flags about the table and what is proposed from it."""
    if plan.order.data is None:
        return []
    layout, choices = plan.wishes.layout, plan.choices
    said = {"--data": plan.wishes.data, "--query": plan.wishes.query, "--table": layout.table}
    said |= {"--delimiter": layout.delimiter, "--encoding": layout.encoding}
    said |= {"--target": plan.target, "--kind": choices.task, "--positive": choices.positive}
    said |= {"--split": choices.split}
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


def check_preset(plan: Plan) -> None:
    """Refuse a preset that is for another version of the template."""
    preset, template = plan.wishes.preset, plan.order.template
    if preset and preset.version and preset.version != template.version:
        message = f"`{preset.file}` is for version {preset.version} of the template"
        raise UsageError(f"{message}, this is {template.version}", "take that version, or edit it")
