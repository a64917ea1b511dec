"""`mlscaffold parts`: what there is, what each costs, which ones a project has."""

from __future__ import annotations

import json
from pathlib import Path

from mlscaffold.commands import options
from mlscaffold.screen.messages import printable


def parts(
    name: options.Name = None, folder: options.Project = Path(), as_json: options.AsJson = False
) -> None:
    """List the parts: what each is for, and what it costs."""
    from mlscaffold.commands.partslist import all_as_text, catalogue, one_as_text, one_part
    from mlscaffold.project.place import project_in

    folder = project_in(folder)
    found = one_part(folder, name) if name else catalogue(folder)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(printable(one_as_text(found) if name else all_as_text(found)))
