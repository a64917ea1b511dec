"""`mlscaffold update` and `diff`: the template's news, merged into a project by git, and its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import Nothing, UsageError
from mlscaffold.git import plumbing, porcelain
from mlscaffold.git.calls import call
from mlscaffold.git.plumbing import Repository, Scratch
from mlscaffold.project import pristine
from mlscaffold.template import questionnaire, recorded
from mlscaffold.template.origins import origin_of
from mlscaffold.template.others import KEY, newest
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.render import render
from mlscaffold.template.templates import SCHEME, Template
from mlscaffold.update import packages, versions
from mlscaffold.update.answering import Answering, Ask, answers_for
from mlscaffold.update.apply import journal
from mlscaffold.update.apply.apply import apply
from mlscaffold.update.merge import snapshot
from mlscaffold.update.merge.merge import comparable, differences
from mlscaffold.update.merge.plan import Change, Plan, changed, plan
from mlscaffold.update.ready import repository_of, unknown

Step = Callable[[str], AbstractContextManager[None]]
Tell = Callable[[str], None]  # what the template says, or nothing


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
    hidden: tuple[tuple[str, Any], ...] = ()  # our answers to what nobody is asked
    detach: bool = False  # from a course: fences go, and what a learner wrote between them stays


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
def previewed(wish: Wish, *, ask: Ask, step: Step, tell: Tell) -> Iterator[Preview]:
    """Work out an update in a scratch store, which is gone on leaving."""
    repository = repository_of(wish.folder, wish.branch)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        yield preview(wish, Scratch(repository, Path(name)), ask=ask, step=step, tell=tell)


def preview(wish: Wish, scratch: Scratch, *, ask: Ask, step: Step, tell: Tell) -> Preview:
    """Render both versions with their answers and merge the difference into the project."""
    before, settings = with_edits(wish, scratch.repository)
    origin = origin_of(before.address, wish.folder)
    version, later = versions.target(before, origin, wish.to), versions.beyond(before, origin)
    named = wish.others
    others = newest(before.others, scratch.folder) if named is None else list(named)
    if version == before.version and not (settings or wish.hidden) and others == before.others:
        raise versions.laid_out_anew(before, later, version) if later else Nothing(version)
    with step("Reading both versions of the template"):
        get = partial(versions.template_of, origin, trusted=wish.trust)
        old = new = get(before.version, scratch.folder / "old", before.others, checked=False)
        if (version, others) != (before.version, before.others):
            new = get(version, scratch.folder / "new", others)
    tell(questionnaire.load(new, target=before.folder).message("message_before_update"))
    carried = versions.carried_over(before, origin, version) | dict(wish.hidden)
    carried |= {KEY: others} if others else {}
    answering = answers_for(old, new, before, carried, settings, ask)
    notes = [*wish.notes, *versions.never_run(new), *answering.notes]
    if answering.unasked:
        notes.append(f"the template no longer asks: {', '.join(sorted(answering.unasked))}")
    if later and not wish.title:
        notes.append(f"{later} lays projects out anew: no update leads to it")
    with step("Rendering both versions"):
        base, theirs = rendered(scratch, before, old, new, answering, shaped=not wish.detach)
    with step("Merging"):
        merged = plan(
            scratch,
            ours_of(wish, scratch, before),
            base,
            theirs,
            version=version,
            answers_file=before.file,
            lock=partial(packages.locked, new, notes) if wish.lock else None,
            left=answering.left,
            in_work_tree=wish.branch is None,
            detach=wish.detach,
        )
    notes += merged.exercises.notes
    news = versions.changelog(new.folder / "CHANGELOG.md", before.version, version)
    message = commit_message(wish.title or title_of(before, version, settings), news, merged)
    return Preview(wish, before, version, answering, news, merged, message, tuple(notes))


def rendered(
    scratch: Scratch,
    before: Recorded,
    old: Template,
    new: Template,
    answering: Answering,
    *,
    shaped: bool,
) -> tuple[Path | str, Path]:
    """Folders of both versions, called like the project; of the old one its tree if that was kept."""
    name = before.folder.resolve().name
    base, theirs = (scratch.folder / side / name for side in ("base", "theirs"))
    kept = pristine.recall(scratch.repository, before)
    if kept is None:
        render(old, before.answers, base, answers_file=before.file, checked=False)
    # Those that are no longer asked as well: files may still depend on them.
    answers = answering.unasked | answering.answers
    render(new, answers, theirs, answers_file=before.file, shaped=shaped)
    return kept or base, theirs


def with_edits(wish: Wish, repository: Repository) -> tuple[Recorded, dict[str, Any]]:
    """What the project recorded, and the answers to change: those of `--set` or edited by hand.

    What an edit by hand changed was not rendered yet; the committed answers tell what was.
    """
    before, settings = recorded.read(wish.folder, wish.answers_file), dict(wish.settings)
    name = f"HEAD:{repository.prefix}{before.file}"
    text = call(["show", name], cwd=wish.folder)[1].decode("utf-8", "replace")
    with suppress(UsageError):  # not committed, or not as what it says now
        committed = recorded.read_text(text, wish.folder, before.file)
        if committed.version == before.version:
            known = committed.answers
            edited = {
                k: value for k, value in before.answers.items() if known.get(k, value) != value
            }
            return replace(before, answers=before.answers | known), edited | settings
    return before, settings


def ours_of(wish: Wish, scratch: Scratch, before: Recorded) -> snapshot.Snapshot:
    """The project's side of the merge: what lies in the folder or, for a branch, the last commit."""
    if wish.branch:
        return snapshot.committed(scratch)
    ours = snapshot.take(scratch)
    if before.file not in ours.entries:
        hint = "begin a repository of its own there: git init, git add --all, git commit"
        raise UsageError(f"the repository `{scratch.repository.top}` ignores the project", hint)
    return ours


