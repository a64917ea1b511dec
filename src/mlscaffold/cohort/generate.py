"""`cohort generate` and `cohort push`: every learner's first commit, and where it goes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.cohort import remotes, variation
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.jobs import How, for_each
from mlscaffold.cohort.journal import Journal
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.roster import Learner
from mlscaffold.cohort.starters import Starters, starters_of
from mlscaffold.cohort.store import GIVEN, HEAD, Starter, Store, store_of
from mlscaffold.errors import UsageError
from mlscaffold.git.calls import demand

FOLDERS = "folders"  # of learners who have no repository elsewhere


def generate(course: Course, learners: Sequence[Learner], how: How) -> list[Row]:
    """Make the first commit of every learner who was not given theirs yet."""
    variation.check(course)
    journal, store = Journal(course.folder), store_of(course.state, course.title)
    given, sent = store.commits(GIVEN), journal.last("push")
    check_address(course, learners)
    fresh = [each for each in learners if each.id not in given or each.id not in sent]
    if fresh:
        with starters_of(course, store, how.step) as made:
            with how.step("Making the starter"):
                tree = made.starter()
            if not how.dry_run:
                store.start(starter_of(made, tree, each) for each in fresh)
    rows = [made_row(course, each, each in fresh, how.dry_run) for each in learners]
    for row in rows:
        if row.state == "clean" and not how.dry_run:
            journal.append(row.id, "generate", version=course.version, week=course.week)
        how.tell(row)
    return rows


def check_address(course: Course, learners: Sequence[Learner]) -> None:
    """Refuse a template that only this machine has, where learners are elsewhere: they update from it."""
    is_here = (course.folder / course.template).exists()
    if is_here and any(each.remote and not remotes.is_folder(each.remote) for each in learners):
        message = (
            f"the template `{course.template}` is a folder, which learners elsewhere do not have"
        )
        raise UsageError(message, "push it to a host, and give its address in course.toml")


def made_row(course: Course, learner: Learner, is_fresh: bool, dry_run: bool) -> Row:
    """What was done for a learner."""
    detail = "was given theirs before"
    if is_fresh:
        detail = "a starter would be made" if dry_run else "has a starter"
    state, where = "clean" if is_fresh else "up to date", (learner.section, learner.team)
    return Row(learner.id, *where, course.version, state=state, detail=detail)


def starter_of(made: Starters, tree: str, learner: Learner) -> Starter:
    """What a learner is given: of the day, so that a run that was cut off goes on with the same."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    course = made.course
    files = made.placed(tree, variation.facts(course, learner.id))
    message = f"Start: {course.title}\n\nTemplate {course.version}\n"
    return Starter(learner.id, tree, files, message, int(today.timestamp()))


def push(course: Course, learners: Sequence[Learner], how: How) -> list[Row]:
    """Put each first commit into its learner's repository; never over anything that is there."""
    journal, store = Journal(course.folder), store_of(course.state, course.title)
    given, before = store.commits(GIVEN), journal.last("push")

    def pushed(learner: Learner) -> Row:
        if learner.id not in given:
            return Row(
                learner.id, state="failed", detail="has no starter: mlscaffold cohort generate"
            )
        # A store that was lost is made anew, with other commits than those that were pushed.
        known = (given[learner.id], before.get(learner.id, {}).get("commit", ""))
        row = sent(course, store, learner, known, dry_run=how.dry_run)
        if not how.dry_run and row.state in ("clean", "up to date"):
            journal.append(learner.id, "push", commit=given[learner.id])
        return row

    return for_each(learners, pushed, how)


def sent(
    course: Course, store: Store, learner: Learner, known: tuple[str, ...], *, dry_run: bool
) -> Row:
    """The first of the `known` commits in its place, or why not."""
    commit = known[0]
    remote, place = remote_of(course, learner), shown(course, learner)
    row = Row(learner.id, version=course.version, detail=f"in {place}")
    is_handed_out = not learner.remote and not Path(remote).exists()
    if found := "" if is_handed_out else remotes.tip(store, remote, course.branch):
        remotes.fetch(store, learner.id, remote, course.branch, HEAD)
        if any(store.is_within(each, found) for each in known if each):
            return row
        detail = f"its branch {course.branch} has other work, which was left alone"
        return replace(row, state="failed", detail=detail)
    if not dry_run and is_handed_out:
        hand_out(store, commit, Path(remote), course.branch)
    elif not dry_run:
        remotes.push(store, remote, commit, course.branch)
    detail = f"{'would go to' if dry_run else 'given to'} {place}"
    return replace(row, state="clean", detail=detail)


def hand_out(store: Store, commit: str, folder: Path, branch: str) -> None:
    """Make a repository with a first commit: a folder, for a learner who has none elsewhere."""
    folder.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".making-") as name:
        new = Path(name, folder.name)
        new.mkdir()
        git = ["init", "--quiet", "--object-format=sha1", f"--initial-branch={branch}", "."]
        demand(git, cwd=new)
        demand(["fetch", "--quiet", "--no-tags", "--", str(store.folder), commit], cwd=new)
        demand(["reset", "--quiet", "--hard", commit], cwd=new)
        new.rename(folder)


def remote_of(course: Course, learner: Learner) -> str:
    """A learner's repository, as git takes it."""
    return learner.remote or str((course.folder / FOLDERS / learner.id).resolve())


def shown(course: Course, learner: Learner) -> str:
    """Where a learner's repository is, in a message."""
    return learner.remote or f"{FOLDERS}/{learner.id}"
