"""`mlscaffold questions`: what a template asks."""

from __future__ import annotations

import json

from mlscaffold.commands import options
from mlscaffold.screen.messages import printable


def questions(
    source: options.From = None, ref: options.Ref = None, as_json: options.AsJson = False
) -> None:
    """Show what a template asks."""
    from mlscaffold.commands.catalogue import catalogue, described

    found = catalogue(source, ref)
    print(json.dumps(found, ensure_ascii=False) if as_json else printable(described(found)))
