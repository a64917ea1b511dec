"""`mlscaffold release`: a repository of starters, a commit and a tag for each version.

Nothing else ever comes into it: a solution is in no file and no commit.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import UsageError
from mlscaffold.exercises.starters import make_starters
from mlscaffold.git import porcelain
from mlscaffold.git.calls import call, demand
from mlscaffold.project import place
from mlscaffold.template.templates import Template
from mlscaffold.template.versions import BETWEEN, in_order, is_older

MARK = "Starters of"  # how each of our commits begins


@dataclass(frozen=True)
class Released:
    """What was added to a repository of starters."""

    folder: Path
    version: str
    exercises: int
    versions: list[str]


def release(template: Template, folder: Path) -> Released:
    """Add the starters of a template's version to the repository in a folder, which may be new."""
    porcelain.check_installed()
    target, version = place.absolute(folder), version_of(template)
    if target.is_relative_to(template.folder.resolve()):
        raise UsageError(f"`{target}` lies in the template itself", "choose another folder")
    if not (target / ".git").exists():
        place.check_target(target)
        with place.in_place(target) as new:
            porcelain.begin(new)
            count = add(template, version, new)
    else:
        check(target, version)
        count = add(template, version, target)
    return Released(target, version, count, tags(target))


def version_of(template: Template) -> str:
    """The version that is released: what its VERSION says, else its tag."""
    file = template.folder / "VERSION"
    said = file.read_text(encoding="utf-8").strip() if file.is_file() else template.version
    if not in_order([said]) or BETWEEN.search(said):
        message = f"the template `{template.origin}` has no version, but `{said}`"
        raise UsageError(message, "write one into its file VERSION, such as 1.0.0")
    return said


def check(folder: Path, version: str) -> None:
    """Refuse a repository that holds something else or unfinished work, and a version that is no news."""
    subjects = demand(["log", "--format=%s", "--all"], cwd=folder).decode("utf-8", "replace")
    if not all(line.startswith(MARK) for line in subjects.splitlines()):
        message = f"`{folder}` is a repository with commits of others"
        raise UsageError(message, "starters lie in one of their own: give a new folder")
    if demand(["status", "--porcelain"], cwd=folder):
        hint = "take them away: this command alone writes there"
        raise UsageError(f"`{folder}` has changes that are not committed", hint)
    released = tags(folder)
    newest = released[-1] if released else ""
    if version in released or is_older(version, newest):
        what = "already holds" if version in released else f"is at {newest}, newer than"
        hint = "a version that is out stays as it is: raise VERSION, or choose another by --ref"
        raise UsageError(f"`{folder}` {what} version {version}", hint)


def tags(folder: Path) -> list[str]:
    """The versions of a repository, oldest first."""
    return in_order(demand(["tag", "--list"], cwd=folder).decode("utf-8", "replace").split())


def add(template: Template, version: str, folder: Path) -> int:
    """Commit and tag the starters; return how many exercises there are.

    They are made elsewhere and come in by one step of git: whatever happens before leaves nothing.
    """
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        tree = Path(name, "template")
        count = make_starters(template, tree)
        commit = committed(tree, folder, f"{MARK} {template.name} {version}")
    demand(["merge", "--quiet", "--ff-only", commit], cwd=folder)
    demand(["-c", "tag.gpgSign=false", "tag", version, commit], cwd=folder)
    return count


def committed(tree: Path, folder: Path, message: str) -> str:
    """A commit with the files of a folder, after the last one of a repository; no branch has it yet."""
    where = {"GIT_DIR": str(folder / ".git"), "GIT_WORK_TREE": str(tree)}
    where |= {"GIT_INDEX_FILE": str(tree.with_name("index"))}
    # Files of the template that tell git what to ignore are meant for projects.
    demand(["-c", "core.autocrlf=false", "add", "--all", "--force"], cwd=tree, variables=where)
    written = demand(["write-tree"], cwd=tree, variables=where).decode().strip()
    code, output, _ = call(["rev-parse", "--verify", "--quiet", "HEAD"], cwd=folder)
    head = output.decode().strip()
    if not code:  # killed before it was tagged
        last = demand(["rev-parse", "HEAD^{tree}"], cwd=folder).decode().strip()
        if last == written:
            return head
    who = porcelain.identity(folder, "mlscaffold")
    parent = [] if code else ["-p", head]
    command = [*who, "commit-tree", written, *parent, "-m", message]
    return demand(command, cwd=folder).decode().strip()
