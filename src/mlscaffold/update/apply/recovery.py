"""What follows an update, or its interruption: finished or undone; `--abort` and `--continue`."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import Undecided, UsageError
from mlscaffold.git.calls import demand, fields
from mlscaffold.git.plumbing import Repository, Scratch
from mlscaffold.process import undisturbed
from mlscaffold.update.apply import journal as record
from mlscaffold.update.apply import worktree
from mlscaffold.update.apply.journal import APPLIED, APPLYING, CONFLICTS, UNDOING, Journal
from mlscaffold.update.merge import snapshot as snapshots
from mlscaffold.update.packages import relocked

At = Callable[[str], None]
MARKS = re.compile(rb"^(<<<<<<< yours|>>>>>>> template-)", re.MULTILINE)


def nothing(step: str) -> None:
    """Nobody watches the steps; tests do, to fail or to be killed at each."""


def finish(repository: Repository, journal: Journal, *, at: At = nothing) -> Journal:
    """Swap the index, prepare the commit message, and say in the journal that it is done."""
    store = record.place(repository)
    swap_index(repository, store / "index.after")
    at("index swapped")
    (repository.git_dir / "MERGE_MSG").write_text(journal.message, encoding="utf-8")
    at("message written")
    done = replace(journal, state=CONFLICTS if journal.conflicts else APPLIED)
    done.write(store)
    at("journal closed")
    shutil.rmtree(store / "after", ignore_errors=True)
    record.unlock_index(repository)
    return done


def swap_index(repository: Repository, source: Path) -> None:
    """Let a copy of an index become the repository's own at once, with its time."""
    # Git looks into files that are as new as their index; those of a newer one are unchanged to it.
    part = repository.git_dir / "mlscaffold-index"
    shutil.copy2(source, part)
    part.replace(repository.index)


def recover(repository: Repository) -> str:
    """After an interruption: undo or finish what was begun; return what was done, if anything."""
    journal = record.read(repository)
    said = ""
    if journal:
        repository = record.project_of(repository, journal)
    if journal and journal.state == UNDOING:
        undo(repository, journal)
        said = "an interrupted `update --abort` is finished: the project is as before the update"
    elif journal and journal.state == APPLYING:
        said = finish_or_undo(repository, journal)
    elif (repository.git_dir / record.PREPARING).exists():
        shutil.rmtree(repository.git_dir / record.PREPARING, ignore_errors=True)
        said = "an update was interrupted before it changed anything: the project is as before"
    record.unlock_index(repository)
    return said


def finish_or_undo(repository: Repository, journal: Journal) -> str:
    """An update whose index is in place is finished; any other is undone."""
    if journal.index_after == worktree.state(repository.index):
        finish(repository, journal)
        return "an interrupted update had been applied already: it is finished"
    left = edited_since(repository, journal)
    restore_files(repository, journal, leave=left)
    record.forget(repository)
    kept = f"; edited since and left alone: {', '.join(sorted(left))}" if left else ""
    return f"an interrupted update was undone: the project is as before{kept}"


def restore_files(repository: Repository, journal: Journal, *, leave: set[str]) -> None:
    """Put the old files back, but for some."""
    folder, store = repository.folder, record.place(repository)
    touched = [each for each in journal.touched if each.path not in leave]
    for each in touched:
        place = folder / each.path
        worktree.remove(worktree.part_of(place))
        if worktree.state(place) != each.before and not worktree.is_folder(place):
            worktree.remove(place)
    worktree.prune(folder, [each.path for each in touched if not each.backup])
    for each in touched:
        if each.backup and worktree.state(folder / each.path) != each.before:
            worktree.put(store / each.backup, folder / each.path)


def edited_since(repository: Repository, journal: Journal) -> set[str]:
    """Files of the update that are neither what they were before nor what it made of them."""
    now = ((each, worktree.state(repository.folder / each.path)) for each in journal.touched)
    expected = worktree.NO_FILE
    return {each.path for each, state in now if state not in (each.before, each.after, *expected)}


def abort(repository: Repository) -> tuple[str, ...]:
    """Undo the last update: every byte and the index. Returns what was edited since, kept aside."""
    with record.alone(repository):
        recover(repository)
        journal = record.read(repository)
        if journal is None:
            raise UsageError("no update is under way", "mlscaffold update")
        repository = record.project_of(repository, journal)
        if journal.head != record.head(repository):
            raise UsageError("the update has been committed", "undo it with git: git revert HEAD")
        record.lock_index(repository)
        with undisturbed():
            edited = edited_since(repository, journal)
            if edited:
                keep_as_it_is(repository, journal)
            replace(journal, state=UNDOING).write(record.place(repository))
            undo(repository, journal)
    return tuple(sorted(edited))


def keep_as_it_is(repository: Repository, journal: Journal) -> None:
    """Keep the project before it is undone, as a commit that `refs/mlscaffold/undone` names."""
    with TemporaryDirectory() as folder:
        scratch = Scratch(repository, Path(folder))
        now = snapshots.take(scratch, index=record.place(repository) / "index.before")
        said = "Before mlscaffold update --abort"
        record.keep(scratch, now.tree, record.UNDONE, journal.head, said)


def undo(repository: Repository, journal: Journal) -> None:
    """Restore files and index from the journal, then forget it."""
    store = record.place(repository)
    restore_files(repository, journal, leave=set())
    if (store / "index.before").exists():
        swap_index(repository, store / "index.before")
    else:
        repository.index.unlink(missing_ok=True)
    (repository.git_dir / "MERGE_MSG").unlink(missing_ok=True)
    record.forget(repository)
    record.unlock_index(repository)


def resolved(repository: Repository) -> tuple[Journal, list[str]]:
    """Check that nothing is left to resolve; lock the packages again if they were in conflict."""
    with record.alone(repository):
        recover(repository)
        journal = record.read(repository)
        if journal is None or journal.state != CONFLICTS:
            raise UsageError("no update waits for conflicts to be resolved", "mlscaffold update")
        repository = record.project_of(repository, journal)
        check_resolved(repository, journal)
        notes = relocked(repository.folder) if "pyproject.toml" in journal.conflicts else []
        done = replace(journal, state=APPLIED)
        done.write(record.place(repository))
    return done, notes


def check_resolved(repository: Repository, journal: Journal) -> None:
    """Refuse while paths are unmerged, or markers are left in files."""
    lines = fields(demand(["ls-files", "-u", "-z"], cwd=repository.folder))
    unmerged = sorted({line.partition("\t")[2] for line in lines})
    if unmerged:
        hint = "resolve them, then `git add` (or `git rm`) them; or `mlscaffold update --abort`"
        raise Undecided(f"in conflict: {', '.join(unmerged)}", hint)
    files = {path: repository.folder / path for path in journal.conflicts}
    written = {path: file.read_bytes() for path, file in files.items() if file.is_file()}
    marked = [path for path, text in written.items() if MARKS.search(text)]
    if marked:
        raise Undecided(f"markers are left in: {', '.join(marked)}", "edit, then `git add` them")
