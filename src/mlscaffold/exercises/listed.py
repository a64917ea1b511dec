"""exercises.yml: what there is to write in a project of a course."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean
from mlscaffold.template import recorded

FILE = "exercises.yml"
MEND = "restore it: git checkout exercises.yml; or tell whoever gives the course"
ID = "[a-z0-9-]{1,60}"
PATH = r"[\w.][\w. -]*(?:/[\w. -]+)*"  # no option, no @file, nothing from a root or a drive
SHAPES = {
    "file": rf"{PATH}\.py",
    "hint": rf"(?:{PATH})?",
    "tests": rf"{PATH}\.py",
    "function": r"[\w.]*",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise; paths are relative to the project, `tests` is a file for pytest."""

    id: str
    title: str
    points: int
    file: str
    tests: str
    function: str = ""
    hint: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """The exercises of a project, in the order of the list, and the title of its course."""

    title: str
    exercises: list[Exercise]


def read(project: Path) -> Course:
    """The exercises of a project: of those that are listed, the ones that its course uses."""
    found, answers = listed(project), answers_of(project)
    said = answers.get("exercises")
    used = said if isinstance(said, list) and said else [each.id for each in found]
    title = " ".join(str(answers.get("course") or "").split())
    chosen = [each for each in found if each.id in used]
    if not chosen:
        raise broken(f"it has none of the exercises that {recorded.ANSWERS_FILE} names")
    return Course(title, chosen)


def answers_of(project: Path) -> dict[str, Any]:
    """What a project recorded; nothing where that cannot be read, which is for other commands to say."""
    with suppress(UsageError, OSError):
        return recorded.read(project).answers
    return {}


def listed(project: Path) -> list[Exercise]:
    """All that exercises.yml lists."""
    file = project / FILE
    if not file.is_file():
        message = f"`{project}` has no {FILE}: it is no project of a course"
        raise UsageError(message, "go to the project's folder, or name it: --project DIR")
    found = [exercise(entry, project) for entry in entries(file)]
    ids = [each.id for each in found]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise broken(f"two exercises are called `{twice[0]}`")
    return found


def entries(file: Path) -> list[Any]:
    """What the file lists."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = yaml.load(file.read_text(encoding="utf-8"), loader)  # a safe loader either way
        recorded.check_finite(found)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise broken(f"it is not valid YAML in UTF-8{where}") from error
    if not isinstance(found, list) or not found:
        raise broken("it lists no exercises")
    return found


def exercise(entry: Any, project: Path) -> Exercise:
    """One entry, checked: nothing in it leads out of the project or is an option of a command."""
    if not isinstance(entry, dict):
        raise broken("an entry is no mapping of id, title, points, file and tests")
    name = entry.get("id")
    if not isinstance(name, str) or not re.fullmatch(ID, name):
        raise broken(f"{str(name)[:60]!r} is no id: those have a-z, 0-9 and -")
    points, needs = entry.get("points"), entry.get("needs") or []
    if type(points) is not int or not 0 <= points <= 1000:
        raise broken(f"`points` of `{name}` is no number from 0 to 1000")
    if not isinstance(needs, list) or not all(isinstance(each, str) for each in needs):
        raise broken(f"`needs` of `{name}` is no list of names")
    texts = {key: entry.get(key, "") for key in ("title", "file", "tests", "function", "hint")}
    for key, text in texts.items():
        if not isinstance(text, str) or not is_fit(key, text, project):
            raise broken(f"`{key}` of `{name}` is not accepted: {str(text)[:200]!r}")
    return Exercise(id=name, points=points, needs=tuple(needs), **texts)


def is_fit(key: str, text: str, project: Path) -> bool:
    """Whether a text of an entry is what it must be; a path lies in the project, links followed."""
    if key == "title":
        return bool(text.strip()) and text.isprintable()
    if not re.fullmatch(SHAPES[key], text):
        return False
    place = (project / text).resolve()
    return key == "function" or place.is_relative_to(project.resolve())


def asked_for(found: Sequence[Exercise], ids: Iterable[str]) -> list[Exercise]:
    """Those of the given ids, in the order of the list; without ids all."""
    ids, known = list(ids), [each.id for each in found]
    for name in ids:
        if name not in known:
            hint = did_you_mean(name, known, f"there are {', '.join(known)}")
            raise UsageError(f"there is no exercise `{name}`", hint)
    return [each for each in found if not ids or each.id in ids]


def broken(what: str) -> UsageError:
    """Why exercises.yml cannot be gone by."""
    return UsageError(f"{FILE} is broken: {what}", MEND)
