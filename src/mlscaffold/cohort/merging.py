"""The update of one learner's project: fetched, merged in a scratch store, committed there, delivered."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.cohort import deliver, remotes, variation
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import remote_of
from mlscaffold.cohort.look import Project, look
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.roster import Learner
from mlscaffold.cohort.starters import Answers, Change, Starters
from mlscaffold.cohort.store import HEAD, UPDATE
from mlscaffold.git.calls import demand
from mlscaffold.git.plumbing import Entry, Scratch
from mlscaffold.template.recorded import ANSWERS_FILE, Recorded
from mlscaffold.template.versions import is_older
from mlscaffold.update.merge.plan import Plan, plan
from mlscaffold.update.update import commit_message

OPENING = b"<<<<<<< "
LEFT = "it was detached from the course"
NO_ANSWERS = f"its {ANSWERS_FILE} is missing, or cannot be read"


@dataclass
class Update:
    """The update of one learner's project; `head` and `commit` are what it found and made."""

    made: Starters
    learner: Learner
    revealed: tuple[str, ...]
    dry_run: bool
    head: str = ""
    commit: str = ""

    def row(self) -> Row:
        """Fetch, merge, deliver; what came of it."""
        made, course = self.made, self.made.course
        remote = remote_of(course, self.learner)
        if remotes.is_folder(remote) and not Path(remote).exists():
            return Row(self.learner.id, state="remote missing", detail="there is no such folder")
        self.head = remotes.fetch(made.store, self.learner.id, remote, course.branch, HEAD)
        with TemporaryDirectory(prefix="mlscaffold-") as name:
            scratch = Scratch(made.store.repository, Path(name))
            project = look(made.store, scratch, self.head)
            row = project.row(course, self.learner.id)
            if project.before is None or (why := self.strange(project.before)):
                detail = NO_ANSWERS if project.before is None else why
                state = "up to date" if detail == LEFT else "unknown base"
                return replace(row, state=state, detail=detail)
            if is_older(course.version, project.before.version):
                detail = f"is newer than {course.version} of course.toml: going back is no update"
                return replace(row, state="failed", detail=detail)
            answers = self.shared(project.before.answers)
            change = made.once(
                made.change, project.before.version, answers, course.version, self.revealed
            )
            if (change.answers, course.version) == (answers, project.before.version):
                return row
            if deliver.is_dirty(scratch, remote, course.branch, project.commit):
                detail = "work that is not committed lies in its folder"
                return replace(row, state="dirty", detail=detail)
            return self.merged(row, scratch, project, change)

    def strange(self, before: Recorded) -> str:
        """Why a project cannot be told to come from this course; empty when it can."""
        made = self.made
        if before.answers.get("variant") == "own":
            return LEFT
        if before.address != made.address:
            return f"it says that it comes from `{before.address}`"
        if not made.once(made.origin).knows(before.version):
            return f"it says that it has version {before.version}, which there is not"
        if before.answers.get("other_parts"):
            return "it has parts from elsewhere"
        for key in ("exercises", "revealed"):
            if not is_list_of_names(before.answers.get(key)):
                return f"`{key}` in its {ANSWERS_FILE} is no list of names"
        if before.answers.get("variant") != "starter":
            return "it is no starter"
        return ""

    def shared(self, answers: Answers) -> Answers:
        """A project's answers without what is the learner's alone."""
        return answers | variation.answers(self.made.course)

    def merged(self, row: Row, scratch: Scratch, project: Project, change: Change) -> Row:
        """Merge an update into a project and deliver it; what is in conflict is not delivered."""
        found = self.plan(scratch, project, change)
        if found.is_empty:
            return row
        row = self.judged(row, scratch, found)
        if found.conflicts or self.dry_run:
            return row
        last = self.made.store.commits(UPDATE, self.learner.id).get(self.learner.id, "")
        self.commit = self.committed(scratch, project, change, found)
        given = (self.learner, self.branch, self.commit, last)
        where = deliver.delivered(self.made.store, self.made.course, *given)
        return replace(row, detail="; ".join([*filter(None, [row.detail]), where]))

    def plan(self, scratch: Scratch, project: Project, change: Change) -> Plan:
        """The merge of an update into a project."""
        course, made = self.made.course, self.made
        facts = variation.facts(course, self.learner.id)
        return plan(
            scratch,
            project.snapshot,
            placed(scratch, made, change.base, facts),
            placed(scratch, made, change.new, facts),
            version=course.version,
            answers_file=ANSWERS_FILE,
            lock=partial(made.locked, change.template),
            left=change.left,
            in_work_tree=False,
        )

    def judged(self, row: Row, scratch: Scratch, found: Plan) -> Row:
        """How a merge went, in the words of a report."""
        changed, gone = found.exercises.changed, found.exercises.unfenced
        words = [f"no fences, or several, around {', '.join(gone)}"] if gone else []
        if found.conflicts:
            words.append(f"theirs to resolve{by_command(self.made.course, row)}")
        elif gone:
            words.append("merged like other code")
        state = "exercise changed" if {*changed} & {*row.written} else "clean"
        state = "conflict" if found.conflicts else "fences removed" if gone else state
        lines = tuple(sorted(in_conflict(scratch, found)))
        return replace(row, state=state, changed=changed, conflicts=lines, detail="; ".join(words))

    def committed(self, scratch: Scratch, project: Project, change: Change, found: Plan) -> str:
        """The merged project as a commit on the learner's last one; the same however often it is made."""
        course, store = self.made.course, self.made.store
        title = f"Update to week {course.week} of {course.title}"
        news = [f"Exercises with a new text or new tests: {', '.join(found.exercises.changed)}"]
        new = [each for each in course.parts() if not project.has(each)]
        news = news * bool(found.exercises.changed) + [f"New parts: {', '.join(new)}"] * bool(new)
        message = commit_message(title, "\n\n".join([*news, change.news]), found)
        variables = scratch.variables("none") | store.as_author(project.seconds)
        command = ["commit-tree", found.merged.tree, "-p", project.commit]
        output = demand(
            command,
            cwd=store.folder,
            variables=variables,
            stdin=message.encode("utf-8", "surrogateescape"),
        )
        commit = output.decode().strip()
        scratch.keep(f"refs/learners/{self.learner.id}/{UPDATE}", commit)
        return commit

    @property
    def branch(self) -> str:
        """The branch that an update is delivered on."""
        course = self.made.course
        solutions = f"-solutions-{len(self.revealed)}" if self.revealed else ""
        return f"course/{course.version}-week-{course.week}{solutions}"


