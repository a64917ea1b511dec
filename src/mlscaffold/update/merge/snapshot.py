"""The project as it is now, work that is not committed included, as a tree in the scratch store."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import GitError, ended, fields
from mlscaffold.git.plumbing import Entries, Entry, Repository, Scratch

# Files that git does not know yet are part of the merge up to this size; larger ones are left alone.
LARGEST_UNTRACKED = 10_000_000  # bytes
UNDER_WAY = {"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert"}
UNDER_WAY |= {"rebase-merge": "rebase", "rebase-apply": "rebase"}


@dataclass(frozen=True)
class Snapshot:
    """The project's files."""

    tree: str
    entries: Entries


def differing(old: Entries, new: Entries) -> set[str]:
    """The paths at which two trees hold something else."""
    return {path for path, _ in old.items() ^ new.items()}


def check_ready(repository: Repository) -> None:
    """Refuse where git itself waits for the user to finish something."""
    for name, work in UNDER_WAY.items():
        if (repository.git_dir / name).exists():
            message = f"a {work} is under way in `{repository.top}`"
            raise UsageError(message, "finish or abort it first")


def take(scratch: Scratch, *, index: Path | None = None) -> Snapshot:
    """The project's files as git would commit them, with those that are not added yet."""
    source, copy = index or scratch.repository.index, scratch.index("ours")
    copy.unlink(missing_ok=True)
    if source.exists():
        # With its times: git trusts entries that are older than their index.
        shutil.copy2(source, copy)
    indexed, hidden = listed(scratch)
    change(scratch, hidden, "--no-assume-unchanged")
    change(scratch, hidden, "--no-skip-worktree")
    if indexed:
        scratch.git("add", "--update", ".", index="ours")
    change(scratch, untracked(scratch), "--add", "--remove")
    # Git writes no tree of a folder of which the index holds nothing.
    prefix, (found, _) = scratch.repository.prefix, listed(scratch)
    tree = scratch.written("ours", prefix) if found else scratch.git("mktree").decode().strip()
    return Snapshot(tree, scratch.entries(tree))


def listed(scratch: Scratch) -> tuple[Entries, list[str]]:
    """The index's entries of the project, and paths whose changes git was told to overlook."""
    entries, hidden = {}, []
    for line in fields(scratch.git("ls-files", "-s", "-v", "-z", index="ours")):
        facts, _, path = line.partition("\t")
        tag, mode, oid, stage = facts.split(" ")
        if stage != "0":
            hint = "resolve it and `git add` it, then try again"
            raise UsageError(f"`{path}` has a conflict that is not resolved", hint)
        entries[path] = Entry(mode, oid)
        if (tag == "S" or tag.islower()) and os.path.lexists(scratch.repository.folder / path):
            hidden.append(path)
    return entries, hidden


def untracked(scratch: Scratch) -> list[str]:
    """Files that git neither knows nor ignores, and can read; no repositories within."""
    folder = scratch.repository.folder
    options = ("ls-files", "--others", "--exclude-standard", "-z")
    paths = fields(scratch.git(*options, index="ours"))
    return [path for path in paths if not path.endswith("/") and is_readable(folder / path)]


def is_readable(path: Path) -> bool:
    """Whether a file can be part of the merge: a link always, itself."""
    fits = os.access(path, os.R_OK) and path.stat().st_size <= LARGEST_UNTRACKED
    return path.is_symlink() or fits


def change(scratch: Scratch, paths: list[str], *options: str) -> None:
    """Change the snapshot's index at some paths."""
    if paths:
        command = ("update-index", *options, "-z", "--stdin")
        scratch.git(*command, index="ours", stdin=ended(paths))


def committed(scratch: Scratch) -> Snapshot:
    """The project's files as they were committed last."""
    place = f"HEAD:{scratch.repository.prefix.rstrip('/')}"
    try:
        tree = scratch.git("rev-parse", "--verify", place).decode().strip()
    except GitError as error:
        raise UsageError("the project is not committed", "commit it first") from error
    return Snapshot(tree, scratch.entries(tree))
