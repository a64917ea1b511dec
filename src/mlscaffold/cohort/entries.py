"""What a course.toml may say, and everything that is wrong with one."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.cohort.problems import Problem
from mlscaffold.names import did_you_mean

AGENTS = ("tutor", "owner")
DELIVERIES = ("branch", "push", "patch", "pull-request")
# What the tool answers for each learner, so that no course does.
OURS = ("agents", "course", "drawn", "exercises", "learner", "project_name", "revealed", "variant")
NAMES = {"list": "list of names", "text": "line of text", "number": "whole number"}
EXAMPLES = {
    "text": '{} = "…"',
    "number": "{} = 1",
    "switch": "{} = true",
    "list": '{} = ["…"]',
    "table": "[{}] and its entries below",
    "weeks": '[[weeks]] and below it exercises = ["…"]',
}
KEYS = dict.fromkeys(("id", "title", "project", "template", "version"), "text")
KEYS |= dict.fromkeys(("agents", "delivery", "branch"), "text")
KEYS |= {
    "week": "number",
    "variation": "switch",
    "trust": "switch",
    "answers": "table",
    "data": "table",
}
KEYS |= {"weeks": "weeks"}
WEEK = {"parts": "list", "exercises": "list"}
# As the flags of `mlscaffold new` about a table.
DATA = dict.fromkeys(("file", "target", "kind", "positive", "split"), "text")
DATA |= dict.fromkeys(("table", "query", "delimiter", "encoding"), "text")
DATA |= {"drop": "list", "keep": "list", "header": "switch"}


def problems(said: dict[str, Any]) -> Iterator[Problem]:
    """Everything that is wrong with what a course.toml says."""
    for key in ("id", "title", "version", "weeks"):
        if key not in said:
            yield Problem(f"`{key}`", "is missing", f"such as {EXAMPLES[KEYS[key]].format(key)}")
    yield from unfit(said, KEYS, "")
    sound = {key: value for key, value in said.items() if fits(value, KEYS.get(key, ""))}
    for key, found in sound.items():
        yield from RULES[key](found) if key in RULES else ()
    if "weeks" in sound and "week" in sound and sound["week"] > len(sound["weeks"]):
        weeks = len(sound["weeks"])
        yield Problem("`week`", f"{sound['week']} is too high", f"there are {weeks} [[weeks]]")


def unfit(said: dict[str, Any], keys: dict[str, str], inside: str) -> Iterator[Problem]:
    """Entries that are unknown, or not of their type."""
    for key, found in said.items():
        where = f"{inside}`{key}`"
        if key not in keys:
            hint = did_you_mean(key, keys, f"it may have {', '.join(sorted(keys))}")
            yield Problem(where, "is no entry of a course", hint)
        elif not fits(found, keys[key]):
            what = f"is no {NAMES.get(keys[key], keys[key])}"
            yield Problem(where, what, f"such as {EXAMPLES[keys[key]].format(key)}")


def fits(found: Any, form: str) -> bool:
    """Whether an entry is of its type; a text has one line, and is not empty."""
    return {
        "text": isinstance(found, str) and found.isprintable() and bool(found.strip()),
        "number": isinstance(found, int) and not isinstance(found, bool),
        "switch": isinstance(found, bool),
        "table": isinstance(found, dict),
        "list": isinstance(found, list) and all(isinstance(each, str) for each in found),
        "weeks": isinstance(found, list) and all(isinstance(each, dict) for each in found),
    }.get(form, False)


def one_of(key: str, words: tuple[str, ...]) -> Callable[[str], Iterator[Problem]]:
    """A rule: an entry is one of some words."""

    def rule(found: str) -> Iterator[Problem]:
        if found not in words:
            hint = did_you_mean(found, words, f"there are {', '.join(words)}")
            yield Problem(f"`{key}`", f"there is no {key} `{found}`", hint)

    return rule


def check_id(found: str) -> Iterator[Problem]:
    """The course's id names files and branches."""
    if fault := fault_of_id(found):
        yield Problem("`id`", f"`{found}` {fault}", 'such as id = "ml-2026"')


def check_project(found: str) -> Iterator[Problem]:
    """The project's name is a folder, and becomes a package."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,59}", found) or fault_of_id(found):
        hint = 'it begins with a letter, such as project = "food-times"'
        yield Problem("`project`", f"`{found}` is no project name", hint)


def check_branch(found: str) -> Iterator[Problem]:
    """The branch is one of git's."""
    if any(fault_of_id(word) for word in found.split("/")):
        yield Problem("`branch`", f"`{found}` is no branch name", 'such as branch = "main"')


def check_week(found: int) -> Iterator[Problem]:
    """Weeks are counted from one."""
    if found < 1:
        yield Problem("`week`", f"{found} is too low", "the first week is 1")


def check_answers(found: dict[str, Any]) -> Iterator[Problem]:
    """What the tool answers itself is not settled here."""
    for key in found.keys() & set(OURS):
        yield Problem(f"[answers] `{key}`", "is answered for each learner", "leave it out")


def check_data(found: dict[str, Any]) -> Iterator[Problem]:
    """A table needs its file and its target; the rest is as for `mlscaffold new`."""
    yield from unfit(found, DATA, "[data] ")
    for key in ("file", "target"):
        if key not in found:
            yield Problem(f"[data] `{key}`", "is missing", f'such as {key} = "…"')


def check_weeks(found: list[dict[str, Any]]) -> Iterator[Problem]:
    """Each week has parts and exercises, and nothing else."""
    if not found:
        yield Problem("`weeks`", "there is none", EXAMPLES["weeks"])
    for number, week in enumerate(found, 1):
        yield from unfit(week, WEEK, f"week {number}, ")
        for key in WEEK:
            names = week.get(key) if fits(week.get(key), "list") else []
            for name in (each for each in names or [] if not re.fullmatch("[a-z0-9_-]+", each)):
                hint = "names have a-z, 0-9, - and _"
                yield Problem(f"week {number}, `{key}`", f"`{name}` is no name", hint)


RULES: dict[str, Callable[[Any], Iterator[Problem]]] = {
    "id": check_id,
    "project": check_project,
    "agents": one_of("agents", AGENTS),
    "delivery": one_of("delivery", DELIVERIES),
    "branch": check_branch,
    "week": check_week,
    "answers": check_answers,
    "data": check_data,
    "weeks": check_weeks,
}
