"""What a course knows of one learner, taken out of all its files."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mlscaffold.cohort import roster, sheet
from mlscaffold.cohort.checks import remote_of
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import FOLDERS
from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.cohort.journal import Journal
from mlscaffold.cohort.report import NAME
from mlscaffold.cohort.store import store_of
from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean


def forget(course: Course, learner: str) -> list[str]:
    """Take a learner out of store, journal, reports, patches and roster; where something was.

    The roster comes last: until then the same call goes on where one was cut off.
    """
    if fault_of_id(learner):
        raise UsageError(f"`{learner}` is no id", f"`{course.roster}` has the ids")
    steps: dict[str, Callable[[], bool]] = {
        "the store": lambda: from_store(course, learner),
        "the journal": lambda: Journal(course.folder).forget(learner),
        "the reports": lambda: removed(reports_with(course, learner)),
        "the patches": lambda: removed([course.patches / f"{learner}.patch"]),
        "roster.csv": lambda: course.roster.exists() and roster.forget(course.roster, learner),
    }
    found = [where for where, step in steps.items() if step()]
    if not found:
        hint = did_you_mean(learner, remotes(course), f"`{course.roster}` has the ids")
        raise UsageError(f"nothing is known of `{learner}`", hint)
    return found


def from_store(course: Course, learner: str) -> bool:
    """Let go of a learner's commits, if there is a store."""
    if not (course.state / "store.git/HEAD").exists():
        return False
    store = store_of(course.state, course.title)
    is_there = bool(store.git("for-each-ref", f"refs/learners/{learner}/"))
    if is_there:
        store.forget(learner)
    return is_there


def reports_with(course: Course, learner: str) -> list[Path]:
    """The reports, if they speak of a learner, or if that cannot be seen: the next ones will not."""
    facts = course.reports / f"{NAME}.json"
    if facts.exists() and f'"id": "{learner}"'.encode() not in facts.read_bytes():
        return []
    return [course.reports / f"{NAME}.{ending}" for ending in ("html", "csv", "json")]


def removed(files: list[Path]) -> bool:
    """Take files away; whether there were any."""
    found = [file for file in files if file.exists()]
    for file in found:
        file.unlink()
    return bool(found)


def stays(course: Course, learner: str) -> list[str]:
    """What is not in the course's own files, and stays."""
    places = [remotes(course).get(learner, "")]
    folder = course.folder / FOLDERS / learner
    places += [str(folder)] if folder.exists() else []
    repositories = [f"the repository {place}" for place in places if place]
    return [*repositories, "clones, backups, and what was sent on"]


def remotes(course: Course) -> dict[str, str]:
    """Everybody's repository, whatever else is wrong with the roster; none where it must not be told."""
    people = sheet.read(course.roster).people if course.roster.exists() else ()
    found = {}
    for _, said in people:
        found[said["id"]] = ""
        with suppress(UsageError):
            found[said["id"]] = remote_of(said.get("remote", ""), course.folder)
    return found
