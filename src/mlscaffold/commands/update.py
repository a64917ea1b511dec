"""The commands for a project that exists: update, diff, adopt."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from mlscaffold.commands.arguments import assignments
from mlscaffold.errors import MlscaffoldError, Nothing, UsageError
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import Steps

DECIDE = 3  # a person must decide: conflicts, or a newer version

Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="A project.")]
AnswersFile = Annotated[str | None, typer.Option(help="If there are several: its answers file.")]
Trust = Annotated[bool, typer.Option("--trust", help="Let the template's own extensions run.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Defaults = Annotated[bool, typer.Option("--defaults", "-y", help="Ask nothing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show all, write nothing.")]
GoOn = Annotated[bool, typer.Option("--continue", help="Conflicts are resolved.")]
Abort = Annotated[bool, typer.Option("--abort", help="Undo the last update.")]
Branch = Annotated[
    str | None, typer.Option(metavar="NAME", help="Commit it on a new branch instead.")
]
Lock = Annotated[bool, typer.Option("--lock/--no-lock", help="Lock packages again.")]


def update(
    folder: Folder = Path(),
    to: Annotated[str | None, typer.Option(metavar="VERSION", help="Not the newest.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an answer.")
    ] = None,
    defaults: Defaults = False,
    dry_run: DryRun = False,
    check: Annotated[bool, typer.Option("--check", help="Only say if it is outdated.")] = False,
    go_on: GoOn = False,
    abort: Abort = False,
    branch: Branch = None,
    begin: Annotated[bool, typer.Option("--begin", help="Make a repository first.")] = False,
    lock: Lock = True,
    answers_file: AnswersFile = None,
    trust: Trust = False,
    as_json: AsJson = False,
) -> None:
    """Merge the template's news into a project; nothing is lost, nothing is committed."""
    from mlscaffold.update.update import Wish

    if sum((check, go_on, abort, dry_run, branch is not None)) > 1:
        hint = "choose one of --check, --dry-run, --continue, --abort, --branch"
        raise UsageError("these options exclude each other", hint)
    chosen = tuple(assignments(settings or []).items())
    if (check or go_on or abort) and (chosen or to):
        raise UsageError("--set and --to are for an update itself", "leave them out")
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", "give a project's folder")
    if check:
        raise typer.Exit(tell_check(folder, answers_file, as_json=as_json))
    tell_recovered(folder, dry_run=dry_run)
    if go_on or abort:
        (continued if go_on else aborted)(folder, as_json=as_json)
        return
    ask = not (defaults or as_json)
    may_begin(folder, begin, ask=ask, dry_run=dry_run)
    wish = Wish(folder, to, chosen, answers_file, branch, lock, trust)
    raise typer.Exit(updated(wish, ask=ask, dry_run=dry_run, as_json=as_json))


def tell_check(folder: Path, answers_file: str | None, *, as_json: bool) -> int:
    """Say whether there is a newer version."""
    from mlscaffold.update.versions import check

    news = check(folder, answers_file)
    if as_json:
        facts = {"template": news.address, "current": news.current, "latest": news.latest}
        beyond = {"beyond": news.beyond} if news.beyond else {}
        print(json.dumps(facts | {"outdated": news.outdated} | beyond))
    else:
        from mlscaffold.commands.telling import tell_news

        tell_news(news)
    return DECIDE if news.outdated else 0


def tell_recovered(folder: Path, *, dry_run: bool) -> None:
    """Undo or finish what an interrupted run left, and say so."""
    from mlscaffold.git import plumbing
    from mlscaffold.update.apply import journal, recovery

    repository = plumbing.find(folder)
    if repository is None:
        return
    if dry_run:
        if journal.is_interrupted(repository):
            hint = "run `mlscaffold update` or `--abort`, which puts it right"
            raise MlscaffoldError("an update was interrupted here", hint)
        return
    if journal.is_interrupted(repository):
        with journal.alone(repository):
            say(recovery.recover(repository))


def may_begin(folder: Path, begin: bool, *, ask: bool, dry_run: bool) -> None:
    """Make a repository where there is none, if that is wanted."""
    from mlscaffold.commands import confirm
    from mlscaffold.git import plumbing, porcelain
    from mlscaffold.template import recorded

    if dry_run or plumbing.find(folder) is not None:
        return
    recorded.read(folder)
    question = "The project is in no git repository. Make one, with all its files?"
    if begin or (ask and confirm.somebody_is_there() and confirm.agreed(question)):
        porcelain.begin(folder)
        porcelain.commit_all(folder, "Before the first update", author={})
        say("Made a repository and committed all files.")


