"""What an update would do to a project and each of its files, worked out in the scratch store."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from mlscaffold.git.plumbing import Entry, Scratch
from mlscaffold.update.apply import worktree
from mlscaffold.update.merge.merge import Left, Merged, counts, differences
from mlscaffold.update.merge.regions import Exercises, exercises, merge_around, stripped
from mlscaffold.update.merge.snapshot import Snapshot, differing

# Gets the merged pyproject.toml and the other files that locking reads; returns what it wrote.
Lock = Callable[[dict[str, bytes]], dict[str, bytes]]
LOCKED_FROM = ("pyproject.toml", "uv.lock", "README.md", "requirements.txt")
LARGEST = 200_000  # bytes of a file in which moved lines are looked for
SHORTEST = 12  # letters and digits; lines with fewer of them are everywhere

WORDS = {"A": "added", "M": "changed", "T": "changed", "R": "renamed", "D": "removed"}
RESOLVE = "then `git add` it"
ADVICE = {
    "CONFLICT (contents)": f"both changed the same lines: edit between the markers, {RESOLVE}",
    "CONFLICT (binary)": "both changed it; yours is in place: `git add` it, or take the template's"
    " with `git checkout --theirs`, then `git add` it",
    "CONFLICT (modify/delete)": "you changed it, the template removed it: `git add` keeps it,"
    " `git rm` removes it",
    "CONFLICT (rename/delete)": "you renamed it, the template removed it: `git add` keeps it,"
    " `git rm` removes it",
    "CONFLICT (rename/rename)": "both renamed it: `git add` the name you want, `git rm` the others",
    "CONFLICT (file/directory)": "one has a file where the other has a folder: rename one of them",
    "CONFLICT (distinct modes)": "a file on one side, a link on the other: keep one, remove the other",
}


@dataclass(frozen=True)
class Change:
    """One file of the project and what becomes of it."""

    path: str
    what: str  # added, changed, renamed, removed, kept or conflict
    was: str | None = None
    advice: str = ""
    added: int = 0
    removed: int = 0  # lines


@dataclass(frozen=True)
class Plan:
    """The merged project, and what that means for each file."""

    scratch: Scratch
    ours: Snapshot
    merged: Merged
    changes: tuple[Change, ...]
    rendered: str  # the template's new version, as it was rendered
    exercises: Exercises = field(default_factory=Exercises)

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
    new: Path | str,
    *,
    version: str,
    answers_file: str,
    lock: Lock | None = None,
    left: Left = ((), ()),
    in_work_tree: bool = True,
    detach: bool = False,
) -> Plan:
    """Merge the change from one rendered template, or its tree, to another into the project.

    To `detach` a project from its course, the new one has fences as well; they are taken away.
    """
    before, after = (
        each if isinstance(each, str) else scratch.tree_of(each) for each in (base, new)
    )
    # The label in conflicts is the name of a branch, which git takes.
    label = "template-" + re.sub(r"[^0-9A-Za-z.+_-]+|\.(?=\.|$)|\.lock$", "-", version)
    options = {"label": label, "answers": answers_file, "left": left}
    merged = merge_around(scratch, before, after, ours, detach=detach, **options)
    blocked: tuple[str, ...] = ()
    if in_work_tree:
        folder = scratch.repository.folder
        blocked = worktree.in_the_way(folder, ours.entries, merged.entries)
        merged = merged.edited(scratch, {path: ours.entries.get(path) for path in blocked})
    if lock:
        merged = locked(scratch, ours, merged, lock)
    found = changes(scratch, ours, merged, blocked)
    said = Exercises() if detach else exercises(scratch, before, after, ours)
    return Plan(scratch, ours, merged, found, stripped(scratch, after) if detach else after, said)


def locked(scratch: Scratch, ours: Snapshot, merged: Merged, lock: Lock) -> Merged:
    """A merge whose lock file fits its pyproject.toml; one in conflict waits for `--continue`."""
    is_new = "pyproject.toml" in differing(ours.entries, merged.entries) - merged.stages.keys()
    if not is_new or "uv.lock" not in merged.entries:
        return merged
    entries = {path: merged.entries[path] for path in LOCKED_FROM if path in merged.entries}
    texts = scratch.contents(entry.oid for entry in entries.values())
    written = lock({path: texts[entry.oid] for path, entry in entries.items()})
    changed = ((path, text) for path, text in written.items() if path not in merged.stages)
    return merged.edited(scratch, {p: Entry("100644", scratch.blob(text)) for p, text in changed})


def changes(
    scratch: Scratch, ours: Snapshot, merged: Merged, in_the_way: Iterable[str]
) -> tuple[Change, ...]:
    """Every file that the update touches, keeps or leaves to a person; those to decide on first."""
    lines = counts(scratch, ours.tree, merged.tree)
    found = kept(scratch.repository.folder, merged, in_the_way)
    for path in merged.stages:
        said = advice(path, merged) + whereto(scratch, path, merged)
        found.append(Change(path, "conflict", None, said, *lines.get(path, ())))
    for difference in differences(scratch, ours.tree, merged.tree):
        if difference[2] not in merged.stages:
            found.append(changed(*difference, *lines.get(difference[2], ())))
    return tuple(sorted(found, key=lambda change: (change.what != "conflict", change.path)))


def changed(status: str, was: str, path: str, added: int = 0, removed: int = 0) -> Change:
    """A difference between two trees as a change of one file."""
    return Change(path, WORDS[status], was if was != path else None, "", added, removed)


def kept(folder: Path, merged: Merged, in_the_way: Iterable[str]) -> list[Change]:
    """Files that stay as the user has them, though the template changed them."""
    unknown = "git does not know yours, so it was left alone and the template's is not written"
    found = [Change(path, "kept", advice=unknown) for path in in_the_way]
    for path in merged.kept_deleted:
        named = {path, *(each for m in merged.messages if path in m.paths for each in m.paths)}
        here = sorted(each for each in named if os.path.lexists(folder / each))
        said = "you deleted it; the template changed it; it stays deleted"
        if here:
            said = f"git ignores your {' and '.join(here)}, so it was left alone; to have the template's"
            said += f" news: git add --force {' '.join(here)}, commit, update again"
        found.append(Change(path, "kept", advice=said))
    return found


def advice(path: str, merged: Merged) -> str:
    """What to do about a file in conflict; git's own words where we have none."""
    about = [message for message in merged.messages if path in message.paths]
    conflicts = [message for message in about if message.kind.startswith("CONFLICT")]
    if set(merged.stages[path]) == {2, 3} and any("add/add" in each.text for each in conflicts):
        return f"you and the template both added it: edit between the markers, {RESOLVE}"
    said = (ADVICE.get(each.kind, f"{each.text}; resolve it, {RESOLVE}") for each in conflicts)
    return next(said, f"resolve it, {RESOLVE}")


