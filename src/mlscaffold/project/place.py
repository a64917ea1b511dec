"""The place of a project: which folder and name are accepted, and how it gets there whole."""

import errno
import keyword
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from mlscaffold import temporary
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.git.porcelain import is_unborn
from mlscaffold.names import snake_case
from mlscaffold.process import undisturbed
from mlscaffold.template.fields import Field, refusing
from mlscaffold.template.templates import Template

STAGING = ".mlscaffold-"
NAME_RULE = "it begins with a letter and has at most 60 letters, digits, blanks and . _ -"


def folder_field(template: Template) -> Field:
    """Where the project shall be."""

    @refusing()
    def parse(raw: Any) -> str:
        target = absolute(Path(str(raw)))
        check_target(target)
        if template.is_end_to_end:
            check_project_name(target.name, template)
        return str(target)

    names = (Path(f"my-project-{n}" if n > 1 else "my-project") for n in count(1))
    return Field(
        key="folder",
        title="Where? (a new folder)",
        parse=parse,
        kind="path",
        default=str(next(name for name in names if not name.exists()).resolve()),
        group="Project",
        flag="DIR",
        show=shown_from_here,
        more="The last part of the path is the project's name, which can be changed at the end.",
    )


def project_in(folder: Path) -> Path:
    """The project that a folder is in, up to the top of its repository; else the folder itself."""
    here = folder.resolve()
    for each in (here, *here.parents):
        if any(each.glob(".copier-answers*.y*ml")):
            return folder if each == here else each
        if (each / ".git").exists():
            break
    return folder


def shown_from_here(path: str) -> str:
    """A path as short as it can be said from here."""
    here, there = Path.cwd(), Path(path)
    return str(there.relative_to(here)) if there.is_relative_to(here) else path


def absolute(path: Path) -> Path:
    """A path from the root, with `~` as the home folder."""
    try:
        return path.expanduser().resolve()
    except (RuntimeError, OSError, ValueError) as error:
        raise UsageError(f"`{path}` is no folder here: {error}", "choose another one") from error


def check_target(target: Path) -> None:
    """Refuse a place that is taken or cannot be written."""
    try:
        there = {child.name for child in target.iterdir()} if target.is_dir() else set()
        there = {name for name in there if not name.startswith(STAGING)}
        if there and not (there == {".git"} and is_unborn(target)):
            hint = "choose another folder, or empty this one"
            raise UsageError(f"`{target}` already exists and holds files", hint)
        if target.exists() and not target.is_dir():
            raise UsageError(f"`{target}` is a file", "choose another name")
        if not target.parent.is_dir():
            raise UsageError(f"the folder `{target.parent}` does not exist", "make it first")
    except OSError as error:
        hint = "choose another one"
        raise UsageError(f"`{target}` cannot be a folder: {error.strerror}", hint) from error


def check_project_name(name: str, template: Template) -> None:
    """Refuse a name of which no package can be made, or one that hides a module it needs."""
    package = package_name(name)
    taken = template.modules | sys.stdlib_module_names | set(keyword.kwlist)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9 ._-]{0,59}", name):
        hint = f"such as --set project_name={package.replace('_', '-')}"
        raise UsageError(f"`{name}` is no project name: {NAME_RULE}", hint)
    if package in taken or package.startswith("test_"):
        hint = f"such as --set project_name=my-{package.replace('_', '-')}"
        raise UsageError(f"`{name}` is the name of a module that the project needs", hint)


def package_name(project_name: str) -> str:
    """The Python package of a project: `My Project` → `my_project`, at most 24 characters."""
    return snake_case(project_name.lower()).lstrip("_0123456789")[:24].rstrip("_") or "project"


@contextmanager
def in_place(target: Path) -> Iterator[Path]:
    """A folder that takes the place of `target` on success and is gone otherwise.

    It lies beside `target` or, when that is an empty folder already, in it: someone may stand
    there, and it may be another disk.
    """
    parent = target if target.exists() else target.parent
    with ExitStack() as stack:
        try:
            staging = stack.enter_context(temporary.folder(parent, STAGING))
        except OSError as error:
            hint = "choose a folder that you may write to"
            raise UsageError(f"`{parent}` cannot be written: {error.strerror}", hint) from error
        try:
            # Called like the target: templates may ask for their folder's name.
            folder = staging / target.name
            folder.mkdir()
            yield folder
            move(folder, target)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise MlscaffoldError(f"the disk of `{parent}` is full", "make room there") from error


def move(folder: Path, target: Path) -> None:
    """Put a finished folder at `target`, over nothing that came there in the meantime."""
    hint = "move it away and try again"
    if folder.parents[2] != target:
        try:
            folder.rename(target)
        except OSError as error:
            raise UsageError(f"`{target}` was made by someone else meanwhile", hint) from error
        return
    moved: list[str] = []
    try:
        for child in sorted(folder.iterdir()):
            if (target / child.name).exists():
                message = f"`{target / child.name}` was made by someone else meanwhile"
                raise UsageError(message, hint)
            child.rename(target / child.name)
            moved.append(child.name)
    except BaseException:
        remove(target, moved)
        raise


def remove(folder: Path, names: Iterable[str]) -> None:
    """Take away what we put into a folder, and nothing else."""
    with undisturbed():
        for path in (folder / name for name in names):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
