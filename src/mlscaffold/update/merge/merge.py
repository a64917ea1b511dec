"""Git's three-way merge of trees: (template before, template after, project) → what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import call, fields
from mlscaffold.git.plumbing import Entries, Entry, Scratch
from mlscaffold.update.merge.align import aligned, with_comments
from mlscaffold.update.merge.snapshot import Snapshot

YOURS = "yours"
# Locked versions are worked out again, never merged by lines.
LOCKS = ("uv.lock",)
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
class Left:
    """Patterns of files that an update leaves alone: those that are there, and all of them."""

    if_there: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merged:
    """The merged tree; at paths in conflict, `stages` has base (1), yours (2) and template (3)."""

    tree: str
    entries: Entries
    stages: dict[str, dict[int, Entry]]
    messages: tuple[Message, ...]
    base: Entries
    new: Entries
    kept_deleted: tuple[str, ...] = ()


def merge(
    scratch: Scratch,
    base: str,
    new: str,
    ours: Snapshot,
    *,
    label: str,
    answers: str,
    left: Left,
) -> Merged:
    """Merge the template's change from `base` to `new` into the project."""
    base, new = comparable(scratch, base, new, ours, answers)
    base = without_left(scratch, base, new, ours, left)
    tree, stages, messages = merge_tree(scratch, base, new, ours.tree, label)
    gone = deleted_by_user(stages, messages)
    tree = scratch.changed(tree, dict.fromkeys(gone))
    stages = {path: each for path, each in stages.items() if path not in gone}
    entries, base_entries, new_entries = (scratch.entries(each) for each in (tree, base, new))
    return Merged(tree, entries, stages, messages, base_entries, new_entries, gone)


def comparable(
    scratch: Scratch, base: str, new: str, ours: Snapshot, answers: str
) -> tuple[str, str]:
    """The template's trees without what is no change of the template's or of the user's."""
    before, after = scratch.entries(base), scratch.entries(new)
    base_changes: dict[str, Entry | None] = {}
    new_changes: dict[str, Entry | None] = {}
    for path in LOCKS:
        base_changes |= dict.fromkeys({path} & before.keys())
        new_changes |= dict.fromkeys({path} & after.keys() & ours.entries.keys())
    if answers in ours.entries and answers in after:
        # Their format is ours; what they say was read before anything was rendered.
        base_changes[answers] = ours.entries[answers]
        texts = scratch.contents([ours.entries[answers].oid, after[answers].oid])
        text = with_comments(texts[ours.entries[answers].oid], texts[after[answers].oid])
        new_changes[answers] = Entry(after[answers].mode, scratch.blob(text))
    for old, (was, now, mine) in same_files(scratch, base, new, ours).items():
        texts = scratch.contents([was.oid, now[1].oid, mine.oid])
        fitted = aligned(texts[mine.oid], texts[was.oid], texts[now[1].oid])
        if fitted != (texts[was.oid], texts[now[1].oid]):
            base_changes[old] = Entry(was.mode, scratch.blob(fitted[0]))
            new_changes[now[0]] = Entry(now[1].mode, scratch.blob(fitted[1]))
    return scratch.changed(base, base_changes), scratch.changed(new, new_changes)


def without_left(scratch: Scratch, base: str, new: str, ours: Snapshot, left: Left) -> str:
    """The template's old tree, so that what it leaves to the project is no change of its own."""
    if left == Left():
        return base
    after, patterns = scratch.entries(new), (*left.if_there, *left.always)
    same = scratch.matching(new, left.if_there) & ours.entries.keys()
    same |= scratch.matching(new, left.always)
    gone = (scratch.matching(base, patterns) & ours.entries.keys()) - after.keys()
    return scratch.changed(base, {path: after.get(path) for path in same | gone})


def same_files(
    scratch: Scratch, base: str, new: str, ours: Snapshot
) -> dict[str, tuple[Entry, tuple[str, Entry], Entry]]:
    """Files that all three have, renamed or not, and that the user's side changed."""
    before, after = scratch.entries(base), scratch.entries(new)
    moved_here, moved_there = renames(scratch, base, ours.tree), renames(scratch, base, new)
    found = {}
    for path, was in before.items():
        mine = ours.entries.get(moved_here.get(path, path))
        target = moved_there.get(path, path)
        now = after.get(target)
        if mine and now and mine.oid != was.oid and mine.is_file and was.is_file and now.is_file:
            found[path] = (was, (target, now), mine)
    return found


def renames(scratch: Scratch, old: str, new: str) -> dict[str, str]:
    """Files that have another path in `new`."""
    return {was: path for what, was, path in differences(scratch, old, new) if what == "R"}


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


def merge_tree(
    scratch: Scratch, base: str, new: str, ours: str, label: str
) -> tuple[str, dict[str, dict[int, Entry]], tuple[Message, ...]]:
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
    return parsed(fields(output))


def merge_repository(scratch: Scratch, branches: dict[str, str], ours: str) -> Path:
    """An empty repository with two branches and the project's own rules for merging."""
    git_dir = scratch.folder / "merge.git"
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
        (git_dir / "info/attributes").write_bytes(
            scratch.contents([attributes.oid])[attributes.oid]
        )
    return git_dir


def parsed(
    parts: list[str],
) -> tuple[str, dict[str, dict[int, Entry]], tuple[Message, ...]]:
    """The output of `git merge-tree -z`: tree, stages, an empty field, messages."""
    tree, *rest = parts
    end = rest.index("") if "" in rest else len(rest)
    stages: dict[str, dict[int, Entry]] = {}
    for line in rest[:end]:
        facts, _, path = line.partition("\t")
        mode, oid, stage = facts.split(" ")
        stages.setdefault(path, {})[int(stage)] = Entry(mode, oid)
    messages, words = [], iter(rest[end + 1 :])
    for count in words:
        paths = tuple(next(words) for _ in range(int(count)))
        messages.append(Message(next(words), paths, next(words).strip()))
    return tree, stages, tuple(messages)


def deleted_by_user(
    stages: dict[str, dict[int, Entry]], messages: tuple[Message, ...]
) -> tuple[str, ...]:
    """Files that the template changed or renamed and the user had deleted: they stay deleted."""
    kinds = ("CONFLICT (modify/delete)", "CONFLICT (rename/delete)")
    about = {path for message in messages if message.kind in kinds for path in message.paths}
    return tuple(path for path, each in stages.items() if set(each) == {1, 3} and path in about)
