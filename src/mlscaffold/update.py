"""`mlscaffold update`: the template's news, merged into a project by git."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold import git, journal, migrations, origins, packages, plumbing, recorded, snapshot
from mlscaffold.answering import Answering, Ask, answers_for
from mlscaffold.apply import Work, apply
from mlscaffold.changelog import between
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.origins import BuiltIn, Origin
from mlscaffold.plan import Plan, plan
from mlscaffold.plumbing import Entry, Repository, Scratch, call, demand
from mlscaffold.recorded import Recorded
from mlscaffold.render import render, render_version
from mlscaffold.templates import Template

Step = Callable[[str], AbstractContextManager[None]]


class Current(Exception):
    """There is nothing to update: the project is at the version it names."""


class Undecided(MlscaffoldError):
    """A person must decide something first."""

    exit_code = 3


@dataclass(frozen=True)
class Wish:
    """What update was asked to do."""

    folder: Path
    to: str | None = None
    settings: tuple[tuple[str, Any], ...] = ()
    answers_file: str | None = None
    branch: str | None = None
    lock: bool = True
    trust: bool = False


@dataclass(frozen=True)
class News:
    """Whether a project's template has a newer version."""

    address: str
    current: str
    latest: str

    @property
    def outdated(self) -> bool:
        """Whether an update would bring something."""
        return origins.is_older(self.current, self.latest) or (
            origins.number(self.latest) is None and self.current != self.latest
        )


@dataclass(frozen=True)
class Preview:
    """What an update will do, before it does it."""

    before: Recorded
    version: str
    answering: Answering
    changelog: str
    plan: Plan
    message: str
    notes: tuple[str, ...]


def check(folder: Path, answers_file: str | None = None) -> News:
    """Compare a project's version with the newest one; nothing is rendered."""
    before = recorded.read(folder, answers_file)
    versions = origins.origin_of(before.address, folder).versions
    return News(before.address, before.version, versions[-1] if versions else before.version)


@contextmanager
def previewed(wish: Wish, *, ask: Ask | None, step: Step) -> Iterator[Preview]:
    """Work out an update in a scratch store, which is gone on leaving."""
    repository = repository_of(wish.folder)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        temporary = Path(name)
        (temporary / "scratch").mkdir()
        scratch = Scratch(repository, temporary / "scratch")
        yield preview(wish, scratch, temporary, ask=ask, step=step)


def repository_of(folder: Path) -> Repository:
    """The project's repository, when an update may begin in it."""
    repository = plumbing.find(folder)
    if repository is None:
        hint = "add --begin to make a repository with all its files first"
        raise UsageError(f"`{folder}` is in no git repository", hint)
    under_way = journal.read(repository)
    if under_way and under_way.state == journal.CONFLICTS and not is_over(repository, under_way):
        hint = "finish it with `mlscaffold update --continue`, or undo it with `--abort`"
        raise Undecided(f"an update to {under_way.version} is under way", hint)
    snapshot.check_ready(repository)
    return repository


def is_over(repository: Repository, under_way: journal.Journal) -> bool:
    """Whether the update with conflicts has been committed since."""
    return under_way.head != journal.head(repository)


def preview(
    wish: Wish, scratch: Scratch, temporary: Path, *, ask: Ask | None, step: Step
) -> Preview:
    """Render both versions with their answers and merge the difference into the project."""
    before, settings = with_edits(wish, scratch.repository)
    origin = origins.origin_of(before.address, wish.folder)
    version = target(before, origin, wish.to)
    if version == before.version and not settings:
        raise Current(before.version)
    with step("Reading both versions of the template"):
        old = template_of(origin, before.version, temporary / "old")
        new = old if version == before.version else template_of(origin, version, temporary / "new")
    through = passed(before, origin, version)
    carried = migrations.migrated(before.answers, through, changes_of(origin))
    answering = answers_for(
        old, new, before.answers, carried, settings, folder=wish.folder, ask=ask
    )
    with step("Rendering both versions"):
        rendered = [temporary / side / wish.folder.resolve().name for side in ("base", "theirs")]
        render_into(rendered[0], old, origin, before.version, before.answers, before, wish)
        render_into(rendered[1], new, origin, version, answering.answers, before, wish)
    notes = list(answering.notes)
    with step("Merging"):
        merged = plan(
            scratch,
            ours_of(wish, scratch, before),
            *rendered,
            version=version,
            answers_file=before.file,
            lock=packages.locker(new, notes) if wish.lock else None,
            in_work_tree=wish.branch is None,
        )
    changelog = between(new.folder / "CHANGELOG.md", before.version, version)
    message = commit_message(before, version, settings, changelog, merged)
    return Preview(before, version, answering, changelog, merged, message, tuple(notes))


