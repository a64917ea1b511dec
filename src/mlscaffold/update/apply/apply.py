"""A plan becomes true, whole or not at all; an interrupted one is undone or finished; abort."""

import shutil
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import ended
from mlscaffold.git.plumbing import Entry, Repository
from mlscaffold.process import undisturbed
from mlscaffold.update.apply import journal as record
from mlscaffold.update.apply import worktree
from mlscaffold.update.apply.journal import APPLYING, Journal, Touched
from mlscaffold.update.apply.recovery import At, finish, nothing, recover
from mlscaffold.update.merge import snapshot as snapshots
from mlscaffold.update.merge.plan import Plan
from mlscaffold.update.merge.snapshot import differing


def apply(plan: Plan, version: str, message: str, *, at: At = nothing) -> Journal:
    """Put the merged files and index in place; whatever fails, the project is as before."""
    repository = plan.scratch.repository
    with record.alone(repository):
        recover(repository)
        try:
            record.lock_index(repository)
            at("index locked")
            if snapshots.take(plan.scratch).tree != plan.ours.tree:
                hint = "nothing was changed; run the update again"
                raise UsageError("the project's files changed since the preview", hint)
            prepared = prepare(plan, version, message, at=at)
            # What was prepared becomes the journal: from here on an interruption is undone.
            shutil.rmtree(record.place(repository), ignore_errors=True)
            at("old journal removed")
            (repository.git_dir / record.PREPARING).replace(record.place(repository))
            at("journal written")
            replace_files(repository, prepared, at=at)
            return finish(repository, prepared, at=at)
        except BaseException as error:
            with undisturbed():
                error.add_note(recover(repository) or "the project is as before")
            raise


def prepare(plan: Plan, version: str, message: str, *, at: At) -> Journal:
    """Make everything ready outside the work tree: new files, copies of old ones, both indexes."""
    repository, merged = plan.scratch.repository, plan.merged
    folder = repository.git_dir / record.PREPARING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # Those in conflict as well, which a person will change.
    paths = differing(plan.ours.entries, merged.entries)
    paths |= merged.stages.keys() & plan.ours.entries.keys()
    stage_files(plan, paths & merged.entries.keys(), folder / "after")
    at("new files staged")
    numbered = enumerate(sorted(paths))
    touched = tuple(saved(repository, path, number, folder) for number, path in numbered)
    at("old files saved")
    head = record.head(repository)
    record.keep(plan.scratch, plan.ours.tree, record.BEFORE, head, "Before mlscaffold update")
    at("objects kept")
    index_after = indexes(plan, paths, folder)
    facts = (version, index_after, touched, tuple(sorted(merged.stages)), message)
    prepared = Journal(APPLYING, head, repository.prefix, *facts)
    prepared.write(folder)
    return prepared


def stage_files(plan: Plan, paths: set[str], folder: Path) -> None:
    """Write merged files as git would check them out, in a folder of their own."""
    scratch, repository = plan.scratch, plan.scratch.repository
    folder.mkdir()
    prefix = [f"--prefix={repository.prefix}"] if repository.prefix else []
    scratch.git("read-tree", *prefix, plan.merged.tree, index="staged")
    names = ended(repository.prefix + path for path in sorted(paths))
    options = ("checkout-index", f"--prefix={folder}/", "-z", "--stdin")
    scratch.git(*options, index="staged", work_tree=repository.top, stdin=names)


def saved(repository: Repository, path: str, number: int, folder: Path) -> Touched:
    """A file's state before and after; the old one is kept in the journal."""
    backup, staged = f"before-{number}", f"after/{repository.prefix}{path}"
    old, new = repository.folder / path, folder / staged
    before, after = worktree.state(old), worktree.state(new)
    if before not in worktree.NO_FILE:
        worktree.twin(old, folder / backup)
    if before.startswith("file") and after.startswith("file"):
        # The old one's permissions, but for the executable bit, which is merged.
        runs = 0o111 if new.stat().st_mode & 0o100 else 0
        readers = old.stat().st_mode & 0o666
        new.chmod(readers | (runs & (readers >> 2)))
    is_kept, comes = (state not in worktree.NO_FILE for state in (before, after))
    return Touched(path, before, after, backup * is_kept, staged * comes)


def indexes(plan: Plan, touched: set[str], folder: Path) -> str:
    """Write the index as it is, and as it will be with the template's files; the latter's state."""
    scratch, repository, merged = plan.scratch, plan.scratch.repository, plan.merged
    if repository.index.exists():
        shutil.copy2(repository.index, folder / "index.before")
        shutil.copy2(repository.index, scratch.index("after"))
    changed = differing(merged.base, merged.new) & merged.entries.keys()
    paths = sorted(touched | changed | merged.stages.keys())
    # Out with all stages first: what is added does not take those of a conflict away.
    entries: list[tuple[str, Entry | None, int]] = [(path, None, 0) for path in paths]
    for path in paths:
        entries += [(path, entry, stage) for stage, entry in merged.at(path).items()]
    there = ((repository.prefix + path, entry, stage) for path, entry, stage in entries)
    scratch.update_index("after", there)
    shutil.copy2(scratch.index("after"), folder / "index.after")
    return worktree.state(folder / "index.after")


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
