"""`mlscaffold questions`: what a template asks."""

import json

from mlscaffold.screen.messages import printable


def questions(source: str | None = None, ref: str | None = None, as_json: bool = False) -> None:
    """Show what a template asks."""
    from mlscaffold.commands.catalogue import catalogue, described

    found = catalogue(source, ref)
    print(json.dumps(found, ensure_ascii=False) if as_json else printable(described(found)))
