"""`mlscaffold adopt`: the version and answers that a project was made with, found and recorded."""

import json
from dataclasses import asdict
from pathlib import Path

from mlscaffold.screen.messages import say


def adopt(
    folder: Path = Path(),
    source: str | None = None,
    defaults: bool = False,
    dry_run: bool = False,
    trust: bool = False,
    as_json: bool = False,
) -> None:
    """Find out what a project was made with, and record it."""
    from mlscaffold.commands import confirm
    from mlscaffold.update import adopt as adopting

    ask = not (defaults or as_json or dry_run)
    if ask:
        confirm.check_somebody()
    found = adopting.adopt(folder, source, trust=trust)
    if not as_json:
        said = [f"\n{found.address} {found.version}: {found.share:.0%} of the lines agree"]
        said += [f"  version {version}: {share:.0%}" for version, share in found.others]
        said += [f"  {key}: {value}" for key, value in found.answers.items()]
        unsure = "note: that is less than half; look at the answers before you trust them"
        say("\n".join(said + [unsure] * (found.share < 0.5)))
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
