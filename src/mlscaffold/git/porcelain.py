"""The few git commands that making a project needs."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import call, demand, ended, fields
from mlscaffold.git.plumbing import find
from mlscaffold.process import run, undisturbed

# Who commits where git knows nobody: a name, or name, email and the project's author.
Author = str | dict[str, str]


def check_installed() -> None:
    """Refuse to go on without git, before anything is made."""
    if shutil.which("git") is None:
        hint = "install git, or make the project without a repository: --no-git"
        raise UsageError("git was not found on PATH", hint)


def enclosing_repository(folder: Path) -> Path | None:
    """The repository that `folder`, which need not exist yet, would be part of."""
    found = find(next(each for each in (folder, *folder.parents) if each.is_dir()))
    return found.top if found else None


def is_unborn(folder: Path) -> bool:
    """Whether a folder is a repository without a commit, such as a clone of an empty one."""
    head = ["rev-parse", "--verify", "--quiet", "HEAD"]
    return (folder / ".git").is_dir() and bool(call(head, cwd=folder)[0])


@contextmanager
def unborn_again(folder: Path) -> Iterator[None]:
    """Take the first commit of a repository back when what follows it fails."""
    fresh = is_unborn(folder)
    try:
        yield
    except BaseException:
        if fresh:
            with undisturbed():
                call(["update-ref", "-d", "HEAD"], cwd=folder)
                (folder / ".git/index").unlink(missing_ok=True)
        raise


def begin(folder: Path, *, within: Path | None = None) -> None:
    """Make `folder` a repository with the branch `main`, or the work tree of one that is there."""
    if within and within.is_dir():
        (folder / ".git").write_text(f"gitdir: {within}\n", encoding="utf-8")
    elif not (folder / ".git").exists():
        run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder)


def commit_all(folder: Path, message: str, *, author: Author, force: Sequence[str] = ()) -> None:
    """Commit everything that is not ignored, and `force` even if it is.

    As the user or, where git knows none, as `author`.
    """
    demand(["add", "--all"], cwd=folder)
    if force:
        command = ["add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"]
        demand(command, cwd=folder, stdin=ended(force))
    if call(["diff", "--cached", "--quiet"], cwd=folder)[0]:
        command = ["commit", "--quiet", "--message", message]
        demand([*identity(folder, author), *command], cwd=folder)


def not_ignored(folder: Path, names: Iterable[str]) -> list[str]:
    """Those files that the project's own .gitignore does not ignore, whatever this machine does."""
    command = ["ls-files", "--others", "--cached", "--exclude-per-directory=.gitignore", "-z"]
    return sorted(set(names) & set(fields(demand(command, cwd=folder))))


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
        return call(["config", "--get", key], cwd=folder)[1].decode("utf-8", "replace").strip()
    except (UsageError, OSError):
        return ""
