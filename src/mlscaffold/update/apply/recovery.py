"""What follows an update, or its interruption: finished or undone; abort."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import UsageError
from mlscaffold.git.plumbing import Repository, Scratch
from mlscaffold.process import undisturbed
from mlscaffold.update.apply import journal as record
from mlscaffold.update.apply import worktree
from mlscaffold.update.apply.journal import APPLIED, APPLYING, CONFLICTS, UNDOING, Journal
from mlscaffold.update.merge import snapshot as snapshots

At = Callable[[str], None]


def nothing(step: str) -> None:
    """Nobody watches the steps; tests do, to fail or to be killed at each."""


def checksum(file: Path) -> str:
    """SHA-256 of a file; empty when there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


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
    """Let a copy of an index become the repository's own at once, with its time.

    Git looks into files that are as new as their index; those of a newer one it takes for unchanged.
    """
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
    if journal.index_after == checksum(repository.index):
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
    expected = (worktree.ABSENT, "folder")
    now = {each: worktree.state(repository.folder / each.path) for each in journal.touched}
    return {
        each.path
        for each, state in now.items()
        if state not in (each.before, each.after, *expected)
    }


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
                keep_edited(repository, journal)
            replace(journal, state=UNDOING).write(record.place(repository))
            undo(repository, journal)
    return tuple(sorted(edited))


def keep_edited(repository: Repository, journal: Journal) -> None:
    """Keep the project as it is before it is undone, as a commit that `refs/mlscaffold/undone` names."""
    with TemporaryDirectory() as folder:
        scratch = Scratch(repository, Path(folder))
        index = record.place(repository) / "index.before"
        tree = snapshots.take(scratch, index=index).tree
        parents = [journal.head] if journal.head else []
        commit = scratch.commit(tree, parents, "Before mlscaffold update --abort")
        scratch.keep()
    record.set_reference(repository, record.UNDONE, commit)


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
