"""A small course: a template with three versions, learners who work in different ways, their repositories."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mlscaffold.cohort import course, roster
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import generate, push
from mlscaffold.cohort.jobs import How
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.update import update
from tests.update.world import git

QUESTIONS = """
_exercises: true
_subdirectory: project
project_name: {type: str, default: shop}
variant: {type: str, choices: [own, complete, starter], default: own, ask: false}
course: {type: str, default: "", ask: false}
learner: {type: str, default: "", ask: false}
agents: {type: str, default: owner, ask: false}
exercises: {type: yaml, default: "[]", ask: false}
revealed: {type: yaml, default: "[]", ask: false}
"""
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"
TIDY = '''"""Tidy rows."""

LIMIT = 10


def clean(rows: list[int]) -> list[int]:
    """Leave out what is negative."""
    # >>> exercise: clean
    return [row for row in rows if row >= 0]
    # <<< exercise: clean


def count(rows: list[int]) -> int:
    """How many there are."""
    # >>> exercise: count
    return len(clean(rows))
    # <<< exercise: count


def report(rows: list[int]) -> str:
    """What there is to say."""
    return f"{count(rows)} of {LIMIT}"
'''
LISTED = """\
- {id: clean, points: 2, hint: docs/clean.md, tests: tests/test_clean.py}
- {id: count, points: 1, hint: docs/count.md, tests: tests/test_count.py}
"""
FILE, RENAMED = "src/tidy.py", "src/rows.py"
FIRST = {
    "copier.yml": QUESTIONS,
    "project/{{ _copier_conf.answers_file }}.jinja": ANSWERS,
    f"project/{FILE}": TIDY,
    "project/exercises.yml": LISTED,
    "project/docs/clean.md": "Clean rows.\n",
    "project/docs/count.md": "Count rows.\n",
    "project/README.md.jinja": "# {{ project_name }}\n\nRun it.\n\n## Limits\n\nNone.\n",
    "project/.gitignore": "*.log\n",
}
# What each version changes.
SECOND = {
    f"project/{FILE}": TIDY.replace("LIMIT = 10", "LIMIT = 12").replace(
        "How many there are.", "How many are clean."
    )
}
THIRD = {
    "project/README.md.jinja": "# {{ project_name }}\n\nRun it twice.\n\n## Limits\n\nNone.\n",
    f"project/{FILE}": SECOND[f"project/{FILE}"].replace("{count(rows)} of", "{count(rows)} /"),
}
COURSE = """
id = "tidy"
title = "Tidy rows"
project = "shop"
template = "{}"
version = "1.0.0"
[[weeks]]
exercises = ["clean"]
[[weeks]]
exercises = ["count"]
"""
OPEN = 'raise NotImplementedError("exercise: {}")'
QUIET = How(jobs=2)


def template(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    for version, files in {"1.0.0": FIRST, "1.1.0": SECOND, "1.2.0": THIRD}.items():
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", version)
        git(folder, "tag", version)
    return folder


def course_in(folder: Path, ids: list[str], *, with_remotes: bool = True) -> Course:
    """A course whose learners have been given their starters."""
    here = folder / "course"
    here.mkdir(parents=True)
    (here / "course.toml").write_text(COURSE.format(template(folder / "template")))
    rows = ["id,remote"]
    for each in ids:
        remote = folder / f"remotes/{each}.git"
        if with_remotes:
            git(here, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
        rows.append(f"{each},{remote if with_remotes else ''}")
    (here / "roster.csv").write_text("\n".join(rows) + "\n")
    found = course.read(here)
    learners = roster.read(found.roster)
    assert {row.state for row in generate(found, learners, QUIET)} == {"clean"}
    assert {row.state for row in push(found, learners, QUIET)} == {"clean"}
    return found


def run(found: Course, version: str, how: How = QUIET, *, week: int = 2) -> dict[str, Row]:
    """Update everybody to a version."""
    later = replace(found, version=version, week=week)
    return {row.id: row for row in update(later, roster.read(found.roster), how)}


class Clone:
    """A learner's own clone."""

    def __init__(self, folder: Path, remote: Path) -> None:
        git(folder, "clone", "--quiet", str(remote), remote.stem)
        self.folder = folder / remote.stem

    def edit(self, old: str, new: str, name: str = FILE) -> None:
        file = self.folder / name
        text = file.read_bytes().decode()
        assert old in text
        file.write_bytes(text.replace(old, new).encode())

    def solve(self, name: str, line: str) -> None:
        self.edit(OPEN.format(name), line)

    def save(self) -> None:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--message", "work")
        git(self.folder, "push", "--quiet", "--force", "origin", "HEAD:main")


def read(remote: Path, branch: str, name: str) -> str:
    command = ["git", "cat-file", "blob", f"{branch}:{name}"]
    return subprocess.run(command, cwd=remote, capture_output=True, check=True).stdout.decode()


def untouched(_: Clone) -> None:
    pass


def partial(clone: Clone) -> None:
    clone.solve("clean", "return sorted(rows)  # partial")


def done(clone: Clone) -> None:
    clone.solve("clean", "return sorted(rows)  # done")
    clone.solve("count", "return len(rows)  # done")


def fences_gone(clone: Clone) -> None:
    clone.solve("count", "return 7  # mine")
    clone.edit("    # >>> exercise: count\n", "")
    clone.edit("    # <<< exercise: count\n", "")


def of_windows(clone: Clone) -> None:
    done(clone)
    clone.edit("\n", "\r\n")


def renamed(clone: Clone) -> None:
    done(clone)
    git(clone.folder, "mv", FILE, RENAMED)


def deleted(clone: Clone) -> None:
    git(clone.folder, "rm", "--quiet", FILE)
    (clone.folder / "own.py").write_text("OWN = 1\n")


def diverged(clone: Clone) -> None:
    """A history of their own, that of the course gone."""
    partial(clone)
    git(clone.folder, "checkout", "--quiet", "--orphan", "fresh")


def beside(clone: Clone) -> None:
    """Edits to the same lines as the template's."""
    partial(clone)
    clone.edit("LIMIT = 10", "LIMIT = 99")


def answers_gone(clone: Clone) -> None:
    git(clone.folder, "rm", "--quiet", ".copier-answers.yml")


# By way of working: what is done, and the state of the next two updates.
WAYS: dict[str, tuple[Callable[[Clone], None], str, str]] = {
    "untouched": (untouched, "clean", "clean"),
    "partial": (partial, "clean", "clean"),
    "done": (done, "exercise changed", "clean"),
    "unfenced": (fences_gone, "conflict", "conflict"),
    "windows": (of_windows, "exercise changed", "clean"),
    "renamed": (renamed, "exercise changed", "clean"),
    "deleted": (deleted, "fences removed", "fences removed"),
    "diverged": (diverged, "clean", "clean"),
    "beside": (beside, "conflict", "conflict"),
    "answers": (answers_gone, "unknown base", "unknown base"),
}