def whereto(scratch: Scratch, path: str, merged: Merged) -> str:
    """Where lines of a file in conflict are now, if the project changed and the template moved them."""
    stages = merged.stages[path]
    if not {1, 2} <= stages.keys() or not all(each.is_file for each in stages.values()):
        return ""
    others = (differing(merged.base, merged.new) & merged.new.keys()) - {path}
    sides = [[tree[each] for each in others if each in tree] for tree in (merged.base, merged.new)]
    oids = [each.oid for each in (*stages.values(), *sides[0], *sides[1]) if each.is_file]
    texts = {oid: lines(text) for oid, text in scratch.contents(oids).items()}

    def at(entry: Entry | None) -> set[str]:
        return set(texts.get(entry.oid, ()) if entry else ())

    gone = touched(texts[stages[1].oid], texts[stages[2].oid]) - at(stages.get(3))
    came = {each: gone & at(merged.new[each]) - at(merged.base.get(each)) for each in others}
    most = max(map(len, came.values()), default=0)
    places = sorted(f"`{each}`" for each, found in came.items() if most and len(found) == most)
    moved = f"; the template moved lines that you changed to {' and '.join(places[:2])}"
    return moved if places else ""


def lines(text: bytes) -> list[str]:
    """The lines of a text, without blanks around them; of what is large or no text, none."""
    if len(text) > LARGEST or b"\0" in text:
        return []
    return [line.strip() for line in text.decode("utf-8", "replace").splitlines()]


def touched(base: list[str], ours: list[str]) -> set[str]:
    """The lines of `base` that were changed or removed, and those beside them, if they tell."""
    found = {line[1:] for line in list(unified_diff(base, ours, n=1))[2:] if line[0] in "- "}
    return {line for line in found if sum(map(str.isalnum, line)) >= SHORTEST}
