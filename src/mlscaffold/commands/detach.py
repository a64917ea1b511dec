"""`mlscaffold detach`: a project of a course becomes its owner's."""

from pathlib import Path

from mlscaffold.commands.options import Merging
from mlscaffold.project.place import project_in


def detach(folder: Path = Path(), *, how: Merging) -> None:
    """Make a course's project your own.

    The course's files and fences go; what you wrote and the history stay, and the template's
    updates go on. It is shown first, and nothing is committed.
    """
    from mlscaffold.commands import merging
    from mlscaffold.update.detach import detaching

    folder = project_in(folder)
    merging.check_alone(folder, how)
    merging.change_answers(detaching, merging.wish(folder, how), how)
