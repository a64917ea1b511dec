"""`mlscaffold exercises`: what is written in a project of a course, and what is still open."""

import json
from pathlib import Path

import typer

from mlscaffold.screen.messages import printable


def exercises(ids: list[str] | None = None, project: Path = Path(), as_json: bool = False) -> None:
    """Show a course's exercises: open, done, and why one fails.

    Only the tests of those that you began are run.
    """
    from mlscaffold.exercises.listed import asked_for, read
    from mlscaffold.exercises.states import as_data, states
    from mlscaffold.exercises.telling import as_text
    from mlscaffold.project.place import project_in
    from mlscaffold.screen.steps import working

    folder = project_in(project)
    course = read(folder)
    chosen = asked_for(course.exercises, ids or ())
    with working("Running the tests of your exercises"):
        found = states(folder, chosen)
    if as_json:
        print(json.dumps(as_data(course.title, found), ensure_ascii=False))
    else:
        print(printable(as_text(course.title, found, folder)))
    raise typer.Exit(0 if all(each.is_done for each in found) else 1)
