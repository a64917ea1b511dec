"""How answers of older versions of the built-in template become answers of newer ones.

Each is a pure function from answers to answers, shipped with the tool: no code of a template runs.
"""

from collections.abc import Callable
from typing import Any

Answers = dict[str, Any]
Migration = Callable[[Answers], Answers]


def removed(key: str) -> Migration:
    """A question is no longer asked."""
    return lambda answers: {each: value for each, value in answers.items() if each != key}


def kind_of(answers: Answers) -> Answers:
    """`task` became `kind`, which also says how many classes there are."""
    if "task" not in answers:
        return answers
    rest = {key: value for key, value in answers.items() if key != "task"}
    several = len(answers.get("classes") or ("no", "yes")) > 2
    kind = {"classification": "multiclass" if several else "binary"}
    return {"kind": kind.get(answers["task"], answers["task"])} | rest


# By template, then by the version that brought the change, oldest first.
MIGRATIONS: dict[str, dict[str, tuple[Migration, ...]]] = {
    "end-to-end-project": {"0.6.0": (kind_of, removed("boosting"))}
}


def migrated(
    answers: Answers, passed: list[str], migrations: dict[str, tuple[Migration, ...]]
) -> Answers:
    """Answers after all versions that an update passes, in order; one in development counts."""
    for version in passed:
        for migrate in migrations.get(version.partition(".dev")[0], ()):
            answers = migrate(answers)
    return answers
