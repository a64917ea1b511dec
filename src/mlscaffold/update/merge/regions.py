"""Exercises in a merge: what a learner wrote between fences is lifted out of it and put back after it."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from mlscaffold.git.plumbing import Entries, Entry, Scratch
from mlscaffold.template.fences import filled, regions, unfenced
from mlscaffold.update.merge.merge import Merged, merge
from mlscaffold.update.merge.snapshot import Snapshot

MARK = b"# >>> exercise: "
LISTED = "exercises.yml"
CONFLICT = re.compile(rb"^(=======$|>>>>>>> |<<<<<<< )", re.MULTILINE)
LARGEST = 1_000_000  # bytes of a file in which fences are looked for
ABOVE = 30  # lines over a fence that are looked at for the function that it stands in


@dataclass(frozen=True)
class Exercises:
    """Exercises of the template in a project: those whose fences are gone, and those it changed."""

    unfenced: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """What to say of them."""
        gone = "its fences are gone, so it was merged like any other code"
        said = [f"exercise {each}: {gone}" for each in self.unfenced]
        kept = "the template changed its text; what you wrote stays"
        return said + [f"exercise {each}: {kept}" for each in self.changed]


@dataclass(frozen=True)
class Lifted:
    """A project with the template's text between its fences; by exercise what stood there.

    `originals` are the files as they were, by the object that stands for each.
    """

    ours: Snapshot
    written: dict[str, bytes] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)


def merge_around(
    scratch: Scratch, base: str, new: str, ours: Snapshot, *, detach: bool, **options: Any
) -> Merged:
    """Merge the template's change into a project, around what is written between fences.

    To `detach` is to take the fences away, those of the new version too, and leave what they hold.
    """
    alone: set[str] = set()
    while True:
        lifted = lift(scratch, base, new, ours, alone=alone, every=detach)
        merged = merge(scratch, base, new, lifted.ours, **options)
        merged, lost = put_back(scratch, lifted, merged)
        if not lost:
            return without_fences(scratch, merged) if detach else merged
        alone |= lost  # such an exercise is merged like any other code


def lift(
    scratch: Scratch, base: str, new: str, ours: Snapshot, *, alone: Collection[str], every: bool
) -> Lifted:
    """Put the old template's text between the fences that all three have whole, but for some `alone`.

    The learner's is what differs from it, or all of it where `every` exercise is wanted.
    """
    before = contents(fenced(scratch, scratch.entries(base)))
    if not before:
        return Lifted(ours)
    found = fenced(scratch, ours.entries)
    here, later = contents(found), contents(fenced(scratch, scratch.entries(new)))
    names = (here.keys() & before.keys() & later.keys()) - {*alone}
    pristine = {name: before[name] for name in names}
    written = {name: here[name] for name in names if every or differs(here[name], before[name])}
    lifted = {path: filled(text, with_ends(pristine, text)) for path, text in found.items()}
    texts = {path: text for path, text in lifted.items() if text != found[path]}
    changes = changed(scratch, ours.entries, texts)
    originals = {each.oid: ours.entries[path].oid for path, each in changes.items()}
    tree = scratch.changed(ours.tree, {**changes})
    return Lifted(Snapshot(tree, ours.entries | changes), written, originals)


def put_back(scratch: Scratch, lifted: Lifted, merged: Merged) -> tuple[Merged, set[str]]:
    """A merge with what was lifted out; also the exercises that it has no clear place for."""
    found = fenced(scratch, merged.entries) if lifted.written else {}
    places = [pair for text in found.values() for pair in regions(text).items()]
    clear = {name for name, text in places if not CONFLICT.search(text)}
    if lost := lifted.written.keys() - clear:
        return merged, lost
    texts = {path: filled(text, lifted.written) for path, text in found.items()}
    return with_files(scratch, merged, texts, lifted.originals), set()


def without_fences(scratch: Scratch, merged: Merged) -> Merged:
    """A merge with what stands between fences, and no fences."""
    found = fenced(scratch, merged.entries)
    return with_files(scratch, merged, {path: unfenced(text) for path, text in found.items()})


def stripped(scratch: Scratch, tree: str) -> str:
    """A tree without fences."""
    entries = scratch.entries(tree)
    texts = {path: unfenced(text) for path, text in fenced(scratch, entries).items()}
    return scratch.changed(tree, {**changed(scratch, entries, texts)})


def with_files(
    scratch: Scratch,
    merged: Merged,
    texts: dict[str, bytes],
    originals: dict[str, str] | None = None,
) -> Merged:
    """A merge with other files, whose conflicts have the learner's file as it was."""
    changes, known = changed(scratch, merged.entries, texts), originals or {}
    stages = {
        path: {stage: Entry(each.mode, known.get(each.oid, each.oid)) for stage, each in all_of}
        for path, all_of in ((path, sides.items()) for path, sides in merged.stages.items())
    }
    tree = scratch.changed(merged.tree, {**changes})
    return replace(merged, tree=tree, entries=merged.entries | changes, stages=stages)


