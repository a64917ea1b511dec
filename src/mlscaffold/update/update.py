"""`mlscaffold update`: the template's news, merged into a project by git."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import Nothing, UsageError
from mlscaffold.git.calls import call
from mlscaffold.git.plumbing import Repository, Scratch
from mlscaffold.project import pristine
from mlscaffold.template import recorded
from mlscaffold.template.origins import Origin, origin_of
from mlscaffold.template.others import KEY, newest
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.render import render
from mlscaffold.template.templates import SCHEME, Template
from mlscaffold.update import packages
from mlscaffold.update.answering import Answering, Ask, answers_for
from mlscaffold.update.apply import journal
from mlscaffold.update.apply.apply import Work, apply
from mlscaffold.update.merge import snapshot
from mlscaffold.update.merge.plan import Plan, plan
from mlscaffold.update.migrations import migrated
from mlscaffold.update.ready import repository_of, unknown
from mlscaffold.update.versions import (
    beyond,
    changelog,
    changes_of,
    laid_out_anew,
    never_run,
    passed,
    target,
    template_of,
)

Step = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True)
class Wish:
    """What update was asked to do; `title` names it where it is no update to another version.

    `notes` are said with the preview, `shows` are commands that show what it brought, `others`
    sources of other people's parts; None for those that are recorded, in their newest versions.
    """

    folder: Path
    to: str | None = None
    settings: tuple[tuple[str, Any], ...] = ()
    answers_file: str | None = None
    branch: str | None = None
    lock: bool = True
    trust: bool = False
    title: str = ""
    notes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    others: tuple[str, ...] | None = None
    command: str = "update"


@dataclass(frozen=True)
class Preview:
    """What an update will do, before it does it."""

    wish: Wish
    before: Recorded
    version: str
    answering: Answering
    changelog: str
    plan: Plan
    message: str
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The first line of the commit to be."""
        return self.message.splitlines()[0]


@contextmanager
def previewed(wish: Wish, *, ask: Ask | None, step: Step) -> Iterator[Preview]:
    """Work out an update in a scratch store, which is gone on leaving."""
    repository = repository_of(wish.folder)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        temporary = Path(name)
        (temporary / "scratch").mkdir()
        scratch = Scratch(repository, temporary / "scratch")
        yield preview(wish, scratch, temporary, ask=ask, step=step)


def preview(
    wish: Wish, scratch: Scratch, temporary: Path, *, ask: Ask | None, step: Step
) -> Preview:
    """Render both versions with their answers and merge the difference into the project."""
    before, settings = with_edits(wish, scratch.repository)
    origin = origin_of(before.address, wish.folder)
    version = target(before, origin, wish.to)
    others = list(wish.others) if wish.others is not None else newest(before.others, temporary)
    if version == before.version and not settings and others == before.others:
        raise nothing_to_do(before, origin, version)
    with step("Reading both versions of the template"):
        get = partial(template_of, origin, trusted=wish.trust)
        old = get(before.version, temporary / "old", before.others, checked=False)
        new = old
        if (version, others) != (before.version, before.others):
            new = get(version, temporary / "new", others)
    carried = migrated(before.answers, passed(before, origin, version), changes_of(origin))
    carried |= {KEY: others} if others else {}
    answering = answers_for(
        old, new, before.answers, carried, settings, folder=wish.folder, ask=ask
    )
    with step("Rendering both versions"):
        rendered = [temporary / side / wish.folder.resolve().name for side in ("base", "theirs")]
        base: Path | str | None = pristine.recall(scratch.repository, before)
        if base is None:
            base = rendered[0]
            render_into(base, old, before.answers, before, checked=False)
        # Those that are no longer asked as well: files may still depend on them.
        render_into(rendered[1], new, answering.unasked | answering.answers, before)
    notes = [*wish.notes, *answering.notes, *never_run(new)]
    if not wish.title and (later := beyond(before, origin)):
        notes.append(f"{later} lays projects out anew: no update leads to it")
    with step("Merging"):
        merged = plan(
            scratch,
            ours_of(wish, scratch, before),
            base,
            rendered[1],
            version=version,
            answers_file=before.file,
            lock=packages.locker(new, notes) if wish.lock else None,
            left=answering.left,
            in_work_tree=wish.branch is None,
        )
    news = changelog(new.folder / "CHANGELOG.md", before.version, version)
    message = commit_message(wish.title or title_of(before, version, settings), news, merged)
    return Preview(wish, before, version, answering, news, merged, message, tuple(notes))


def nothing_to_do(before: Recorded, origin: Origin, version: str) -> Exception:
    """Why there is no update: the project has the newest version, or the newest of its layout."""
    newest = beyond(before, origin)
    return laid_out_anew(before, newest, version) if newest else Nothing(version)


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
        committed = recorded.read_text(text.decode("utf-8", "replace"), wish.folder, before.file)
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


def render_into(
    folder: Path,
    template: Template,
    answers: dict[str, Any],
    before: Recorded,
    *,
    checked: bool = True,
) -> None:
    """Render a version into a folder that has the project's name."""
    folder.parent.mkdir()
    render(template, answers, folder, answers_file=before.file, checked=checked)


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


def title_of(before: Recorded, version: str, settings: dict[str, Any]) -> str:
    """The first line of the commit to be."""
    name = before.address.removeprefix(SCHEME)
    if version == before.version:
        return f"Change answers of {name}: {', '.join(sorted(settings))}"
    return f"Update {name} from {before.version} to {version}"


def commit_message(title: str, changelog: str, merged: Plan) -> str:
    """The message of the commit to be, with what the template gained."""
    parts = [title, changelog]
    if merged.conflicts:
        listed = "\n".join(f"- {each.path}: {each.advice}" for each in merged.conflicts)
        parts.append(f"Conflicts:\n{listed}")
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def applied(shown: Preview) -> list[str]:
    """Put a previewed update in place, staged and not committed; what git ignores no longer after it."""
    merged, repository = shown.plan, shown.plan.scratch.repository
    ignored = unknown(repository, "--ignored")
    apply(Work(merged.scratch, merged.ours, merged.merged, shown.version, shown.message))
    if not shown.answering.unasked:  # else these answers do not render to that again
        pristine.remember(merged.scratch, merged.rendered, shown.before.file)
    return sorted(ignored & unknown(repository))
