"""What `new` says when a project is made: the first prediction, what is next, how to make it again."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from mlscaffold.screen.messages import say

if TYPE_CHECKING:
    from mlscaffold.project.create import Created

MOST_NEXT = 3
MLFLOW = "uv run mlflow ui --backend-store-uri sqlite:///mlflow.db"


def tell_prediction(request: dict[str, Any], prediction: dict[str, Any], tests: str) -> None:
    """Show the question that the service was asked and its answer."""
    say(f"\nTests: {tests}")
    say(f"Asked:    {json.dumps(request, ensure_ascii=False)}")
    say(f"Answered: {json.dumps(prediction, ensure_ascii=False)}")


def the_end(created: Created, again: str, *, ran: bool, seconds: float) -> None:
    """Say what was made, what fits to be done next, and how to make it again."""
    say(f"\nMade {created.folder} ({created.files} files) in {seconds:.1f} s")
    for note in created.notes:
        say(f"note: {note}")
    if created.message:
        say(f"\n{created.message}")
    say("\nNext:")
    for command in next_commands(created, ran=ran)[:MOST_NEXT]:
        say(f"  {command}")
    say(f"\nThe same again, without questions:\n  {again}")


def next_commands(created: Created, *, ran: bool) -> list[str]:
    """Only those commands that are still to be done, in their order."""
    lone = not created.repository and not part_of_another(created)
    steps = {f"cd {shlex.quote(str(created.folder))}": True, "git init": lone}
    if created.package:
        steps |= {
            "mlscaffold lock": not created.locked,
            "uv sync": created.locked and not created.installed,
            "uv run dvc repro": not ran,
            f"uv run uvicorn {created.package}.service.api:app": True,
            MLFLOW: ran and (created.folder / "mlflow.db").exists(),
        }
    return [command for command, needed in steps.items() if needed]


def part_of_another(created: Created) -> bool:
    """Whether the project lies in a repository that was there before."""
    return any(note.startswith("part of the repository") for note in created.notes)
