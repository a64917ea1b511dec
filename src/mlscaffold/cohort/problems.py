"""Everything that is wrong with a file of a course, told at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.screen.messages import one_line


@dataclass(frozen=True)
class Problem:
    """Where something is wrong, what, and the way out."""

    where: str
    what: str
    hint: str


def refuse(file: Path, problems: Iterable[Problem]) -> None:
    """Raise UsageError if there are problems; of several, each is a note of its own."""
    found = list(problems)
    if len(found) == 1:
        (only,) = found
        raise UsageError(f"`{file}`, {only.where}: {only.what}", only.hint)
    if found:
        error = UsageError(f"`{file}` has {len(found)} problems", "mend those that the notes name")
        for each in found:
            error.add_note(one_line(f"{each.where}: {each.what}; {each.hint}"))
        raise error
