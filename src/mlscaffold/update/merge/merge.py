"""Git's three-way merge of trees: (template before, template after, project) → what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import call, fields
from mlscaffold.git.plumbing import Entries, Entry, Scratch
from mlscaffold.update.merge.align import aligned, with_comments
from mlscaffold.update.merge.snapshot import Snapshot

YOURS = "yours"
Stages = dict[str, dict[int, Entry]]
# Patterns of files that an update leaves alone: those that are there, and all of them.
Left = tuple[tuple[str, ...], tuple[str, ...]]
# Locked versions are worked out again, never merged by lines.
LOCKS = {"uv.lock"}
# Renames are always looked for, and files follow a folder that was renamed.
OPTIONS = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=true"]
OPTIONS += ["-c", "merge.renormalize=false", "-c", "diff.renames=true"]


@dataclass(frozen=True)
class Message:
    """What git says of the merge of some paths."""

    kind: str
    paths: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Merged:
    """The merged tree; at paths in conflict, `stages` has base (1), yours (2) and template (3)."""

    tree: str
    entries: Entries
    stages: Stages
    messages: tuple[Message, ...]
    base: Entries
    new: Entries
    kept_deleted: tuple[str, ...] = ()

    def at(self, path: str) -> dict[int, Entry]:
        """What the index will hold at a path: three stages at most, or the merged file as 0."""
        merged = self.entries.get(path)
        return self.stages.get(path) or ({0: merged} if merged else {})

    def edited(self, scratch: Scratch, changes: dict[str, Entry | None]) -> Self:
        """The same with other results at some paths, which are in conflict no longer."""
        tree = scratch.changed(self.tree, changes)
        stages = {path: each for path, each in self.stages.items() if path not in changes}
        return replace(self, tree=tree, entries=scratch.entries(tree), stages=stages)


def merge(
    scratch: Scratch, base: str, new: str, ours: Snapshot, *, label: str, answers: str, left: Left
) -> Merged:
    """Merge the template's change from `base` to `new` into the project."""
    base, new = comparable(scratch, base, new, ours, answers)
    base = without_left(scratch, base, new, ours, left)
    merged = merge_tree(scratch, base, new, ours.tree, label)
    gone = deleted_by_user(merged)
    return replace(merged.edited(scratch, dict.fromkeys(gone)), kept_deleted=gone)


def comparable(
    scratch: Scratch, base: str, new: str, ours: Snapshot, answers: str
) -> tuple[str, str]:
    """The template's trees without what is no change of the template's or of the user's."""
    before, after = scratch.entries(base), scratch.entries(new)
    in_base: dict[str, Entry | None] = dict.fromkeys(LOCKS & before.keys())
    known = before.keys() | ours.entries.keys()  # one that only the template had was deleted
    in_new: dict[str, Entry | None] = dict.fromkeys(LOCKS & after.keys() & known)
    if answers in ours.entries and answers in after:
        # Their format is ours; what they say was read before anything was rendered.
        mine, now = ours.entries[answers], after[answers]
        texts = scratch.contents([mine.oid, now.oid])
        text = with_comments(texts[mine.oid], texts[now.oid])
        in_base[answers], in_new[answers] = mine, Entry(now.mode, scratch.blob(text))
    for old, later, mine in same_files(scratch, base, new, ours):
        was, now = before[old], after[later]
        texts = scratch.contents([was.oid, now.oid, mine.oid])
        fitted = aligned(texts[mine.oid], texts[was.oid], texts[now.oid])
        if fitted != (texts[was.oid], texts[now.oid]):
            in_base[old] = Entry(was.mode, scratch.blob(fitted[0]))
            in_new[later] = Entry(now.mode, scratch.blob(fitted[1]))
    return scratch.changed(base, in_base), scratch.changed(new, in_new)


def without_left(scratch: Scratch, base: str, new: str, ours: Snapshot, left: Left) -> str:
    """The template's old tree, so that what it leaves to the project is no change of its own."""
    after, (if_there, always) = scratch.entries(new), left
    same = scratch.matching(new, if_there) & ours.entries.keys()
    same |= scratch.matching(new, always)
    gone = (scratch.matching(base, if_there + always) & ours.entries.keys()) - after.keys()
    return scratch.changed(base, {path: after.get(path) for path in same | gone})


