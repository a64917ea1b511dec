"""The state of each exercise: open, or what its tests say."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mlscaffold.exercises.listed import Exercise
from mlscaffold.exercises.running import DONE, FAILING, Outcome, outcomes
from mlscaffold.template.fences import is_open, regions

OPEN = "open"


@dataclass(frozen=True)
class State:
    """An exercise, how far it is, why in one line, and whether its fences are in its file."""

    exercise: Exercise
    state: str
    detail: str = ""
    fenced: bool = True

    @property
    def is_done(self) -> bool:
        """Whether its tests pass."""
        return self.state == DONE


def states(project: Path, exercises: Sequence[Exercise]) -> list[State]:
    """How far each exercise is; only the tests of those that are not open are run."""
    texts = {each.id: text_of(project / each.file) for each in exercises}
    # Without fences the starter's line may stand anywhere in the file.
    places = {name: regions(text).get(name, text) for name, text in texts.items()}
    begun = [each for each in exercises if not is_open(each.id, places[each.id])]
    ended = outcomes(project, begun)
    return [state(each, texts[each.id], ended.get(each.id)) for each in exercises]


def text_of(file: Path) -> bytes:
    """A file's bytes; none where a learner moved or deleted it, which its tests will say."""
    return file.read_bytes() if file.is_file() else b""


def state(exercise: Exercise, text: bytes, ended: Outcome | None) -> State:
    """One exercise; a test that waits for another exercise says so."""
    fenced = exercise.id in regions(text)
    if ended is None:
        return State(exercise, OPEN, fenced=fenced)
    detail = ended.detail
    waits = re.search(r"NotImplementedError: exercise: ([a-z0-9-]+)", detail)
    if ended.state == FAILING and waits:
        detail = f"waits for the exercise `{waits[1]}`"
    return State(exercise, ended.state, detail, fenced)


def next_open(found: Sequence[State]) -> Exercise | None:
    """The exercise to go on with: the first open one of which all that it needs is done."""
    waiting = {each.exercise.id for each in found if not each.is_done}
    still = [each.exercise for each in found if each.state == OPEN]
    ready = [each for each in still if waiting.isdisjoint(each.needs)]
    return next(iter(ready or still), None)


def as_data(course: str, found: Sequence[State]) -> dict[str, Any]:
    """All of it for programs."""
    following = next_open(found)
    return {
        "course": course,
        "points": sum(each.exercise.points for each in found if each.is_done),
        "of": sum(each.exercise.points for each in found),
        "done": sum(each.is_done for each in found),
        "next": following.id if following else None,
        "exercises": [
            asdict(each.exercise)
            | {"state": each.state, "detail": each.detail, "fenced": each.fenced}
            for each in found
        ],
    }
