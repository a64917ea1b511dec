"""`mlscaffold parts`, `add` and `remove`: what there is, and more or fewer of them in a project."""

import json
from pathlib import Path

from mlscaffold.commands.options import Merging, assignments
from mlscaffold.screen.messages import printable


def parts(name: str | None = None, project: Path = Path(), as_json: bool = False) -> None:
    """List the parts: what each is for, and what it costs."""
    from mlscaffold.commands.partslist import all_as_text, catalogue, one_as_text, one_part
    from mlscaffold.project.place import project_in

    folder = project_in(project)
    found = one_part(folder, name) if name else catalogue(folder)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(printable(one_as_text(found) if name else all_as_text(found)))


def add(
    names: list[str] | None = None,
    *,
    project: Path = Path(),
    settings: list[str] | None = None,
    other_parts: list[str] | None = None,
    how: Merging,
) -> None:
    """Add parts to a project, with what they need.

    It is shown first and merged by git: nothing is lost, nothing is committed.
    """
    from mlscaffold.commands.merging import change_parts
    from mlscaffold.update.parts import adding

    given = tuple(assignments(settings).items())
    change_parts(adding, names, project, how, settings=given, others=tuple(other_parts or ()))


def remove(names: list[str] | None = None, *, project: Path = Path(), how: Merging) -> None:
    """Take parts out of a project.

    What you changed in them is yours to decide on.
    """
    from mlscaffold.commands.merging import change_parts
    from mlscaffold.update.parts import removing

    change_parts(removing, names, project, how)
