"""`mlscaffold detach`: a project of a course becomes its owner's, by an update to other answers."""

from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import Nothing
from mlscaffold.template import recorded
from mlscaffold.template.fences import is_open, regions
from mlscaffold.update.update import Wish

STAYS = "the history, and what you wrote between the fences"


def detaching(wish: Wish) -> Wish:
    """The update that takes a course's files and fences out, and leaves the rest."""
    before = recorded.read(wish.folder, wish.answers_file)
    if before.answers.get("variant", "own") == "own":
        raise Nothing("it belongs to no course")
    notes = [f"stays as it is: {STAYS}"]
    if still := open_exercises(wish.folder):
        notes.append(f"still open, and yours to write: {', '.join(still)}")
    course = before.answers.get("course") or "the course"
    hidden = (("variant", "own"),)
    wish = replace(wish, to=before.version, hidden=hidden, command="detach", detach=True)
    return replace(wish, title=f"Detach from {course}", notes=tuple(notes))


def open_exercises(folder: Path) -> list[str]:
    """Exercises of which the starter's line still stands between the fences."""
    files = (each for part in ("src", "tests") for each in sorted((folder / part).rglob("*.py")))
    texts = (file.read_bytes() for file in files if file.is_file())
    found = [pair for text in texts for pair in regions(text).items()]
    return [name for name, text in found if is_open(name, text)]
