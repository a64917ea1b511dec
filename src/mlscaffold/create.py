"""`mlscaffold new`: a project is made beside its place and moved there when it is whole."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from mlscaffold import environment, git, questionnaire
from mlscaffold.errors import UsageError
from mlscaffold.names import snake_case
from mlscaffold.render import render
from mlscaffold.templates import Template

Step = Callable[[str], AbstractContextManager[None]]

NAME_RULE = "it begins with a letter and has at most 60 letters, digits, blanks and . _ -"
LARGEST_COMMITTED = 50_000_000  # bytes of raw data; code hosts refuse files not much larger


@dataclass(frozen=True)
class Order:
    """What is to be made, and where."""

    template: Template
    target: Path
    answers: dict[str, Any]
    data: Path | None = None
    git: bool = True
    install: bool = True


@dataclass(frozen=True)
class Created:
    """What was made."""

    folder: Path
    package: str
    files: int
    repository: bool
    locked: bool
    installed: bool
    notes: tuple[str, ...]


def create(order: Order, *, step: Step) -> Created:
    """Make the project of an order; on any failure nothing is left at its place.

    What needs the network may fail without harm: the project is then whole, and a note says so.
    """
    answers = checked(order)
    notes: list[str] = []
    with in_place(order.target) as folder:
        with step("Rendering the template"):
            render(order.template, answers, folder)
        copy_data(order, folder, notes)
        locked = order.install and attempt(
            lambda: environment.lock(folder, order.template.constraints),
            step("Locking the packages"),
            notes,
        )
        repository = order.git and begin_repository(order, folder, answers, step, notes)
        files = sum(path.is_file() for path in folder.rglob("*") if ".git" not in path.parts)
    installed = locked and installed_or_removed(order.target, step, notes)
    return Created(
        order.target, answers["package"], files, repository, locked, installed, tuple(notes)
    )


def checked(order: Order) -> dict[str, Any]:
    """The order's answers with the package's name, after all that can be refused early was."""
    check_target(order.target)
    if order.git:
        git.check_installed()
    questions = questionnaire.load(order.template, folder_name=order.target.name)
    questions.check_keys(order.answers)
    answers = {"project_name": order.target.name} | order.answers
    check_project_name(answers["project_name"], order.template)
    return {"package": package_name(answers["project_name"])} | answers


def check_target(target: Path) -> None:
    """Refuse a place that is taken or cannot be written."""
    if target.is_dir() and any(target.iterdir()):
        hint = "choose another folder, or empty this one"
        raise UsageError(f"`{target}` already exists and holds files", hint)
    if target.exists() and not target.is_dir():
        raise UsageError(f"`{target}` is a file", "choose another name")
    if not target.parent.is_dir():
        raise UsageError(f"the folder `{target.parent}` does not exist", "make it first")


def check_project_name(name: str, template: Template) -> None:
    """Refuse a name of which no package can be made, or one that hides a module it needs."""
    package = package_name(name)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9 ._-]{0,59}", name):
        hint = f"such as --set project_name={package.replace('_', '-')}"
        raise UsageError(f"`{name}` is no project name: {NAME_RULE}", hint)
    if package in sys.stdlib_module_names or package in template.modules:
        hint = f"such as --set project_name={name}-project"
        raise UsageError(f"`{name}` is the name of a module that the project needs", hint)


def package_name(project_name: str) -> str:
    """The Python package of a project: `My Project` → `my_project`, at most 24 characters."""
    return (snake_case(project_name.lower())[:24].strip("_0123456789") or "project").rstrip("_")


@contextmanager
def in_place(target: Path) -> Iterator[Path]:
    """A folder beside `target` that takes its place on success and is gone otherwise."""
    try:
        staging = Path(mkdtemp(prefix=".mlscaffold-", dir=target.parent))
    except OSError as error:
        hint = "choose a folder that you may write to"
        raise UsageError(f"`{target.parent}` cannot be written: {error.strerror}", hint) from error
    try:
        staging.chmod(0o755)
        yield staging
        move(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def move(staging: Path, target: Path) -> None:
    """Put a folder at `target`; an empty folder there stays the same folder, someone may be in it."""
    if not target.exists():
        staging.rename(target)
        return
    try:
        for child in sorted(staging.iterdir()):
            child.rename(target / child.name)
    except BaseException:
        empty(target)
        raise


def copy_data(order: Order, folder: Path, notes: list[str]) -> None:
    """Copy the user's table to data/raw/; what is too large for a repository stays out of it."""
    if order.data is None:
        return
    raw = folder / "data/raw"
    raw.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(order.data, raw / order.answers["raw_file"])
    if order.data.stat().st_size > LARGEST_COMMITTED:
        (raw / ".gitignore").write_text("*\n!.gitignore\n")
        notes.append(f"data/raw/{order.answers['raw_file']} is too large for git: not committed")


def attempt(work: Callable[[], None], step: AbstractContextManager[None], notes: list[str]) -> bool:
    """Do what may fail without harm to the project; say why it did."""
    try:
        with step:
            work()
    except environment.EnvironmentFailed as error:
        notes.append(error.message)
        return False
    return True


def begin_repository(
    order: Order, folder: Path, answers: dict[str, Any], step: Step, notes: list[str]
) -> bool:
    """Make a repository with a first commit, unless the project becomes part of another one."""
    if outer := git.enclosing_repository(order.target):
        notes.append(f"part of the repository {outer}: no other one was made, nothing committed")
        return False
    with step("Making the first commit"):
        git.begin(folder)
        message = f"Start from the {order.template.name} template {order.template.version}"
        git.commit_all(folder, message, author=answers.get("author", "author"))
    return True


def installed_or_removed(target: Path, step: Step, notes: list[str]) -> bool:
    """Install the packages where the project lies now: environments cannot be moved."""
    try:
        return attempt(lambda: environment.install(target), step("Installing the packages"), notes)
    except BaseException:
        empty(target)
        with suppress(OSError):  # someone stands in it: an empty folder does no harm
            target.rmdir()
        raise


def empty(folder: Path) -> None:
    """Take everything out of a folder that was empty before."""
    for child in folder.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()
