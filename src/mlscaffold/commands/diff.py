"""`mlscaffold diff`: what a project changed against its template."""

import json
from dataclasses import asdict
from pathlib import Path

from mlscaffold.screen.messages import say


def diff(
    folder: Path = Path(),
    stat: bool = False,
    answers_file: str | None = None,
    trust: bool = False,
    as_json: bool = False,
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
