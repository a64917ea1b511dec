"""What `new` says when a project is made: the first prediction, what is next, how to make it again."""

import json
import shlex
from typing import Any

from mlscaffold.project.create import Created
from mlscaffold.project.environment import program, typed_here
from mlscaffold.project.place import shown_from_here
from mlscaffold.screen.messages import say
from mlscaffold.text import columns, wrapped

ADDRESS = "http://127.0.0.1:8000"  # where uvicorn answers


def tell_prediction(first: dict[str, Any]) -> None:
    """Show how the tests ended, the question that the service was asked and its answer."""
    say(f"\nTests: {first['tests']}")
    for what, key in (("Asked", "request"), ("Answered", "prediction")):
        say_wrapped(f"{what}: {json.dumps(first[key], ensure_ascii=False)}")


def say_wrapped(text: str) -> None:
    """Say something that may be longer than a line."""
    say("\n".join(wrapped(text, columns() - 1)))


def the_end(created: Created, again: str, *, ran: bool, seconds: float) -> None:
    """Say what was made, what fits to be done next, and how to make it again."""
    say_wrapped(f"\nMade {created.folder} ({created.files} files) in {seconds:.1f} s")
    for note in created.notes:
        say_wrapped(f"note: {note}")
    if created.message:
        say(f"\n{created.message}")
    commands = next_commands(created, ran=ran)
    say("\nNext:\n" + "\n".join(f"  {command}" for command in commands))
    if created.package:
        say(f"and open {ADDRESS}")
    say(f"\nThe same again, without questions:\n  {again}")


def next_commands(created: Created, *, ran: bool) -> list[str]:
    """Only those commands that are still to be done, in their order, as they work on this machine."""
    within = any(note.startswith("part of the repository") for note in created.notes)
    here = shown_from_here(str(created.folder))
    steps = {
        f"cd {shlex.quote(here)}": here != ".",
        "git init": not created.repository and not within,
    }
    if created.package:
        steps |= {
            f"{program()} lock": not created.locked,
            "uv sync": created.locked and not created.installed,
            "uv run dvc repro": not ran,
            f"uv run uvicorn {created.package}.service.api:app": True,
        }
    return typed_here(*(command for command, needed in steps.items() if needed))
