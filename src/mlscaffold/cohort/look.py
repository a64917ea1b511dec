"""What a learner's repository holds, read from git's objects alone: version, parts, exercises."""

from dataclasses import dataclass, replace

from mlscaffold.cohort.course import Course
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.store import Store
from mlscaffold.errors import UsageError
from mlscaffold.git.plumbing import Entries, Scratch
from mlscaffold.template import recorded
from mlscaffold.template.fences import is_open
from mlscaffold.template.recorded import ANSWERS_FILE, Recorded
from mlscaffold.update.merge.regions import LARGEST, contents, fenced
from mlscaffold.update.merge.snapshot import Snapshot

LONGEST = 200  # letters of a version or an address


@dataclass(frozen=True)
class Project:
    """A learner's project at a commit; what is `written` is not tested."""

    commit: str
    seconds: int  # of the commit, since 1970
    when: str
    snapshot: Snapshot
    before: Recorded | None  # None where it cannot be told
    written: tuple[str, ...]
    open: tuple[str, ...]

    def has(self, part: str) -> bool:
        """Whether it has a part."""
        return bool(self.before and self.before.answers.get(part) is True)

    def names(self, key: str) -> list[str]:
        """An answer that is a list of names, and nothing where it is not."""
        found = self.before.answers.get(key) if self.before else None
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def row(self, course: Course, learner: str) -> Row:
        """What a report says of it; of exercises, those that are due by now."""
        made, due = self.before, course.exercises()
        every = course.parts(len(course.weeks)) if made else ()
        gone = [each for each in due if made and each not in (*self.written, *self.open)]
        return Row(
            learner,
            detail=f"no fences, or several, around {', '.join(gone)}" if gone else "",
            version=made.version if made else "",
            parts=tuple(each for each in every if self.has(each)),
            written=tuple(each for each in due if each in self.written),
            open=tuple(each for each in due if each in self.open),
            last_commit=self.when,
        )


def look(store: Store, scratch: Scratch, commit: str) -> Project:
    """Read a commit; nothing of it is run or written to a disk."""
    tree = store.git("rev-parse", f"{commit}^{{tree}}").decode().strip()
    # Not `git log`, which a setting of this machine lets speak of signatures.
    asked = ("rev-list", "--max-count=1", "--no-commit-header", "--format=%ct %cI", commit)
    seconds, _, when = store.git(*asked).decode().strip().partition(" ")
    entries = scratch.entries(tree)
    found = contents(fenced(scratch, entries))
    undone = tuple(sorted(name for name, text in found.items() if is_open(name, text)))
    done = tuple(sorted(found.keys() - {*undone}))
    before = recorded_in(scratch, store, entries)
    return Project(commit, int(seconds or 0), when, Snapshot(tree, entries), before, done, undone)


def recorded_in(scratch: Scratch, store: Store, entries: Entries) -> Recorded | None:
    """What a project says of its making, if it says it so that it can be read."""
    entry = entries.get(ANSWERS_FILE)
    if entry is None or not entry.is_file:
        return None
    try:
        text = scratch.contents([entry.oid], largest=LARGEST)[entry.oid].decode("utf-8")
        found = recorded.read_text(text, store.folder, ANSWERS_FILE)
    except (UsageError, UnicodeDecodeError, KeyError):
        return None
    return replace(found, version=found.version[:LONGEST], address=found.address[:LONGEST])
