"""The commands for a project's parts: add, remove, parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from mlscaffold.commands import options
from mlscaffold.commands.arguments import assignments
from mlscaffold.commands.completion import parts as proposed
from mlscaffold.commands.update import (
    Abort,
    AnswersFile,
    AsJson,
    Branch,
    Defaults,
    DryRun,
    GoOn,
    Lock,
    Trust,
    aborted,
    continued,
    tell_recovered,
    updated,
)
from mlscaffold.errors import Nothing, UsageError
from mlscaffold.screen.messages import printable, say

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="PART…", autocompletion=proposed, help="`mlscaffold parts` lists them."),
]
Project = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="Not the folder you are in.")
]
Diff = Annotated[bool, typer.Option("--diff", help="Show every line before it is applied.")]


def add(
    names: Names = None,
    folder: Project = Path(),
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PART=VALUE", help="A part's answer.")
    ] = None,
    source: options.Parts = None,
    defaults: Defaults = False,
    dry_run: DryRun = False,
    diff: Diff = False,
    go_on: GoOn = False,
    abort: Abort = False,
    branch: Branch = None,
    lock: Lock = True,
    answers_file: AnswersFile = None,
    trust: Trust = False,
    as_json: AsJson = False,
) -> None:
    """Add parts to a project, with what they need; nothing is lost, nothing is committed."""
    from mlscaffold.update.parts import adding
    from mlscaffold.update.update import Wish

    folder = project_in(folder)
    chosen = tuple(assignments(settings or []).items())
    wish = Wish(folder, None, chosen, answers_file, branch, lock, trust, others=tuple(source or ()))
    check(names or [], wish, go_on=go_on, abort=abort, dry_run=dry_run)
    if not ended(folder, go_on=go_on, abort=abort, dry_run=dry_run, as_json=as_json):
        ask = not (defaults or as_json)
        changed(adding, names or [], wish, ask=ask, dry_run=dry_run, diff=diff, as_json=as_json)


def remove(
    names: Names = None,
    folder: Project = Path(),
    defaults: Defaults = False,
    dry_run: DryRun = False,
    diff: Diff = False,
    go_on: GoOn = False,
    abort: Abort = False,
    branch: Branch = None,
    lock: Lock = True,
    answers_file: AnswersFile = None,
    trust: Trust = False,
    as_json: AsJson = False,
) -> None:
    """Take parts out of a project; what you changed in them is yours to decide on."""
    from mlscaffold.update.parts import removing
    from mlscaffold.update.update import Wish

    folder = project_in(folder)
    wish = Wish(folder, None, (), answers_file, branch, lock, trust)
    check(names or [], wish, go_on=go_on, abort=abort, dry_run=dry_run)
    if not ended(folder, go_on=go_on, abort=abort, dry_run=dry_run, as_json=as_json):
        ask = not (defaults or as_json)
        changed(removing, names or [], wish, ask=ask, dry_run=dry_run, diff=diff, as_json=as_json)


def project_in(folder: Path) -> Path:
    """The project that a folder is in, up to the top of its repository; else the folder itself."""
    for each in (folder.resolve(), *folder.resolve().parents):
        if any(each.glob(".copier-answers*.y*ml")):
            return folder if each == folder.resolve() else each
        if (each / ".git").exists():
            break
    return folder


def ended(folder: Path, *, go_on: bool, abort: bool, dry_run: bool, as_json: bool) -> bool:
    """Whether this was about an earlier change: finish it or undo it."""
    tell_recovered(folder, dry_run=dry_run)
    if go_on or abort:
        (continued if go_on else aborted)(folder, as_json=as_json)
    return go_on or abort


def changed(
    verb: Callable[[Any, list[str]], Any],
    names: list[str],
    wish: Any,
    *,
    ask: bool,
    dry_run: bool,
    diff: bool,
    as_json: bool,
) -> None:
    """Show what other parts change, and apply it on yes."""
    try:
        wish = verb(wish, names)
    except Nothing as nothing:
        print(json.dumps({"state": "current"})) if as_json else say(f"{nothing}; nothing to do")
        return
    raise typer.Exit(updated(wish, ask=ask, dry_run=dry_run, as_json=as_json, diff=diff))


def check(names: list[str], wish: Any, *, go_on: bool, abort: bool, dry_run: bool) -> None:
    """Refuse what does not go together."""
    if sum((go_on, abort, dry_run, wish.branch is not None)) > 1:
        hint = "choose one of --dry-run, --continue, --abort, --branch"
        raise UsageError("these options exclude each other", hint)
    if bool(names) == (go_on or abort):
        message = "no part is named" if not names else "--continue and --abort take no parts"
        raise UsageError(message, "`mlscaffold parts` shows what there is")
    if not wish.folder.is_dir():
        raise UsageError(f"there is no folder `{wish.folder}`", "give a project's folder")


def parts(
    name: Annotated[str | None, typer.Argument(metavar="[PART]", autocompletion=proposed)] = None,
    folder: Project = Path(),
    as_json: AsJson = False,
) -> None:
    """Show what parts there are, what each costs, and which ones a project has."""
    from mlscaffold.commands.partslist import all_as_text, catalogue, one_as_text, one_part

    folder = project_in(folder)
    found = one_part(folder, name) if name else catalogue(folder)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(printable(one_as_text(found) if name else all_as_text(found)))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (add, remove, parts):
        app.command()(command)
