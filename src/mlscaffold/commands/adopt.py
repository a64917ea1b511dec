"""`mlscaffold adopt`: the version and answers that a project was made with, found and recorded."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from mlscaffold.commands import options
from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import say


def adopt(
    folder: options.Folder = Path(),
    source: options.From = None,
    defaults: options.Defaults = False,
    dry_run: options.DryRun = False,
    trust: options.Trust = False,
    as_json: options.AsJson = False,
) -> None:
    """Find out what a project was made with, and record it."""
    from mlscaffold.commands import confirm
    from mlscaffold.commands.telling import tell_adopted
    from mlscaffold.update import adopt as adopting

    ask = not (defaults or as_json or dry_run)
    if ask and not confirm.somebody_is_there():
        hint = "add --defaults, --dry-run or --json, or run it in a terminal"
        raise UsageError("nobody is there to answer questions", hint)
    found = adopting.adopt(folder, source, trust=trust)
    if not as_json:
        tell_adopted(found)
    written = not dry_run and (not ask or confirm.agreed("Record that?"))
    if written:
        adopting.write(folder, found)
    if as_json:
        facts = {key: value for key, value in asdict(found).items() if key != "text"}
        print(json.dumps(facts | {"written": written}))
    elif written:
        say("Recorded in .copier-answers.yml. Look at it, commit it, then: mlscaffold update")
    else:
        say("Nothing was written.")
