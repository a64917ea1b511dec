"""The few git commands that making a project needs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.process import CommandError, run

# Who commits where git knows nobody: a name, or name, email and the project's author.
Author = str | dict[str, str]


def check_installed() -> None:
    """Refuse to go on without git, before anything is made."""
    if shutil.which("git") is None:
        hint = "install git, or make the project without a repository: --no-git"
        raise UsageError("git was not found on PATH", hint)


def enclosing_repository(folder: Path) -> Path | None:
    """The repository that `folder`, which need not exist yet, would be part of."""
    parent = next(each for each in (folder, *folder.parents) if each.is_dir())
    try:
        return Path(run(["git", "rev-parse", "--show-toplevel"], cwd=parent).strip())
    except CommandError as error:
        if "not a git repository" in error.output.lower():
            return None
        reason = error.output.strip().splitlines()[0]
        hint = "mend that, choose another folder, or use --no-git"
        raise UsageError(f"git cannot tell what `{parent}` is part of: {reason}", hint) from error


def begin(folder: Path) -> None:
    """Make `folder` a repository with the branch `main`."""
    run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder)


def commit_all(folder: Path, message: str, *, author: Author, force: Sequence[str] = ()) -> None:
    """Commit everything that is not ignored, and `force` even if it is.

    As the user or, where git knows none, as `author`.
    """
    # A machine's hooks, keys and checks of line ends are for the user's own commits.
    git = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.safecrlf=false"]
    git += ["-c", "commit.gpgsign=false", *identity(folder, author)]
    run([*git, "add", "--all"], cwd=folder)
    for name in force:
        run([*git, "add", "--force", name], cwd=folder)
    run([*git, "commit", "--quiet", "--message", message], cwd=folder)


def identity(folder: Path, author: Author) -> list[str]:
    """Options that name an author where git knows none."""
    if config("user.name", folder) and config("user.email", folder):
        return []
    answer = author if isinstance(author, str) else author.get("answer", "")
    own = {} if isinstance(author, str) else author
    name = own.get("name") or (answer if any(map(str.isalnum, answer)) else "mlscaffold")
    return ["-c", f"user.name={name}", "-c", f"user.email={own.get('email', 'author@localhost')}"]


def config(key: str, folder: Path) -> str:
    """A setting of git; empty when it is not set."""
    try:
        return run(["git", "config", "--get", key], cwd=folder).strip()
    except (CommandError, OSError):
        return ""
