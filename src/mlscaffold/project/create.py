"""`mlscaffold new`: a project is made beside its place and moved there when it is whole."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.git import porcelain
from mlscaffold.project import environment, place, pristine
from mlscaffold.template import questionnaire
from mlscaffold.template.questions import read
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.render import render, run_tasks
from mlscaffold.template.templates import Template

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
    notes: tuple[str, ...] = ()
    skip_tasks: bool = False
    author: dict[str, str] = field(default_factory=dict)  # for git, where it knows none
    rendered: Path | None = None  # these answers, rendered already


@dataclass
class Created:
    """What was made."""

    folder: Path
    package: str
    files: int = 0
    repository: bool = False
    locked: bool = False
    installed: bool = False
    notes: list[str] = field(default_factory=list)
    message: str = ""  # the template's own


@dataclass
class Work:
    """A project in the making: each step reads the order and says in `made` what it did."""

    order: Order
    answers: dict[str, Any]
    folder: Path
    step: Step
    made: Created
    rendered: list[str] = field(default_factory=list)
    pristine: Path | None = None  # what was rendered, where tasks may have changed it

    def attempt(self, name: str, work: Callable[..., None], *given: Path) -> bool:
        """Do what may fail without harm to the project; note why it did."""
        try:
            with self.step(name):
                work(*given)
        except environment.EnvironmentFailed as error:
            self.made.notes.append(error.message)
            return False
        return True


def create(order: Order, *, step: Step) -> Created:
    """Make the project of an order; on any failure nothing is left at its place.

    What needs the network may fail without harm: the project is then whole, and a note says so.
    """
    place.check_target(order.target)
    if order.git:
        porcelain.check_installed()
    questions = questionnaire.load(order.template, target=order.target)
    questions.check_keys(order.answers)
    answers = with_package(order)
    message = questions.message("message_after_copy", answers)
    made = Created(order.target, answers.get("package", ""), notes=[*order.notes], message=message)
    with porcelain.unborn_again(order.target):
        with place.in_place(order.target) as folder:
            work = Work(order, answers, folder, step, made)
            for do in (render_template, run_commands, copy_data, lock_packages, make_repository):
                do(work)
            files = (each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
            made.files = sum(".git" not in each.parts for each in files)
            names = [child.name for child in folder.iterdir()]
        install_packages(work, names)
    return made


def build(order: Order, folder: Path, *, step: Step) -> Created:
    """Make the files of a project in an empty folder: locked, neither a repository nor installed."""
    answers = with_package(order)
    work = Work(order, answers, folder, step, Created(order.target, answers.get("package", "")))
    for do in (render_template, copy_data, lock_packages):
        do(work)
    return work.made


def with_package(order: Order) -> dict[str, Any]:
    """The order's answers, in the built-in template with the names of project and package."""
    if not order.template.is_end_to_end:
        return order.answers
    answers = {"project_name": order.target.name} | order.answers
    place.check_project_name(answers["project_name"], order.template)
    return answers | {"package": place.package_name(answers["project_name"])}


def render_template(work: Work) -> None:
    """Render, and tell what of the user's table is not used."""
    order = work.order
    with work.step("Rendering the template"):
        if order.rendered:
            shutil.copytree(order.rendered, work.folder, symlinks=True, dirs_exist_ok=True)
        else:
            render(order.template, work.answers, work.folder)
    files = (file for file in work.folder.rglob("*") if file.is_file() or file.is_symlink())
    work.rendered = [file.relative_to(work.folder).as_posix() for file in files]
    left_out = work.answers.get("left_out", [])
    if listed := [f"{column['source']} ({column['reason']})" for column in left_out]:
        more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
        work.made.notes.append(f"not used as features: {', '.join(listed[:8])}{more}")


def run_commands(work: Work) -> None:
    """Run the commands of a template that is trusted."""
    template = work.order.template
    if work.order.skip_tasks or not template.trusted or not read(template.folder).tasks:
        return
    work.pristine = work.folder.with_name(f"{work.folder.name}-rendered")
    shutil.copytree(work.folder, work.pristine, symlinks=True)
    with work.step("Running the template's commands"):
        run_tasks(template, work.answers, work.folder)


def copy_data(work: Work) -> None:
    """Copy the user's table to data/raw/; what is too large for a repository stays out of it."""
    data = work.order.data
    if data is None:
        return
    file = work.folder / "data/raw" / work.answers["raw_file"]
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(data, file)
    if is_committed(work) and data.stat().st_size > LARGEST_COMMITTED:
        file.with_name(".gitignore").write_text("*\n!.gitignore\n")
        work.made.notes.append(f"data/raw/{file.name} is too large to be committed")


def is_committed(work: Work) -> bool:
    """Whether the raw table is the project's own; what it fetches, DVC keeps."""
    return work.order.data is not None and work.answers.get("source_kind", "file") == "file"


def lock_packages(work: Work) -> None:
    """Lock the packages, unless that is not wanted or would be done to another project."""
    template = work.order.template
    if not work.order.install or not template.is_end_to_end:
        return
    if not template.installs:
        work.made.notes += [
            "not locked, not installed: that runs what the template names (--trust)"
        ]
        return
    if workspace := environment.workspace(work.order.target):
        work.made.notes += [f"part of the uv workspace {workspace}: not locked, not installed"]
        return
    given = (work.folder, template.constraints)
    work.made.locked = work.attempt("Locking the packages", environment.lock, *given)


def make_repository(work: Work) -> None:
    """Make a repository with a first commit, unless the project becomes part of another one."""
    target = work.order.target
    if not work.order.git:
        return
    if not porcelain.is_unborn(target) and (outer := porcelain.enclosing_repository(target)):
        work.made.notes += [f"part of the repository {outer}: no new one, nothing committed"]
        return
    with work.step("Making the first commit"):
        porcelain.begin(work.folder, within=target / ".git")
        commit(work)
    if (gitfile := work.folder / ".git").is_file():  # only says where the repository is
        gitfile.unlink()
    work.made.repository = True


def commit(work: Work) -> None:
    """Commit what was made, whatever this machine ignores everywhere; note what is left out."""
    template = work.order.template
    too_large = (work.folder / "data/raw/.gitignore").exists()
    raw = ["data/raw"] if is_committed(work) and not too_large else []
    message = f"Start from the {template.name} template {template.version}".strip()
    author = work.order.author | {"answer": str(work.answers.get("author", ""))}
    own = porcelain.not_ignored(work.folder, work.rendered)
    porcelain.commit_all(work.folder, message, author=author, force=[*own, *raw])
    pristine.remember_files(work.folder, work.rendered, ANSWERS_FILE, work.pristine)
    if left := sorted(set(work.rendered) - set(own)):
        work.made.notes += [f"not committed, as the project's .gitignore has it: {', '.join(left)}"]


def install_packages(work: Work, names: list[str]) -> None:
    """Install the packages where the project lies now: environments cannot be moved."""
    if not work.made.locked:
        return
    target, install = work.order.target, environment.install
    try:
        work.made.installed = work.attempt("Installing the packages", install, target)
    except BaseException:
        place.remove(target, names)
        with suppress(OSError):  # someone stands in it, or put something there
            target.rmdir()
        raise
