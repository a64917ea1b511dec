"""`mlscaffold new`: a project is made beside its place and moved there when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold import environment, git, questionnaire
from mlscaffold.place import check_project_name, check_target, in_place, package_name, remove
from mlscaffold.render import render
from mlscaffold.templates import Template

Step = Callable[[str], AbstractContextManager[None]]

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
    notes += left_out_notes(answers)
    if workspace := environment.workspace(order.target):
        notes.append(f"part of the uv workspace {workspace}: not locked, not installed")
    with in_place(order.target) as folder:
        with step("Rendering the template"):
            render(order.template, answers, folder)
        copy_data(order, folder, notes)
        locked = (
            order.install
            and not workspace
            and attempt(
                lambda: environment.lock(folder, order.template.constraints),
                step("Locking the packages"),
                notes,
            )
        )
        repository = order.git and begin_repository(order, folder, answers, step, notes)
        files = sum(path.is_file() for path in folder.rglob("*") if ".git" not in path.parts)
        names = [child.name for child in folder.iterdir()]
    installed = locked and installed_or_removed(order.target, names, step, notes)
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
        # The raw table belongs to the project, whatever this machine ignores everywhere.
        too_large = (folder / "data/raw/.gitignore").exists()
        kept = ["data/raw"] if order.data and not too_large else []
        git.commit_all(folder, message, author=answers.get("author", ""), force=kept)
    return True


def installed_or_removed(target: Path, names: list[str], step: Step, notes: list[str]) -> bool:
    """Install the packages where the project lies now: environments cannot be moved."""
    try:
        return attempt(lambda: environment.install(target), step("Installing the packages"), notes)
    except BaseException:
        remove(target, names)
        with suppress(OSError):  # someone stands in it, or put something there
            target.rmdir()
        raise


def left_out_notes(answers: dict[str, Any]) -> list[str]:
    """What of the table is not used, for the person at the terminal."""
    listed = [f"{column['source']} ({column['reason']})" for column in answers.get("left_out", [])]
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return [f"not used as features: {', '.join(listed[:8])}{more}"] if listed else []
