"""`mlscaffold cohort`: a course, from an empty folder to everybody's update."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mlscaffold.commands.options import Cohort
from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import one_line, say

if TYPE_CHECKING:
    from mlscaffold.cohort.course import Course
    from mlscaffold.cohort.jobs import How
    from mlscaffold.cohort.report import Row
    from mlscaffold.cohort.roster import Learner

    Teams = dict[Learner, list[Learner]]
    Verb = Callable[[Course, list[Learner], How], list[Row]]

DECIDE = 3  # a person must look at something


def init(new_folder: Path, roster: Path | None = None) -> None:
    """Make a course's folder, with an example that works."""
    from mlscaffold.cohort.begin import begin

    files, notes = begin(new_folder, roster)
    say("\n".join([*(f"note: {one_line(each)}" for each in notes), f"Made in {new_folder}:"]))
    say("\n".join(f"  {file.name}" for file in files))
    say("Change them, then look:  mlscaffold cohort generate --dry-run")


def generate(*, how: Cohort) -> None:
    """Make everybody's starter, of those who have none yet."""
    from mlscaffold.cohort.generate import generate

    raise typer.Exit(gone_over(how, generate))


def push(*, how: Cohort) -> None:
    """Put the starters into the learners' repositories."""
    from mlscaffold.cohort.generate import push

    raise typer.Exit(gone_over(how, push))


def update(*, to: str | None = None, how: Cohort) -> None:
    """Bring everybody to the course's version and week.

    What a learner wrote between the fences of an exercise stays as it is.
    """
    from mlscaffold.cohort.update import update

    raise typer.Exit(gone_over(how, update, to=to, reported=not (how.only or how.section)))


def report(*, how: Cohort) -> None:
    """Write down where everybody stands, as a page, a table and JSON."""
    from mlscaffold.cohort.update import report

    raise typer.Exit(gone_over(how, report, reported=not (how.only or how.section)))


def reveal(exercises: list[str], *, how: Cohort) -> None:
    """Show everybody the solutions of exercises."""
    from mlscaffold.cohort.update import reveal

    def revealing(course: "Course", learners: "list[Learner]", run: "How") -> "list[Row]":
        return reveal(course, learners, exercises, run)

    raise typer.Exit(gone_over(how, revealing, reported=not (how.only or how.section)))


def forget(learner: str, course: Path = Path()) -> None:
    """Take all that is known of a learner out of the course."""
    from mlscaffold.cohort import forget as forgetting
    from mlscaffold.cohort.course import read
    from mlscaffold.cohort.journal import alone

    found = read(course)
    with alone(found.folder):
        left = forgetting.stays(found, learner)
        places = forgetting.forget(found, learner)
    say(f"Taken out of {', '.join(places)}. It stays in:")
    say("\n".join(f"  {each}" for each in left))


def gone_over(how: Cohort, verb: "Verb", *, to: str | None = None, reported: bool = False) -> int:
    """Do something for everybody who is chosen, and tell it; the exit code."""
    from mlscaffold.cohort.course import read
    from mlscaffold.cohort.journal import alone
    from mlscaffold.cohort.report import write
    from mlscaffold.cohort.roster import chosen, repositories
    from mlscaffold.cohort.roster import read as everybody

    said = read(how.course).at(how.week)
    course = replace(said, version=to or said.version)
    people = everybody(course.roster)
    teams = repositories(people, chosen(people, how.only, how.section or ""))
    with alone(course.folder):
        found = verb(course, list(teams), run_of(how, teams))
        rows = [row for each in found for row in of_members(each, teams)]
        files = write(course, rows, course.reports) if reported and not how.dry_run else ()
    tell_all(how, course, rows, files)
    if said.version != course.version and not how.as_json:
        say(f"note: course.toml still says {said.version}, which is what those get who come later")
    return DECIDE if any(row.needs_a_person for row in rows) else 0


def of_members(row: "Row", teams: "Teams") -> "list[Row]":
    """What came of a repository, for each who works in it."""
    members = next(found for each, found in teams.items() if each.id == row.id)
    return [replace(row, id=each.id, section=each.section, team=each.team) for each in members]


def run_of(how: Cohort, teams: "Teams") -> "How":
    """How to go over the learners, and what is told on the way."""
    from mlscaffold.cohort.jobs import How
    from mlscaffold.screen.steps import step

    if how.jobs is not None and how.jobs < 1:
        raise UsageError(f"`--jobs {how.jobs}` would do nothing", "give 1 or more")
    width = max(len(each.id) for members in teams.values() for each in members)

    def told(row: "Row") -> None:
        for each in [] if how.as_json else of_members(row, teams):
            tell(each, width)

    jobs = how.jobs or os.cpu_count() or 1
    return How(jobs=jobs, dry_run=how.dry_run, tell=told, step=step)


def tell(row: "Row", width: int) -> None:
    """One learner on one line, and the places of conflicts below."""
    say(one_line(f"{row.id:{width}}  {row.state:16}  {row.detail}".rstrip()))
    for each in row.conflicts:
        say(one_line(f"{'':{width}}    {each}"))


def tell_all(how: Cohort, course: "Course", rows: "list[Row]", files: tuple[Path, ...]) -> None:
    """How many are in which state; or all of it as JSON."""
    from mlscaffold.cohort.report import as_facts, overview

    if how.as_json:
        print(json.dumps(as_facts(course, rows) | {"files": [str(file) for file in files]}))
        return
    counted = ", ".join(f"{count} {state}" for state, count in overview(rows).items())
    waiting = sum(row.needs_a_person for row in rows)
    people = f"{len(rows)} learner{'s' * (len(rows) != 1)}"
    need = f"; {waiting} need{'s' * (waiting == 1)} a person" * bool(waiting)
    say(f"\n{people}: {counted}{need}")
    for file in files:
        say(f"  {file}")
