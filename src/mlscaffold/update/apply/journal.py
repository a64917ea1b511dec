"""The record of an update in `.git/mlscaffold`: what is being done, and how to undo all of it.

An update first makes everything ready in `mlscaffold-preparing`, which a rename turns into the
journal; then it replaces files; then it swaps the index, which is the moment it counts as done.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.git.calls import call
from mlscaffold.git.plumbing import Repository, Scratch
from mlscaffold.process import held

NAME, PREPARING = "mlscaffold", "mlscaffold-preparing"
BEFORE, UNDONE = "refs/mlscaffold/before", "refs/mlscaffold/undone"
OURS = b"""mlscaffold update holds this lock. If it was killed, run `mlscaffold update --dry-run` here:
it says what was interrupted. `mlscaffold update --abort` or the next update puts it right.
"""
APPLYING, CONFLICTS, APPLIED, UNDOING = "applying", "conflicts", "applied", "undoing"


@dataclass(frozen=True)
class Touched:
    """A file of the project that an update replaces, adds or takes away."""

    path: str
    before: str
    after: str
    backup: str
    staged: str


@dataclass(frozen=True)
class Journal:
    """One update: its state, the commit it stands on, its files and what is to be told of it."""

    state: str
    head: str
    prefix: str
    version: str
    index_after: str
    touched: tuple[Touched, ...]
    conflicts: tuple[str, ...]
    message: str

    @property
    def title(self) -> str:
        """What was done, in the words of the commit."""
        return self.message.partition("\n")[0]

    def write(self, folder: Path) -> None:
        """Write it so that a reader finds the old record or the new one."""
        part = folder / "journal.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / "journal.json")


def place(repository: Repository) -> Path:
    """The folder of the journal."""
    return repository.git_dir / NAME


def read(repository: Repository) -> Journal | None:
    """The journal of this repository, if an update left one."""
    try:
        text = (place(repository) / "journal.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    facts: dict[str, Any] = json.loads(text)
    touched = tuple(Touched(**each) for each in facts.pop("touched"))
    return Journal(**facts | {"touched": touched, "conflicts": tuple(facts["conflicts"])})


def project_of(repository: Repository, journal: Journal) -> Repository:
    """The project that an update is about, which may be another one of the same repository."""
    folder = repository.top / journal.prefix
    return replace(repository, folder=folder, prefix=journal.prefix)


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """Hold off other runs of this tool; the system lets go of it however the run ends."""
    with ExitStack() as lock:
        try:
            lock.enter_context(held(repository.git_dir / "mlscaffold.lock"))
        except OSError as error:
            message = f"another mlscaffold is at work in `{repository.top}`"
            raise MlscaffoldError(message, "wait until it is done") from error
        yield


def lock_index(repository: Repository) -> None:
    """Hold off other gits, by git's own lock."""
    lock, made = repository.git_dir / "index.lock", repository.git_dir / "mlscaffold-lock"
    made.write_bytes(OURS)
    try:
        os.link(made, lock)  # at once with its content, by which it is known as ours
    except FileExistsError as error:
        hint = f"wait until it is done; if none is running, remove `{lock}`"
        raise MlscaffoldError(f"another git is at work in `{repository.top}`", hint) from error
    finally:
        made.unlink()


def is_locked(repository: Repository) -> bool:
    """Whether git's lock is held, and ours."""
    lock = repository.git_dir / "index.lock"
    return lock.exists() and lock.read_bytes() == OURS


def unlock_index(repository: Repository) -> None:
    """Let other gits go on, if the lock is ours."""
    if is_locked(repository):
        (repository.git_dir / "index.lock").unlink()


def forget(repository: Repository) -> None:
    """Remove the journal: under another name first, as half a journal is none."""
    gone = repository.git_dir / f"{PREPARING}-gone"
    shutil.rmtree(gone, ignore_errors=True)
    place(repository).replace(gone)
    shutil.rmtree(gone, ignore_errors=True)


def keep(scratch: Scratch, tree: str, name: str, head: str, message: str) -> None:
    """Keep the project as it is, work that is not committed included, by a reference of ours."""
    scratch.keep(name, scratch.commit(tree, [head] if head else [], message))


def head(repository: Repository) -> str:
    """The commit that is checked out; empty before the first one."""
    code, output, _ = call(["rev-parse", "--verify", "--quiet", "HEAD"], cwd=repository.folder)
    return "" if code else output.decode().strip()


def is_interrupted(repository: Repository) -> bool:
    """Whether a run that was killed left something to undo or to finish."""
    journal = read(repository)
    half_done = journal is not None and journal.state in (APPLYING, UNDOING)
    return half_done or (repository.git_dir / PREPARING).exists() or is_locked(repository)
