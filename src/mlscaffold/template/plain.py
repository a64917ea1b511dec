"""Files of the built-in template without Jinja in them: copied, which is all that rendering does.

Copier spends as long on such a file as on one with Jinja; half of the template's are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

SUFFIX = ".jinja"
TREE = "project"
# Its name renders to nothing: what other files include, whatever it is called.
FRAGMENTS = "{# part #}"
EXCLUDED = ("__pycache__", "*.pyc", ".DS_Store", ".*_cache")


def without_plain(template: Path, folder: Path) -> None:
    """Copy a template, but for the plain files of its tree and the folders that hold nothing else."""

    def plain(place: str, names: list[str]) -> list[str]:
        inside = (template / TREE) in (Path(place), *Path(place).parents)
        return [name for name in names if inside and is_plain(Path(place) / name)]

    shutil.copytree(template, folder, ignore=plain, dirs_exist_ok=True)
    for place in sorted((folder / TREE).rglob("*"), reverse=True):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def is_plain(path: Path) -> bool:
    """Whether it is a file that is copied as it is."""
    return path.suffix != SUFFIX and FRAGMENTS not in path.parts and path.is_file()


def copy_plain(template: Path, name_of: Callable[[str], str], folder: Path) -> None:
    """Copy the plain files of a template's tree; `name_of` renders each part of their paths."""
    for file, parts in plain_files(template):
        names = [name_of(part) for part in parts]
        if all(names):  # one that comes out empty means no file
            target = folder.joinpath(*names)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            target.chmod(file.stat().st_mode)


def plain_files(template: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The plain files, and the parts of their paths."""
    for file in sorted((template / TREE).rglob("*")):
        parts = file.relative_to(template / TREE).parts
        excluded = any(fnmatch(part, pattern) for part in parts for pattern in EXCLUDED)
        if is_plain(file) and not excluded:
            yield file, parts
