"""`mlscaffold add`: parts for a project that exists."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.commands import options


def add(
    names: options.Names = None,
    *,
    folder: options.Project = Path(),
    settings: options.Settings = None,
    source: options.Parts = None,
    how: options.Merging,
) -> None:
    """Add parts to a project, with what they need.

    It is shown first and merged by git: nothing is lost, nothing is committed.
    """
    from mlscaffold.commands.merging import change_parts
    from mlscaffold.update.parts import adding

    given = options.assignments(settings)
    change_parts(adding, names, folder, how, settings=given, others=tuple(source or ()))
