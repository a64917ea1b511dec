"""A plan becomes true, whole or not at all; an interrupted one is undone or finished; abort."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.plumbing import Entry, Repository, Scratch
from mlscaffold.process import undisturbed
from mlscaffold.update.apply import journal as record
from mlscaffold.update.apply import worktree
from mlscaffold.update.apply.journal import APPLYING, Journal, Touched
from mlscaffold.update.apply.recovery import At, checksum, finish, nothing, recover
from mlscaffold.update.merge import snapshot as snapshots
from mlscaffold.update.merge.merge import Merged
from mlscaffold.update.merge.snapshot import Snapshot


@dataclass(frozen=True)
class Work:
    """What is to be applied to which project."""

    scratch: Scratch
    ours: Snapshot
    merged: Merged
    version: str
    message: str


def apply(work: Work, *, at: At = nothing) -> Journal:
    """Put the merged files and index in place; whatever fails, the project is as before."""
    repository = work.scratch.repository
    with record.alone(repository):
        recover(repository)
        try:
            record.lock_index(repository)
            at("index locked")
            check_unchanged(work)
            prepared = prepare(work, at=at)
            begin(repository, at=at)
            replace_files(repository, prepared, at=at)
            return finish(repository, prepared, at=at)
        except BaseException as error:
            with undisturbed():
                error.add_note(recover(repository) or "the project is as before")
            raise


def check_unchanged(work: Work) -> None:
    """Refuse when the project is no longer what the preview showed."""
    if snapshots.take(work.scratch).tree != work.ours.tree:
        hint = "nothing was changed; run the update again"
        raise UsageError("the project's files changed since the preview", hint)


def prepare(work: Work, *, at: At) -> Journal:
    """Make everything ready outside the work tree: new files, copies of old ones, both indexes."""
    repository = work.scratch.repository
    folder = repository.git_dir / record.PREPARING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    paths = sorted(touched_paths(work))
    stage_files(work, [path for path in paths if path in work.merged.entries], folder / "after")
    at("new files staged")
    touched = tuple(saved(repository, path, number, folder) for number, path in enumerate(paths))
    at("old files saved")
    head = record.head(repository)
    keep_before(work, head)
    at("objects kept")
    index_after = indexes(work, folder)
    conflicts = tuple(sorted(work.merged.stages))
    facts = (work.version, index_after, touched, conflicts, work.message)
    prepared = Journal(APPLYING, head, repository.prefix, *facts)
    prepared.write(folder)
    return prepared


def touched_paths(work: Work) -> set[str]:
    """Files whose content, kind or mode changes, and those in conflict, which a person will change."""
    ours, merged = work.ours.entries, work.merged.entries
    changed = {path for path in ours.keys() | merged.keys() if ours.get(path) != merged.get(path)}
    return changed | (work.merged.stages.keys() & ours.keys())


def stage_files(work: Work, paths: list[str], folder: Path) -> None:
    """Write merged files as git would check them out, in a folder of their own."""
    scratch, repository = work.scratch, work.scratch.repository
    folder.mkdir()
    prefix = [f"--prefix={repository.prefix}"] if repository.prefix else []
    scratch.index("after").unlink(missing_ok=True)
    scratch.git("read-tree", *prefix, work.merged.tree, index="after")
    names = b"".join(
        (repository.prefix + path).encode("utf-8", "surrogateescape") + b"\0" for path in paths
    )
    options = ("checkout-index", f"--prefix={folder}/", "-z", "--stdin")
    scratch.git(*options, index="after", work_tree=repository.top, stdin=names)


def saved(repository: Repository, path: str, number: int, folder: Path) -> Touched:
    """A file's state before and after; the old one is kept in the journal."""
    old, new = repository.folder / path, folder / "after" / (repository.prefix + path)
    before, after = worktree.state(old), worktree.state(new)
    backup = f"before-{number}"
    if before in (worktree.ABSENT, "folder"):
        backup = ""
    else:
        worktree.twin(old, folder / backup)
        if not old.is_symlink() and not new.is_symlink() and new.exists():
            keep_permissions(old, new)
    staged = f"after/{repository.prefix}{path}" if after not in (worktree.ABSENT, "folder") else ""
    return Touched(path, before, after, backup, staged)


def keep_permissions(old: Path, new: Path) -> None:
    """Give the new file the old one's permissions, but for the executable bit, which is merged."""
    runs = 0o111 if new.stat().st_mode & 0o100 else 0
    readers = old.stat().st_mode & 0o666
    new.chmod(readers | (runs & (readers >> 2)))


def keep_before(work: Work, head: str) -> None:
    """Keep the project as it is, work that is not committed included, as a commit of its own."""
    scratch = work.scratch
    parents = [head] if head else []
    before = scratch.commit(work.ours.tree, parents, "Before mlscaffold update")
    scratch.keep()
    record.set_reference(scratch.repository, record.BEFORE, before)


def indexes(work: Work, folder: Path) -> str:
    """Write the index as it is and as it will be; return the checksum of the latter."""
    scratch, repository = work.scratch, work.scratch.repository
    if repository.index.exists():
        shutil.copy2(repository.index, folder / "index.before")
        shutil.copy2(repository.index, scratch.index("after"))
    else:
        scratch.index("after").unlink(missing_ok=True)
    scratch.update_index("after", index_lines(work))
    shutil.copy2(scratch.index("after"), folder / "index.after")
    return checksum(folder / "index.after")


def index_lines(work: Work) -> list[str]:
    """What changes in the index: the template's files, and three stages where there is conflict."""
    merged, prefix = work.merged, work.scratch.repository.prefix
    zero = "0" * (64 if work.scratch.repository.hash == "sha256" else 40)
    changed = {
        path
        for path in merged.base.keys() | merged.new.keys()
        if merged.base.get(path) != merged.new.get(path)
    } & merged.entries.keys()
    removed, added = [], []
    for path in sorted(touched_paths(work) | changed | merged.stages.keys()):
        entry = merged.entries.get(path)
        if path in merged.stages or entry is None:
            removed.append(f"0 {zero}\t{prefix}{path}")
        if path not in merged.stages and entry is not None:
            added.append(stage_line(entry, 0, prefix + path))
        stages = merged.stages.get(path, {})
        added += [stage_line(each, number, prefix + path) for number, each in stages.items()]
    return removed + added


def stage_line(entry: Entry, stage: int, path: str) -> str:
    """An entry as `git update-index --index-info` reads it."""
    return f"{entry.mode} {entry.oid} {stage}\t{path}"


def begin(repository: Repository, *, at: At) -> None:
    """Turn what was prepared into the journal: from here on an interruption is undone."""
    shutil.rmtree(record.place(repository), ignore_errors=True)
    at("old journal removed")
    (repository.git_dir / record.PREPARING).replace(record.place(repository))
    at("journal written")


def replace_files(repository: Repository, journal: Journal, *, at: At) -> None:
    """Take away what goes, then put what comes, file by file."""
    store = record.place(repository)
    gone = [each.path for each in journal.touched if not each.staged]
    for path in gone:
        worktree.remove(repository.folder / path)
        at(f"removed {path}")
    worktree.prune(repository.folder, gone)
    for each in journal.touched:
        if each.staged:
            worktree.put(store / each.staged, repository.folder / each.path)
            at(f"written {each.path}")
