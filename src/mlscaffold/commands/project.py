"""The commands that look at a project: diff, adopt."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mlscaffold.commands.update import AnswersFile, AsJson, Defaults, Folder, Trust, update
from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import say


def diff(
    folder: Folder = Path(),
    stat: Annotated[bool, typer.Option("--stat", help="Only how many lines.")] = False,
    answers_file: AnswersFile = None,
    trust: Trust = False,
    as_json: AsJson = False,
) -> None:
    """Show what a project changed against its template."""
    from mlscaffold.commands import telling as output_update
    from mlscaffold.update.drift import drift
    from mlscaffold.update.update import Wish

    wish = Wish(folder, answers_file=answers_file, trust=trust)
    with drift(wish) as found:
        text = output_update.text_of(found.diff(*(["--stat"] if stat else [])))
        if as_json:
            facts = {"template": found.address, "version": found.version, "own_files": found.own}
            files = [asdict(change) for change in found.changes]
            print(json.dumps(facts | {"files": files, "diff": text}))
            return
        print(text, end="")
        say(f"against {found.address} {found.version}: {len(found.changes)} of its files changed,")
        say(f"{found.own} files of the project's own")


def adopt(
    folder: Folder = Path(),
    template: Annotated[
        str | None, typer.Option(metavar="SRC", help="A Copier template's address.")
    ] = None,
    defaults: Defaults = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what is found.")] = False,
    trust: Trust = False,
    as_json: AsJson = False,
) -> None:
    """Find the version and answers a project was made with, and record them."""
    from mlscaffold.commands import confirm
    from mlscaffold.commands import telling as output_update
    from mlscaffold.update import adopt as adopting

    ask = not (defaults or as_json or dry_run)
    if ask and not confirm.somebody_is_there():
        hint = "add --defaults, --dry-run or --json, or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    found = adopting.adopt(folder, adopting.default_address(template), trust=trust)
    facts = {key: value for key, value in asdict(found).items() if key != "text"}
    if not as_json:
        output_update.tell_adopted(found)
    written = not dry_run and (not ask or confirm.agreed("Record that?"))
    if written:
        adopting.write(folder, found)
    if as_json:
        print(json.dumps(facts | {"written": written}))
    elif written:
        say("Recorded in .copier-answers.yml. Look at it, commit it, then: mlscaffold update")
    else:
        say("Nothing was written.")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (update, diff, adopt):
        app.command()(command)
