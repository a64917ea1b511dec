"""`mlscaffold remove`: parts taken out of a project."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.commands import options


def remove(
    names: options.Names = None,
    *,
    folder: options.Project = Path(),
    how: options.Merging,
) -> None:
    """Take parts out of a project.

    What you changed in them is yours to decide on.
    """
    from mlscaffold.commands.merging import change_parts
    from mlscaffold.update.parts import removing

    change_parts(removing, names, folder, how)
