"""What an update would do to a project, worked out in the scratch store: nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.git.plumbing import Entry, Scratch
from mlscaffold.update.apply import worktree
from mlscaffold.update.merge.changes import Change, changes
from mlscaffold.update.merge.merge import Left, Merged, merge
from mlscaffold.update.merge.snapshot import Snapshot

# Gets the merged pyproject.toml and the other files that locking reads; returns what it wrote.
Lock = Callable[[dict[str, bytes]], dict[str, bytes]]
NOTHING = Left()
LOCKED_FROM = ("pyproject.toml", "uv.lock", "README.md", "requirements.txt")


@dataclass(frozen=True)
class Plan:
    """The merged project, and what that means for each file."""

    scratch: Scratch
    ours: Snapshot
    merged: Merged
    changes: tuple[Change, ...]
    rendered: str  # the template's new version, as it was rendered

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What a person must decide."""
        return tuple(change for change in self.changes if change.what == "conflict")

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.merged.tree == self.ours.tree and not self.conflicts

    def diff(self, *options: str) -> bytes:
        """The change of the project's files as a diff."""
        prefix = self.scratch.repository.prefix
        shown = [f"--src-prefix=a/{prefix}", f"--dst-prefix=b/{prefix}"]
        command = ["diff", "-M", "--no-ext-diff", "--no-color", *shown, *options]
        return self.scratch.git(*command, self.ours.tree, self.merged.tree)


def plan(
    scratch: Scratch,
    ours: Snapshot,
    base: Path | str,
    new: Path,
    *,
    version: str,
    answers_file: str,
    lock: Lock | None = None,
    left: Left = NOTHING,
    in_work_tree: bool = True,
) -> Plan:
    """Merge the change from one rendered template, or its tree, to another into the project."""
    before = base if isinstance(base, str) else scratch.tree_of(base)
    after = scratch.tree_of(new)
    merged = merge(
        scratch, before, after, ours, label=label(version), answers=answers_file, left=left
    )
    blocked: tuple[str, ...] = ()
    if in_work_tree:
        folder = scratch.repository.folder
        blocked = worktree.in_the_way(folder, ours.entries, merged.entries)
        merged = without(scratch, ours, merged, blocked)
    if lock:
        merged = locked(scratch, ours, merged, lock)
    return Plan(scratch, ours, merged, changes(scratch, ours, merged, blocked), after)


def label(version: str) -> str:
    """What the template's side of a conflict is called."""
    return "template-" + re.sub(r"[^0-9A-Za-z.+_-]+|\.(?=\.|$)|\.lock$", "-", version)


def without(scratch: Scratch, ours: Snapshot, merged: Merged, paths: tuple[str, ...]) -> Merged:
    """A merge that leaves some paths as the project has them."""
    return edited(
        scratch,
        replace(merged, stages={p: each for p, each in merged.stages.items() if p not in paths}),
        {path: ours.entries.get(path) for path in paths},
    )


def edited(scratch: Scratch, merged: Merged, entries: dict[str, Entry | None]) -> Merged:
    """A merge with other results at some paths."""
    if not entries:
        return merged
    tree = scratch.changed(merged.tree, entries)
    return replace(merged, tree=tree, entries=scratch.entries(tree))


def locked(scratch: Scratch, ours: Snapshot, merged: Merged, lock: Lock) -> Merged:
    """A merge whose lock file fits its pyproject.toml; one in conflict waits for `--continue`."""
    name = "pyproject.toml"
    before, after = (each.get(name) for each in (ours.entries, merged.entries))
    if before == after or name in merged.stages or "uv.lock" not in merged.entries:
        return merged
    entries = {path: merged.entries[path] for path in LOCKED_FROM if path in merged.entries}
    texts = scratch.contents(entry.oid for entry in entries.values())
    written = lock({path: texts[entry.oid] for path, entry in entries.items()})
    mode = "100644"
    changed = {path: Entry(mode, scratch.blob(text)) for path, text in written.items()}
    return edited(scratch, merged, {**changed})
