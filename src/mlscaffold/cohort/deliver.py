"""How an update reaches a learner: a branch, a push, a patch file or a pull request."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from mlscaffold.cohort import remotes
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import remote_of, shown
from mlscaffold.cohort.remotes import RemoteFailed
from mlscaffold.cohort.roster import Learner
from mlscaffold.cohort.store import Store
from mlscaffold.cohort.whole import write_whole
from mlscaffold.git.calls import call
from mlscaffold.git.plumbing import Scratch
from mlscaffold.process import run_bytes

SECONDS = 60.0  # that a git host may take to open a pull request


def delivered(
    store: Store, course: Course, learner: Learner, branch: str, commit: str, last: str
) -> str:
    """Bring a commit to a learner in the course's way; where it is now."""
    remote = remote_of(course, learner)
    if course.delivery == "patch":
        file = course.patches / f"{learner.id}.patch"
        file.parent.mkdir(parents=True, exist_ok=True)
        command = ("format-patch", "-1", "--stdout", "--binary", "--no-signature", commit)
        write_whole(file, store.git(*command))
        return f"in {file.relative_to(course.folder).as_posix()}: git am {file.name}"
    if course.delivery == "push":
        remotes.push(store, remote, commit, course.branch)
        return f"pushed to {course.branch} of {shown(course, learner)}"
    found = remotes.tip(store, remote, branch)
    if found not in ("", commit, last):
        raise RemoteFailed(
            f"its branch {branch} has other commits, which were left alone: let them merge it, or delete it there"
        )
    asks_for_merge = course.delivery == "pull-request"
    if found != commit:
        options = merge_request(course, remote) if asks_for_merge else []
        remotes.push(store, remote, commit, branch, *options, over=found)
    if asks_for_merge and "gitlab" not in host_of(remote):
        open_pull_request(store, course, remote, branch)
    return f"on the branch {branch} of {shown(course, learner)}"


def host_of(remote: str) -> str:
    """The host of a repository's address; empty of a folder."""
    return urlsplit(remote).hostname or re.sub(r"^.*@|:.*$", "", remote)


def merge_request(course: Course, remote: str) -> list[str]:
    """What asks GitLab to open a merge request with a push."""
    if "gitlab" not in host_of(remote):
        return []
    wanted = ("create", f"target={course.branch}", f"title={title_of(course)}")
    return [f"--push-option=merge_request.{each}" for each in wanted]


def title_of(course: Course) -> str:
    """The title of a pull request."""
    return f"Week {course.week} of {course.title}"


def open_pull_request(store: Store, course: Course, remote: str, branch: str) -> None:
    """Have GitHub's own program ask the learner to merge; it finds its token itself."""
    if shutil.which("gh") is None:
        raise RemoteFailed(
            "the branch is pushed, but `gh`, which opens pull requests, is not installed"
        )
    command = ["gh", "pr", "create", f"--repo={remote}", f"--head={branch}"]
    command += [f"--base={course.branch}", f"--title={title_of(course)}", "--body=", "--"]
    code, _, said = run_bytes(command[:-1], cwd=store.folder, seconds=SECONDS)
    if code and "already exists" not in said:
        reason = " ".join(re.sub(r"\S+://\S+", "the remote", said).split())[:200]
        raise RemoteFailed(f"the branch is pushed, but no pull request is open: {reason}")


def is_dirty(scratch: Scratch, remote: str, branch: str, commit: str) -> bool:
    """Whether a folder on this machine has work in it that its last commit does not have."""
    folder = Path(remote)
    if not remotes.is_folder(remote) or not (folder / ".git").exists():
        return False
    head = call(["symbolic-ref", "HEAD"], cwd=folder, variables={"GIT_DIR": str(folder / ".git")})
    if head[1].decode().strip() != f"refs/heads/{branch}":
        return False  # what lies there belongs to another branch
    # By our own git's settings and index: those of the folder could name programs.
    scratch.git("read-tree", commit, index="work")
    # Repositories within come anew: git would ask those that it knows, by their own settings.
    entries = scratch.entries(f"{commit}^{{tree}}").items()
    within = [(path, None, 0) for path, each in entries if each.mode == "160000"]
    scratch.update_index("work", within)
    scratch.git("add", "--all", ".", index="work", work_tree=folder)
    tree = scratch.git("rev-parse", f"{commit}^{{tree}}").decode().strip()
    return scratch.written("work") != tree
