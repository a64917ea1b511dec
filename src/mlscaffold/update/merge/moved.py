"""Where lines went: a project changed them, and the template moved them to another file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from mlscaffold.git.plumbing import Scratch
from mlscaffold.update.merge.merge import Merged

LARGEST = 200_000  # bytes of a file that is looked at
SHORTEST = 12  # letters and digits; lines with fewer of them are everywhere


def moved_to(scratch: Scratch, path: str, merged: Merged) -> list[str]:
    """The files to which the template moved lines of a file in conflict that the project changed."""
    stages = merged.stages[path]
    if not {1, 2} <= stages.keys() or not all(each.is_file for each in stages.values()):
        return []
    others = {
        other: (merged.base.get(other), entry)
        for other, entry in merged.new.items()
        if other != path and entry.is_file and merged.base.get(other) != entry
    }
    entries = [*stages.values(), *(each for pair in others.values() for each in pair if each)]
    texts = scratch.contents([entry.oid for entry in entries])
    base, ours, theirs = (lines(texts[stages[n].oid]) if n in stages else [] for n in (1, 2, 3))
    gone = set(touched(base, ours)) - set(theirs)
    came = {
        other: set(lines(texts[now.oid])) - set(lines(texts[was.oid]) if was else [])
        for other, (was, now) in others.items()
    }
    return most_of(gone, came)


def most_of(gone: set[str], came: Mapping[str, set[str]]) -> list[str]:
    """The files into which the most of these lines came."""
    found = {path: len(gone & new) for path, new in came.items()}
    most = max(found.values(), default=0)
    return sorted(path for path, count in found.items() if count == most and most)


def lines(text: bytes) -> list[str]:
    """The lines of a text, without blanks around them; of what is large or no text, none."""
    if len(text) > LARGEST or b"\0" in text:
        return []
    return [line.strip() for line in text.decode("utf-8", "replace").splitlines()]


def touched(base: list[str], ours: list[str]) -> Iterator[str]:
    """The lines of `base` that were changed or removed, and those beside what was added."""
    for what, start, end, _, _ in SequenceMatcher(None, base, ours, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        beside = (start - 1, end + 1) if what == "insert" else (start, end)
        yield from filter(tells, base[max(beside[0], 0) : beside[1]])


def tells(line: str) -> bool:
    """Whether a line is long enough to be known again."""
    return sum(map(str.isalnum, line)) >= SHORTEST
