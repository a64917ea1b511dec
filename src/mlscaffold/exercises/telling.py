"""Exercises as a learner reads them."""

from collections.abc import Sequence
from pathlib import Path

from mlscaffold.exercises.listed import Exercise
from mlscaffold.exercises.running import DONE, FAILING, NOT_RUN
from mlscaffold.exercises.states import OPEN, State, next_open
from mlscaffold.project.environment import program
from mlscaffold.text import clipped, columns, wrapped

SIGNS = {DONE: "✓", OPEN: "○", FAILING: "✗", NOT_RUN: "!"}
UNFENCED = "its fences are gone: updates of the course cannot tell your lines from the template's"


def as_text(course: str, found: Sequence[State], project: Path) -> str:
    """Every exercise in a line, why one is not done, and which one comes next."""
    width = columns() - 1
    done = [each for each in found if each.is_done]
    points, of = (sum(each.exercise.points for each in some) for some in (done, found))
    head = f"{points} of {of} points, {len(done)} of {len(found)} exercises done"
    lines = [f"{course}: {head}" if course else head, ""]
    names = max(len(each.exercise.id) for each in found)
    for each in found:
        lines += [clipped(row(each, names), width), *more(each, width)]
    if following := next_open(found):
        lines += ["", f"Next: {following.id}", *(f"  {line}" for line in where(following, project))]
    if any(each.state == NOT_RUN for each in found):
        way_out = f"uv sync, or {program()} lock"
        lines += ["", f"Where a package is missing: {way_out}"]
    return "\n".join(lines)


def row(found: State, names: int) -> str:
    """Sign, name, state, points and title."""
    each = found.exercise
    worth = f"{each.points} point{'s' * (each.points != 1)}"
    return f"{SIGNS[found.state]} {each.id:{names}}  {found.state:12}  {worth:>9}  {each.title}"


def more(found: State, width: int) -> list[str]:
    """What is to be said of an exercise below its line."""
    said = [found.detail] * bool(found.detail) + [UNFENCED] * (not found.fenced)
    if found.state == FAILING and found.exercise.hint:
        said.append(f"the task: {found.exercise.hint}")
    return [f"    {line}" for text in said for line in wrapped(text, width - 4)]


def where(exercise: Exercise, project: Path) -> list[str]:
    """Where an exercise is written, and where its task is."""
    function = f", `{exercise.function}`" if exercise.function else ""
    lines = [f"write it in {exercise.file}{function}"]
    if exercise.hint and (project / exercise.hint).is_file():
        lines.append(f"the task: {exercise.hint}")
    return lines
