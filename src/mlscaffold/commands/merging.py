"""What `update`, `add` and `remove` do alike: shown, then applied on yes, gone on with or undone."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import typer

from mlscaffold.commands import confirm, telling
from mlscaffold.commands.options import Merging
from mlscaffold.errors import MlscaffoldError, Nothing, UsageError
from mlscaffold.git import plumbing
from mlscaffold.project.environment import typed_here
from mlscaffold.project.place import project_in
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import step
from mlscaffold.update.apply import journal, recovery
from mlscaffold.update.update import Preview, Wish, applied, branched, previewed

Verb = Callable[[Wish, list[str]], Wish]  # adding, or removing
DECIDE = 3  # a person must decide: conflicts, or a newer version


def check_alone(folder: Path, how: Merging, *, check: bool = False) -> None:
    """Refuse what does not go together, and a folder that is not there."""
    if sum((check, how.go_on, how.abort, how.dry_run, how.branch is not None)) > 1:
        choices = "--check, " * check + "--dry-run, --continue, --abort, --branch"
        raise UsageError("these options exclude each other", f"choose one of {choices}")
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", "give a project's folder")


def wish(folder: Path, how: Merging, **more: Any) -> Wish:
    """What is wanted, in the words of the update."""
    same = {name: getattr(how, name) for name in ("answers_file", "branch", "lock", "trust")}
    return Wish(folder, **same, **more)


def change_parts(
    verb: Verb, names: list[str] | None, folder: Path, how: Merging, **more: Any
) -> None:
    """Add or remove parts, or end what was begun; leaves with the exit code."""
    folder = project_in(folder)
    check_alone(folder, how)
    if bool(names) == (how.go_on or how.abort):
        message = "no part is named" if not names else "--continue and --abort take no parts"
        raise UsageError(message, "`mlscaffold parts` shows what there is")
    change_answers(lambda wanted: verb(wanted, names or []), wish(folder, how, **more), how)


def change_answers(verb: Callable[[Wish], Wish], wanted: Wish, how: Merging) -> None:
    """Update a project to other answers of the same version, or end what was begun."""
    if ended(wanted.folder, how):
        return
    try:
        wanted = verb(wanted)
    except Nothing as nothing:
        tell(how, {"state": "current"}, f"{nothing}; nothing to do")
        return
    raise typer.Exit(merged(wanted, how))


def tell(how: Merging, facts: dict[str, Any], words: str) -> None:
    """Say how it ended, to a program or to a person."""
    print(json.dumps(facts)) if how.as_json else say(words)


def ended(folder: Path, how: Merging) -> bool:
    """Put right what was interrupted; then whether this was about an earlier change, which it ends."""
    repository = plumbing.find(folder)
    ends = how.go_on or how.abort
    if repository is None and ends:
        raise UsageError(f"`{folder}` is in no git repository", "nothing was updated there")
    if repository is None:
        return False
    if journal.is_interrupted(repository):
        if how.dry_run:
            hint = "run `mlscaffold update` or `--abort`, which puts it right"
            raise MlscaffoldError("an update was interrupted here", hint)
        with journal.alone(repository):
            say(recovery.recover(repository))
    if ends:
        (continued if how.go_on else aborted)(repository, how)
    return ends


def merged(wanted: Wish, how: Merging) -> int:
    """Show an update, then apply it on yes; the exit code."""
    if how.ask and not how.dry_run:
        confirm.check_somebody()
    ask = confirm.answered if how.ask and confirm.somebody_is_there() else None
    shows = (lambda _: nullcontext()) if how.as_json else step
    try:
        with previewed(wanted, ask=ask, step=shows, tell=telling.tell_message) as shown:
            return decided(shown, how)
    except Nothing as newest:
        version = str(newest)
        facts = {"state": "current", "from": version, "to": version}
        tell(how, facts, f"{version} is the newest version; nothing to do")
        return 0


def decided(shown: Preview, how: Merging) -> int:
    """Show what will happen, do it if that is wanted, say how it ended; the exit code."""
    diff = telling.text_of(shown.plan.diff())
    if not how.as_json:
        telling.tell_preview(shown)
        print(diff, end="") if how.diff or how.dry_run else None
    state = "previewed"
    if not how.dry_run and (not how.ask or confirm.apply_it(lambda: print(diff))):
        state = carried_out(shown, how.branch)
    report(shown, state, diff, how)
    return DECIDE if shown.plan.conflicts else 0


def carried_out(shown: Preview, branch: str | None) -> str:
    """Put a previewed update in place, or on a branch; how it ended."""
    if branch:
        branched(shown, branch)
        return "branched"
    said = "stays, and is no longer ignored by git: delete it, or ignore it yourself"
    for left in applied(shown) if not shown.plan.is_empty else ():
        say(f"note: {left} {said}")
    return "conflicts" if shown.plan.conflicts else "applied"


def report(shown: Preview, state: str, diff: str, how: Merging) -> None:
    """Say how it ended."""
    if how.as_json:
        facts = telling.as_json(shown, state) | ({"branch": how.branch} if how.branch else {})
        print(json.dumps(facts | ({"diff": diff} if how.dry_run else {})))
    elif how.dry_run:
        say("\nNothing was written: this was --dry-run.")
    elif state == "branched":
        say(f"\nCommitted on the branch `{how.branch}`; your files are as they were.")
        telling.tell_message(shown.answering.message)
    elif state == "previewed":
        say("\nEverything is as it was.")
    else:
        telling.tell_applied(shown)


def continued(repository: plumbing.Repository, how: Merging) -> None:
    """After the conflicts: check, lock, and say what is next."""
    done, notes = recovery.resolved(repository)
    said = [f"note: {note}" for note in notes]
    following = [*typed_here("uv sync", "uv run pytest"), "git commit"]
    said.append(f"{done.title}: complete and staged. Next: {', '.join(following)}")
    facts = {"state": "applied", "to": done.version, "notes": list(notes)}
    tell(how, facts, "\n".join(said))


def aborted(repository: plumbing.Repository, how: Merging) -> None:
    """Undo the last update."""
    edited = recovery.abort(repository)
    said = "The update is undone: files and index are as before it."
    if edited:
        said += f"\nEdited since, and kept in {journal.UNDONE}: {', '.join(edited)}"
    tell(how, {"state": "aborted", "edited_since": list(edited)}, said)