def updated(wish: Any, *, ask: bool, dry_run: bool, as_json: bool, diff: bool = False) -> int:
    """Show the update, with its diff if that is wanted, then apply it on yes; the exit code."""
    from mlscaffold.commands import confirm
    from mlscaffold.commands import telling as output_update
    from mlscaffold.update.branch import check_branch
    from mlscaffold.update.update import previewed

    if ask and not dry_run and not confirm.somebody_is_there():
        hint = "add --defaults, --dry-run or --json, or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    if wish.branch:
        check_branch(wish)
    asker = confirm.answered if ask and confirm.somebody_is_there() else None
    quiet = nullcontext
    try:
        with previewed(
            wish, ask=asker, step=Steps() if not as_json else lambda _: quiet()
        ) as shown:
            text = output_update.text_of(shown.plan.diff())
            if not as_json:
                output_update.tell_preview(shown)
                print(text, end="") if diff and not dry_run else None
            state = "previewed"
            if not dry_run and (not ask or confirm.apply_it(lambda: print(text))):
                state = carried_out(shown, wish.branch)
            report(shown, state, text, dry_run=dry_run, as_json=as_json, branch=wish.branch)
            return DECIDE if shown.plan.conflicts and state != "declined" else 0
    except Nothing as version:
        tell_current(str(version), as_json=as_json)
        return 0


def tell_current(version: str, *, as_json: bool) -> None:
    """Say that there is nothing to do."""
    if as_json:
        print(json.dumps({"state": "current", "from": version, "to": version}))
    else:
        say(f"{version} is the newest version; nothing to do")


def carried_out(shown: Any, branch: str | None) -> str:
    """Put a previewed update in place, or on a branch; how it ended."""
    from mlscaffold.update.branch import branched
    from mlscaffold.update.update import applied

    if branch:
        branched(shown, branch)
        return "branched"
    for left in applied(shown) if not shown.plan.is_empty else ():
        say(
            f"note: {left} stays, and is no longer ignored by git: delete it, or ignore it yourself"
        )
    return "conflicts" if shown.plan.conflicts else "applied"


def report(
    shown: Any, state: str, diff: str, *, dry_run: bool, as_json: bool, branch: str | None
) -> None:
    """Say how it ended."""
    from mlscaffold.commands import telling as output_update

    if as_json:
        facts = output_update.as_json(shown, state) | ({"branch": branch} if branch else {})
        print(json.dumps(facts | ({"diff": diff} if dry_run else {})))
    elif dry_run:
        print(diff, end="")
        say("\nNothing was written: this was --dry-run.")
    elif state == "branched":
        say(f"\nCommitted on the branch `{branch}`; your files are as they were.")
    elif state == "previewed":
        say("\nEverything is as it was.")
    else:
        output_update.tell_applied(shown)


def repository_in(folder: Path) -> Any:
    """The repository of a project."""
    from mlscaffold.git import plumbing

    repository = plumbing.find(folder)
    if repository is None:
        raise UsageError(f"`{folder}` is in no git repository", "nothing was updated there")
    return repository


def continued(folder: Path, *, as_json: bool) -> None:
    """After the conflicts: check, lock, and say what is next."""
    from mlscaffold.update.resolve import resolved

    journal, notes = resolved(repository_in(folder))
    if as_json:
        print(json.dumps({"state": "applied", "to": journal.version, "notes": list(notes)}))
        return
    for note in notes:
        say(f"note: {note}")
    say(f"{journal.title}: complete and staged. Next: uv sync, uv run pytest, git commit")


def aborted(folder: Path, *, as_json: bool) -> None:
    """Undo the last update."""
    from mlscaffold.update.apply import journal, recovery

    edited = recovery.abort(repository_in(folder))
    if as_json:
        print(json.dumps({"state": "aborted", "edited_since": list(edited)}))
        return
    say("The update is undone: files and index are as before it.")
    if edited:
        say(f"Edited since, and kept in {journal.UNDONE}: {', '.join(edited)}")