def same_files(
    scratch: Scratch, base: str, new: str, ours: Snapshot
) -> Iterator[tuple[str, str, Entry]]:
    """Files that all three have and the user's side changed: both of the template's paths, ours."""
    after = scratch.entries(new)
    moved_here, moved_there = (
        {was: path for _, was, path in differences(scratch, base, side)}
        for side in (ours.tree, new)
    )
    for path, was in scratch.entries(base).items():
        mine, later = ours.entries.get(moved_here.get(path, path)), moved_there.get(path, path)
        now = after.get(later)
        if mine and now and mine.oid != was.oid and mine.is_file and was.is_file and now.is_file:
            yield path, later, mine


def differences(scratch: Scratch, old: str, new: str) -> list[tuple[str, str, str]]:
    """What differs between two trees: A, D, M, T or R, the path before and the path after."""
    options = ("diff-tree", "-r", "-z", "-M", "--name-status")
    parts = iter(fields(scratch.git(*options, old, new)))
    found = []
    for status in parts:
        was = next(parts)
        found.append((status[0], was, next(parts) if status[0] == "R" else was))
    return found


def counts(scratch: Scratch, old: str, new: str) -> dict[str, tuple[int, int]]:
    """How many lines of each file were added and removed between two trees."""
    parts = iter(fields(scratch.git("diff-tree", "-r", "-z", "-M", "--numstat", old, new)))
    found = {}
    for line in parts:
        added, removed, path = line.split("\t", 2)
        path = path or [next(parts), next(parts)][1]  # of a renamed file both names follow
        found[path] = tuple(int(each) if each.isdigit() else 0 for each in (added, removed))
    return found  # type: ignore[return-value]


def merge_tree(scratch: Scratch, base: str, new: str, ours: str, label: str) -> Merged:
    """`git merge-tree` in a repository of its own, whose branches give the markers their names."""
    root = scratch.commit(base, [], "template before")
    branches = {YOURS: scratch.commit(ours, [root], "project")}
    branches[label] = scratch.commit(new, [root], "template after")
    git_dir = merge_repository(scratch, branches, ours)
    command = [*OPTIONS, "merge-tree", "--write-tree", "-z", "--messages", *branches]
    variables = scratch.variables("none", git_dir)
    code, output, said = call(command, cwd=git_dir, variables=variables)
    if code not in (0, 1):
        reason = " ".join(said.split())[:300]
        raise UsageError(f"git could not merge: {reason}", "update needs git 2.38 or newer")
    tree, stages, messages = parsed(fields(output))
    entries, before, after = (scratch.entries(each) for each in (tree, base, new))
    return Merged(tree, entries, stages, messages, before, after)


def merge_repository(scratch: Scratch, branches: dict[str, str], ours: str) -> Path:
    """An empty repository with two branches and the project's own rules for merging."""
    git_dir = scratch.folder / f"merge-{len(list(scratch.folder.iterdir()))}.git"
    for name in ("objects", "refs/heads", "info"):
        (git_dir / name).mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
    (git_dir / "config").write_text(
        "[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n"
        f"[extensions]\n\tobjectFormat = {scratch.repository.hash}\n"
    )
    for name, commit in branches.items():
        (git_dir / "refs/heads" / name).write_text(f"{commit}\n")
    attributes = scratch.entries(ours).get(".gitattributes")
    if attributes and attributes.is_file:
        rules = scratch.contents([attributes.oid])[attributes.oid]
        (git_dir / "info/attributes").write_bytes(rules)
    return git_dir


def parsed(parts: list[str]) -> tuple[str, Stages, tuple[Message, ...]]:
    """The output of `git merge-tree -z`: tree, stages, an empty field, messages."""
    tree, *rest = parts
    end = rest.index("") if "" in rest else len(rest)
    stages: Stages = {}
    for line in rest[:end]:
        facts, _, path = line.partition("\t")
        mode, oid, stage = facts.split(" ")
        stages.setdefault(path, {})[int(stage)] = Entry(mode, oid)
    messages, words = [], iter(rest[end + 1 :])
    for count in words:
        paths = tuple(next(words) for _ in range(int(count)))
        messages.append(Message(next(words), paths, next(words).strip()))
    return tree, stages, tuple(messages)


def deleted_by_user(merged: Merged) -> tuple[str, ...]:
    """Files that the template changed or renamed and the user had deleted: they stay deleted."""
    kinds = ("CONFLICT (modify/delete)", "CONFLICT (rename/delete)")
    about = {path for each in merged.messages if each.kind in kinds for path in each.paths}
    stages = merged.stages.items()
    return tuple(path for path, each in stages if set(each) == {1, 3} and path in about)
