"""Whether a project's repository is ready for an update, and what git does not know in it."""

import os
from pathlib import Path

from mlscaffold.errors import Undecided, UsageError
from mlscaffold.git import plumbing
from mlscaffold.git.calls import call
from mlscaffold.git.plumbing import Repository
from mlscaffold.update.apply import journal
from mlscaffold.update.merge import snapshot


def repository_of(folder: Path, branch: str | None) -> Repository:
    """The project's repository, when an update may begin in it, or on a branch of it."""
    repository = plumbing.find(folder)
    if repository is None:
        hint = "add --begin to make a repository with all its files first"
        raise UsageError(f"`{folder}` is in no git repository", hint)
    under_way = journal.read(repository)
    if under_way and under_way.head == journal.head(repository):
        check_over(repository, under_way)
    snapshot.check_ready(repository)
    if branch is not None:
        check_branch(folder, branch)
    return repository


def check_branch(folder: Path, name: str) -> None:
    """Refuse a name that git does not take, or that is taken."""
    if call(["check-ref-format", f"refs/heads/{name}"], cwd=folder)[0]:
        raise UsageError(f"`{name}` is no name of a branch", "such as --branch template-update")
    taken = ["rev-parse", "--verify", "--quiet", f"refs/heads/{name}"]
    if not call(taken, cwd=folder)[0]:
        hint = f"choose another name, or remove it: git branch -D {name}"
        raise UsageError(f"there is a branch `{name}` already", hint)


def check_over(repository: Repository, under_way: journal.Journal) -> None:
    """Refuse while an update waits to be resolved, or to be committed."""
    if under_way.state == journal.CONFLICTS:
        hint = "finish it with `mlscaffold update --continue`, or undo it with `--abort`"
        raise Undecided(f"an update to {under_way.version} is under way: {under_way.title}", hint)
    answers = [each.path for each in under_way.touched if each.path.startswith(".copier-answers")]
    staged = ["diff", "--cached", "--quiet", "--", *answers]
    is_here = under_way.prefix == repository.prefix and answers
    if is_here and call(staged, cwd=repository.folder)[0]:
        hint = "commit it with `git commit`, or undo it with `mlscaffold update --abort`"
        raise Undecided(f"staged, and not committed yet: {under_way.title}", hint)


def unknown(repository: Repository, *options: str) -> set[str]:
    """Files and folders that git does not know: the ignored ones, or those that are not."""
    # A folder of ignored files alone is empty to git, and listed among what it does not know.
    command = ["ls-files", "--others", *options, "--exclude-standard", "--directory"]
    command += ["--no-empty-directory", "-z"]
    return set(os.fsdecode(call(command, cwd=repository.folder)[1]).split("\0")) - {""}