def title_of(before: Recorded, version: str, settings: dict[str, Any]) -> str:
    """The first line of the commit to be."""
    name = before.address.removeprefix(SCHEME)
    if version == before.version:
        return f"Change answers of {name}: {', '.join(sorted(settings))}"
    return f"Update {name} from {before.version} to {version}"


def commit_message(title: str, changelog: str, merged: Plan) -> str:
    """The message of the commit to be, with what the template gained."""
    listed = "\n".join(f"- {each.path}: {each.advice}" for each in merged.conflicts)
    parts = (title, changelog, f"Conflicts:\n{listed}" if listed else "")
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def applied(shown: Preview) -> list[str]:
    """Put a previewed update in place, staged and not committed; what git ignores no longer after it."""
    merged, repository = shown.plan, shown.plan.scratch.repository
    ignored = unknown(repository, "--ignored")
    apply(merged, shown.version, shown.message)
    if not shown.answering.unasked:  # else these answers do not render to that again
        pristine.remember(merged.scratch, merged.rendered, shown.before.file)
    return sorted(ignored & unknown(repository))


def branched(shown: Preview, name: str) -> None:
    """Commit a previewed update on a new branch; neither work tree nor index is touched."""
    merged, scratch = shown.plan.merged.entries, shown.plan.scratch
    repository, head = scratch.repository, journal.head(scratch.repository)
    paths = snapshot.differing(shown.plan.ours.entries, merged)
    changes = {repository.prefix + path: merged.get(path) for path in paths}
    tree = scratch.changed(f"{head}^{{tree}}", changes)
    by = porcelain.identity(repository.folder, str(shown.answering.answers.get("author", "")))
    commit = scratch.commit(tree, [head], shown.message, by=by)
    scratch.keep(f"refs/heads/{name}", commit, fresh=True)


@dataclass(frozen=True)
class Drift:
    """Files of the template that a project changed, how many files are its own, and the diff."""

    address: str
    version: str
    changes: tuple[Change, ...]
    own: int
    diff: bytes


def drift(wish: Wish, *options: str) -> Drift:
    """Compare a project with its template; what runs write between markers does not count."""
    repository = plumbing.find(wish.folder)
    if repository is None:
        raise UsageError(f"`{wish.folder}` is in no git repository", "git init, then git add --all")
    before = recorded.read(wish.folder, wish.answers_file)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        scratch, place = Scratch(repository, Path(name)), Path(name, "old")
        folder = Path(name, "base", wish.folder.resolve().name)
        get = partial(versions.template_of, origin_of(before.address, wish.folder))
        template = get(before.version, place, before.others, trusted=wish.trust)
        render(template, before.answers, folder, answers_file=before.file)
        ours, base = snapshot.take(scratch), scratch.tree_of(folder)
        base, _ = comparable(scratch, base, base, ours, before.file)
        found = [changed(*each) for each in differences(scratch, base, ours.tree)]
        theirs = tuple(each for each in found if each.what != "added")
        command = ["diff", "-M", "--no-ext-diff", "--no-color", "--diff-filter=a", *options]
        diff = scratch.git(*command, base, ours.tree)
    return Drift(before.address, before.version, theirs, len(found) - len(theirs), diff)
