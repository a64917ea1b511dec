"""What an update does to each file, in words: the preview and the report."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mlscaffold.git.plumbing import Scratch
from mlscaffold.update.merge.merge import Merged, Message, counts, differences
from mlscaffold.update.merge.moved import moved_to
from mlscaffold.update.merge.snapshot import Snapshot

What = Literal["added", "changed", "renamed", "removed", "kept", "conflict"]
WORDS: dict[str, What] = {
    "A": "added",
    "M": "changed",
    "T": "changed",
    "R": "renamed",
    "D": "removed",
}

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
    what: What
    was: str | None = None
    advice: str = ""
    added: int = 0
    removed: int = 0  # lines


def changes(
    scratch: Scratch, ours: Snapshot, merged: Merged, in_the_way: Iterable[str]
) -> tuple[Change, ...]:
    """Every file that the update touches, keeps or leaves to a person; those to decide on first."""
    lines = counts(scratch, ours.tree, merged.tree)
    found = [
        Change(
            path, "conflict", None, said + whereto(scratch, path, merged), *lines.get(path, (0, 0))
        )
        for path, said in ((path, advice(path, merged)) for path in merged.stages)
    ]
    for status, was, path in differences(scratch, ours.tree, merged.tree):
        if path not in merged.stages:
            moved = was if was != path else None
            found.append(Change(path, WORDS[status], moved, "", *lines.get(path, (0, 0))))
    found += kept(scratch.repository.folder, merged, in_the_way)
    return tuple(sorted(found, key=lambda change: (change.what != "conflict", change.path)))


def kept(folder: Path, merged: Merged, in_the_way: Iterable[str]) -> list[Change]:
    """Files that stay as the user has them, though the template changed them."""
    ignored = "git does not know yours, so it was left alone and the template's is not written"
    found = [Change(path, "kept", advice=ignored) for path in in_the_way]
    for path in merged.kept_deleted:
        named = {path, *(each for m in merged.messages if path in m.paths for each in m.paths)}
        here = sorted(each for each in named if os.path.lexists(folder / each))
        deleted = "you deleted it; the template changed it; it stays deleted"
        unknown = (
            f"git ignores your {' and '.join(here)}, so it was left alone; to have the template's"
        )
        unknown += f" news: git add --force {' '.join(here)}, commit, update again"
        found.append(Change(path, "kept", advice=unknown if here else deleted))
    return found


def advice(path: str, merged: Merged) -> str:
    """What to do about a file in conflict."""
    about = [message for message in merged.messages if path in message.paths]
    conflicts = [message for message in about if message.kind.startswith("CONFLICT")]
    if set(merged.stages[path]) == {2, 3} and any("add/add" in each.text for each in conflicts):
        return f"you and the template both added it: edit between the markers, {RESOLVE}"
    return next((said for each in conflicts if (said := said_of(each))), f"resolve it, {RESOLVE}")


def whereto(scratch: Scratch, path: str, merged: Merged) -> str:
    """Where lines of a file in conflict are now, if the template moved them."""
    places = " and ".join(f"`{each}`" for each in moved_to(scratch, path, merged)[:2])
    return f"; the template moved lines that you changed to {places}" if places else ""


def said_of(message: Message) -> str:
    """Advice for what git reports; its own words where we have none."""
    return ADVICE.get(message.kind, f"{message.text}; resolve it, {RESOLVE}")
