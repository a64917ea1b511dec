"""An update as a commit on a branch of its own, for a pull request."""

from __future__ import annotations

from mlscaffold.errors import UsageError
from mlscaffold.git import porcelain
from mlscaffold.git.calls import call, demand
from mlscaffold.git.plumbing import Entry
from mlscaffold.update.apply import journal
from mlscaffold.update.update import Preview, Wish


def branched(shown: Preview, name: str) -> str:
    """Commit a previewed update on a new branch; neither work tree nor index is touched."""
    scratch, repository = shown.plan.scratch, shown.plan.scratch.repository
    head = journal.head(repository)
    changed: dict[str, Entry | None] = {
        repository.prefix + path: shown.plan.merged.entries.get(path)
        for path in shown.plan.ours.entries.keys() | shown.plan.merged.entries.keys()
        if shown.plan.ours.entries.get(path) != shown.plan.merged.entries.get(path)
    }
    tree = scratch.changed(f"{head}^{{tree}}", changed)
    author = str(shown.answering.answers.get("author", ""))
    by = porcelain.identity(repository.folder, author)
    commit = scratch.commit(tree, [head], shown.message, by=by)
    scratch.keep()
    new = "0" * len(commit)
    command = ["update-ref", f"refs/heads/{name}", commit, new]
    demand(command, cwd=repository.folder)
    return commit


def check_branch(wish: Wish) -> None:
    """Refuse a name that git does not take, or that is taken."""
    name = str(wish.branch)
    if call(["check-ref-format", f"refs/heads/{name}"], cwd=wish.folder)[0]:
        raise UsageError(f"`{name}` is no name of a branch", "such as --branch template-update")
    taken = ["rev-parse", "--verify", "--quiet", f"refs/heads/{name}"]
    if not call(taken, cwd=wish.folder)[0]:
        hint = f"choose another name, or remove it: git branch -D {name}"
        raise UsageError(f"there is a branch `{name}` already", hint)