def placed(scratch: Scratch, made: Starters, tree: str, facts: dict[str, str]) -> str:
    """A rendered tree with a learner's facts in their places."""
    files = made.placed(tree, facts)
    return scratch.changed(
        tree, {path: Entry("100644", scratch.blob(text)) for path, text in files.items()}
    )


def by_command(course: Course, row: Row) -> str:
    """What a learner calls to have a conflict in their own folder, if it is there to be had."""
    new = [each for each in course.parts() if each not in row.parts]
    if row.version != course.version:
        return f": mlscaffold update --to {course.version}"
    return f": mlscaffold add {' '.join(new)}" if new else ""


def is_list_of_names(found: Any) -> bool:
    """Whether an answer is as the course gave it."""
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def in_conflict(scratch: Scratch, found: Plan) -> list[str]:
    """The files in conflict, each with the lines at which its conflicts begin."""
    entries = {each.path: found.merged.entries.get(each.path) for each in found.conflicts}
    texts = scratch.contents(each.oid for each in entries.values() if each and each.is_file)
    said = []
    for path, entry in entries.items():
        lines = texts.get(entry.oid, b"").split(b"\n") if entry else []
        starts = [str(n) for n, line in enumerate(lines, 1) if line.startswith(OPENING)]
        said.append(f"{path}:{','.join(starts)}" if starts else path)
    return said