def changed(scratch: Scratch, entries: Entries, texts: dict[str, bytes]) -> Entries:
    """Entries for other texts at some paths."""
    return {path: Entry(entries[path].mode, scratch.blob(text)) for path, text in texts.items()}


def fenced(scratch: Scratch, entries: Entries) -> dict[str, bytes]:
    """The files of Python that have fences."""
    oids = {path: each.oid for path, each in entries.items() if is_python(path, each)}
    texts = scratch.contents(oids.values(), largest=LARGEST)
    return {path: texts[oid] for path, oid in oids.items() if MARK in texts.get(oid, b"")}


def is_python(path: str, entry: Entry) -> bool:
    """Whether fences may stand in a file."""
    return path.endswith(".py") and entry.is_file


def contents(files: dict[str, bytes]) -> dict[str, bytes]:
    """What stands between the fences of a tree, by exercise; of one that stands twice, nothing."""
    found = [pair for text in files.values() for pair in regions(text).items()]
    times = Counter(name for name, _ in found)
    return {name: text for name, text in found if times[name] == 1}


def differs(text: bytes, other: bytes) -> bool:
    """Whether two texts differ in more than their line ends."""
    return text.replace(b"\r\n", b"\n") != other.replace(b"\r\n", b"\n")


def with_ends(texts: dict[str, bytes], file: bytes) -> dict[str, bytes]:
    """Texts of the template with the line ends that a file has outside of its fences."""
    around = filled(file, dict.fromkeys(texts, b""))
    if b"\r\n" not in around:
        return texts
    return {name: text.replace(b"\n", b"\r\n") for name, text in texts.items()}


def exercises(scratch: Scratch, base: str, new: str, ours: Snapshot) -> Exercises:
    """What there is to say of the exercises that both versions of the template have."""
    before, after = (scratch.entries(each) for each in (base, new))
    old = facts(scratch, before)
    if not old:
        return Exercises()
    later, here = facts(scratch, after), contents(fenced(scratch, ours.entries))
    both = old.keys() & later.keys()
    gone = tuple(sorted(each for each in both if each not in here))
    changed = (each for each in both - {*gone} if old[each] != later[each])
    return Exercises(gone, tuple(sorted(changed)))


def facts(scratch: Scratch, entries: Entries) -> dict[str, list[object]]:
    """What a learner is told of each exercise: its function, its entry, its hint and its tests."""
    found: dict[str, list[object]] = {}
    for text in fenced(scratch, entries).values():
        # Not what stands between the fences: a solution that is shown changes no exercise.
        found |= {name: [heading(text, name)] for name in regions(text)}
    if not found or LISTED not in entries:
        return found
    oid = entries[LISTED].oid
    for each in yaml.safe_load(scratch.contents([oid])[oid]) or []:
        if each.get("id") in found:
            files = [str(each.get("hint")), str(each.get("tests")).partition("::")[0]]
            found[each["id"]] += [each, *(entries.get(file) for file in files)]
    return found


def heading(text: bytes, name: str) -> list[bytes]:
    """The function of an exercise from its `def` up to the fence."""
    lines = text[: text.index(MARK + name.encode())].splitlines()[-ABOVE:]
    starts = [place for place, line in enumerate(lines) if b"def " in line]
    return lines[starts[-1] :] if starts else []
