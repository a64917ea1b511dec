"""Files of the work tree: what is in the way, what they are now, replaced one at a time."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlscaffold.git.plumbing import Entries
from mlscaffold.update.merge.snapshot import differing

ABSENT = "absent"
NO_FILE = (ABSENT, "folder")  # states of what needs no copy
PART = ".mlscaffold-part"  # ends the name of a file that is about to take another's place


def in_the_way(folder: Path, ours: Entries, merged: Entries) -> tuple[str, ...]:
    """Paths that the merge would write over what git does not know: an ignored `.env`, a link."""
    gone = ours.keys() - merged.keys()
    changed = sorted(differing(ours, merged) - gone)
    return tuple(path for path in changed if not is_free(folder, path, ours, gone))


def is_free(folder: Path, path: str, ours: Entries, gone: set[str]) -> bool:
    """Whether a path can be written without losing what lies there."""
    parts = path.split("/")
    for parent in ("/".join(parts[:count]) for count in range(1, len(parts))):
        if os.path.lexists(folder / parent) and not is_folder(folder / parent):
            return parent in gone
    place = folder / path
    if is_folder(place):
        inside = (str(file.relative_to(folder)) for file in place.rglob("*") if not is_folder(file))
        return all(file in gone for file in inside)
    return path in ours or not os.path.lexists(place)


def is_folder(path: Path) -> bool:
    """Whether it is a folder itself and no link to one."""
    return path.is_dir() and not path.is_symlink()


def state(path: Path) -> str:
    """What lies at a path, as text that differs when anything of it differs that git knows."""
    if path.is_symlink():
        return f"link {path.readlink()}"
    if path.is_dir():
        return "folder"
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            runs = bool(os.fstat(file.fileno()).st_mode & stat.S_IXUSR)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return f"file {digest} {'x' if runs else '-'}"


def put(source: Path, target: Path) -> None:
    """Let a file or link take a place at once, whole; what was there is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    remove(part)
    twin(source, part)
    if is_folder(target):
        target.rmdir()  # emptied before; never with files in it
    part.replace(target)
    remove(part)  # which stays when it was a link to the very same file


def part_of(target: Path) -> Path:
    """The name under which a file is made before it takes its place."""
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return target.with_name(f".{digest}{PART}")


def twin(source: Path, target: Path) -> None:
    """The same file at a second place: by a link where the disk allows, so that it needs no room."""
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def remove(path: Path) -> None:
    """Take a file or link away, if it is there."""
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()


def prune(folder: Path, paths: Iterable[str]) -> None:
    """Remove the folders that were left empty, as git does."""
    for path in paths:
        for parent in list((folder / path).parents)[: path.count("/")]:
            with suppress(OSError):
                parent.rmdir()
