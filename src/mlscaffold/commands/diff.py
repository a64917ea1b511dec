"""`mlscaffold diff`: what a project changed against its template."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from mlscaffold.commands import options
from mlscaffold.screen.messages import say


def diff(
    folder: options.Folder = Path(),
    stat: options.Stat = False,
    answers_file: options.AnswersFile = None,
    trust: options.Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Show what a project changed against its template."""
    from mlscaffold.commands.telling import text_of
    from mlscaffold.update.update import Wish, drift

    wish = Wish(folder, answers_file=answers_file, trust=trust)
    found = drift(wish, *["--stat"] * stat)
    text = text_of(found.diff)
    if as_json:
        facts = {"template": found.address, "version": found.version, "own_files": found.own}
        files = [asdict(change) for change in found.changes]
        print(json.dumps(facts | {"files": files, "diff": text}))
        return
    print(text, end="")
    say(f"against {found.address} {found.version}: {len(found.changes)} of its files changed,")
    say(f"{found.own} files of the project's own")