def with_edits(wish: Wish, repository: Repository) -> tuple[Recorded, dict[str, Any]]:
    """What the project recorded, and the answers to change: those of `--set` or edited by hand.

    What an edit by hand changed was not rendered yet; the committed answers tell what was.
    """
    before = recorded.read(wish.folder, wish.answers_file)
    name = f"HEAD:{repository.prefix}{before.file}"
    code, text, _ = call(["show", name], cwd=wish.folder)
    settings = dict(wish.settings)
    if code:
        return before, settings
    try:
        committed = recorded.read_text(text.decode("utf-8", "replace"), before)
    except UsageError:
        return before, settings
    if committed.version != before.version:
        return before, settings
    by_hand = {
        key: value
        for key, value in before.answers.items()
        if committed.answers.get(key, value) != value
    }
    return replace(before, answers=before.answers | committed.answers), by_hand | settings


def target(before: Recorded, origin: Origin, wanted: str | None) -> str:
    """The version to update to; an older one is refused."""
    versions = origin.versions
    version = wanted or (versions[-1] if versions else before.version)
    if wanted is None and origins.is_older(version, before.version):
        hint = "upgrade mlscaffold, which brings the template's versions with it"
        raise UsageError(f"the project is at {before.version}, newer than {version} here", hint)
    if origins.is_older(version, before.version):
        hint = "undo the update with git instead: git revert COMMIT"
        message = f"going back from {before.version} to {version} is no update"
        raise UsageError(f"{message}: work done since would meet the older template", hint)
    if wanted and isinstance(origin, BuiltIn) and wanted not in versions:
        raise UsageError(f"there is no version {wanted}", f"there are {', '.join(versions)}")
    return version


def template_of(origin: Origin, version: str, folder: Path) -> Template:
    """A version of the template; of the built-in one only released versions can be had again."""
    if isinstance(origin, BuiltIn) and version not in origin.versions:
        hint = f"released are {', '.join(origin.versions)}; `mlscaffold adopt` finds the nearest"
        raise UsageError(f"version {version} of the template is not known here", hint)
    return origin.template(version, folder)


def passed(before: Recorded, origin: Origin, version: str) -> list[str]:
    """The versions that an update goes through, the last one included."""
    return [
        each
        for each in origin.versions
        if origins.is_older(before.version, each) and not origins.is_older(version, each)
    ]


def changes_of(origin: Origin) -> dict[str, tuple[migrations.Migration, ...]]:
    """How the answers of a template changed; known of built-in ones only."""
    name = origin.current.name if isinstance(origin, BuiltIn) else ""
    return migrations.MIGRATIONS.get(name, {})


def render_into(
    folder: Path,
    template: Template,
    origin: Origin,
    version: str,
    answers: dict[str, Any],
    before: Recorded,
    wish: Wish,
) -> None:
    """Render a version into a folder that has the project's name."""
    folder.parent.mkdir()
    if isinstance(origin, BuiltIn):
        render(template, answers, folder)
        return
    options = {"answers_file": before.file, "unsafe": wish.trust}
    ref = origins.committed(version)
    render_version(template.folder, ref, before.address, answers, folder, **options)


def ours_of(wish: Wish, scratch: Scratch, before: Recorded) -> snapshot.Snapshot:
    """The project's side of the merge: what lies in the folder or, for a branch, the last commit."""
    if wish.branch:
        return snapshot.committed(scratch, journal.head(scratch.repository))
    ours = snapshot.take(scratch)
    if before.file not in ours.entries:
        hint = "begin a repository of its own there: git init, git add --all, git commit"
        where = scratch.repository.top
        raise UsageError(f"the repository `{where}` ignores the project", hint)
    return ours


def commit_message(
    before: Recorded, version: str, settings: dict[str, Any], changelog: str, merged: Plan
) -> str:
    """The message of the commit to be, with what the template gained."""
    name = before.address.removeprefix(origins.SCHEME)
    title = f"Update {name} from {before.version} to {version}"
    if version == before.version:
        title = f"Change answers of {name}: {', '.join(sorted(settings))}"
    parts = [title, changelog]
    if merged.conflicts:
        listed = "\n".join(f"- {each.path}: {each.advice}" for each in merged.conflicts)
        parts.append(f"Conflicts:\n{listed}")
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def applied(shown: Preview) -> None:
    """Put a previewed update in place, staged and not committed."""
    merged = shown.plan
    apply(Work(merged.scratch, merged.ours, merged.merged, shown.version, shown.message))


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
    by = git.identity(repository.folder, author)
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
