"""`cohort update`, `reveal` and `report`: the template's news in half-finished projects, and where all stand.

A learner's project is fetched, merged and committed in the cohort's own store. Nothing of it is
checked out or run.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.cohort import remotes, variation
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import remote_of
from mlscaffold.cohort.jobs import How, for_each
from mlscaffold.cohort.journal import Journal
from mlscaffold.cohort.look import look
from mlscaffold.cohort.merging import NO_ANSWERS, Update
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.roster import Learner
from mlscaffold.cohort.starters import starters_of
from mlscaffold.cohort.store import HEAD, store_of
from mlscaffold.errors import UsageError
from mlscaffold.git.plumbing import Scratch
from mlscaffold.names import did_you_mean
from mlscaffold.template.fences import is_open, regions
from mlscaffold.template.templates import Template


def update(course: Course, learners: Sequence[Learner], how: How) -> list[Row]:
    """Bring every project to the course's version and week."""
    variation.check(course)
    journal, store = Journal(course.folder), store_of(course.state, course.title)
    shown = revealed_to(journal)
    with starters_of(course, store, how.step) as made:
        updates = {
            each.id: Update(made, each, shown.get(each.id, ()), how.dry_run) for each in learners
        }

        def updated(learner: Learner) -> Row:
            try:
                return updates[learner.id].row()
            except remotes.Moved:  # somebody worked meanwhile
                return updates[learner.id].row()

        def note(row: Row) -> None:
            if not how.dry_run:
                journal.append(row.id, "update", **facts(course, updates[row.id], row))

        return for_each(learners, updated, how, note)


def facts(course: Course, update: Update, row: Row) -> dict[str, Any]:
    """What the journal keeps of how an update went."""
    found = {"state": row.state, "detail": row.detail, "changed": row.changed}
    found |= {"conflicts": row.conflicts, "head": update.head, "commit": update.commit}
    return {**found, "version": course.version, "week": course.week}


def reveal(
    course: Course, learners: Sequence[Learner], exercises: Sequence[str], how: How
) -> list[Row]:
    """Give the solutions of exercises to those who have written nothing of their own there."""
    every = course.exercises(len(course.weeks))
    for name in exercises:
        if name not in every:
            hint = did_you_mean(name, every, f"there are {', '.join(every)}")
            raise UsageError(f"the course has no exercise `{name}`", hint)
    with starters_of(course, store_of(course.state, course.title), how.step) as made:
        check_solved(made.template(course.version), exercises)
    journal = Journal(course.folder)
    before = revealed_to(journal)
    for learner in learners if not how.dry_run else ():
        both = dict.fromkeys([*before.get(learner.id, ()), *exercises])
        journal.append(learner.id, "reveal", exercises=list(both))
    return update(course, learners, how)


def check_solved(template: Template, exercises: Sequence[str]) -> None:
    """Refuse to reveal what a template of starters alone does not have."""
    texts = (file.read_bytes() for file in template.folder.rglob("*.py*") if file.suffix != ".pyc")
    found = [pair for text in texts for pair in regions(text).items()]
    for name, content in found:
        if name in exercises and is_open(name, content):
            hint = "write one into the learners' repositories yourself, or leave it"
            raise UsageError(f"the course's template has no solution of `{name}`", hint)


def revealed_to(journal: Journal) -> dict[str, tuple[str, ...]]:
    """The exercises whose solutions each learner has been given."""
    return {
        name: tuple(entry.get("exercises", ())) for name, entry in journal.last("reveal").items()
    }


def report(course: Course, learners: Sequence[Learner], how: How) -> list[Row]:
    """Where everybody stands, and how the last update went."""
    journal, store = Journal(course.folder), store_of(course.state, course.title)
    last, shown = journal.last("update"), revealed_to(journal)

    def standing(learner: Learner) -> Row:
        remote = remote_of(course, learner)
        head = remotes.fetch(store, learner.id, remote, course.branch, HEAD)
        with TemporaryDirectory(prefix="mlscaffold-") as name:
            project = look(store, Scratch(store.repository, Path(name)), head)
        row = project.row(course, learner.id)
        if project.before is None:
            return replace(row, state="unknown base", detail=NO_ANSWERS)
        solved = {*shown.get(learner.id, ())} <= {*project.names("revealed")}
        is_current = row.version == course.version and {*course.parts()} <= {*row.parts}
        return as_noted(row, head, last.get(learner.id, {}), is_current=is_current and solved)

    return for_each(learners, standing, how)


def as_noted(row: Row, head: str, went: dict[str, Any], *, is_current: bool) -> Row:
    """A row with how the last update went, unless it is in the project by now."""
    if not went or (head != went["head"] and is_current):
        return row
    detail = went["detail"]
    if head != went["head"]:
        detail = "; ".join(filter(None, [detail, "has commits since then"]))
    lists = [tuple(went[each]) for each in ("changed", "conflicts")]
    return replace(row, state=went["state"], detail=detail, changed=lists[0], conflicts=lists[1])
