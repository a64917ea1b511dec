"""`mlscaffold new` from its flags to the end screen, one step after the other."""

import json
import logging
import shlex
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.interview import config, review, session
from mlscaffold.interview.interview import Plan
from mlscaffold.interview.sources import Wishes, load_answers
from mlscaffold.process import LOG
from mlscaffold.project.create import Created, create
from mlscaffold.project.environment import program, typed_here
from mlscaffold.project.place import shown_from_here
from mlscaffold.screen import terminal
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import step
from mlscaffold.template import listing, templates, versions
from mlscaffold.text import columns, size, wrapped
from mlscaffold.update.migrations import MIGRATIONS, migrated

WIDEST = 40  # of a value that --explain shows
ADDRESS = "http://127.0.0.1:8000"  # where uvicorn answers


def carried(file: Path | None) -> dict[str, Any]:
    """Answers of a file; those that an older project recorded, as they are asked for now."""
    content = load_answers(file) if file else {}
    answers = {key: value for key, value in content.items() if not key.startswith("_")}
    address, version = (str(content.get(key, "")) for key in ("_src_path", "_commit"))
    changes = MIGRATIONS.get(address.removeprefix(templates.SCHEME), {})
    missed = [each for each in changes if versions.is_older(version, each)]
    return migrated(answers, missed, changes)


def plan(wishes: Wishes, downloads: Path, *, ask: bool, resume: bool = False) -> Plan:
    """What is to be made, asked for where that is wanted."""
    if resume and (replace(wishes, config=config.Config()) != Wishes() or not ask):
        message = "--resume goes on as it was begun: it takes no other option"
        raise UsageError(message, "leave them out")
    if not ask:
        return session.without_questions(wishes, downloads)
    asker = terminal.asker_here() if terminal.somebody_is_there() else None
    return session.with_questions(wishes, downloads, asker, resume=resume)


def told(made: Plan, *, explain: bool, as_json: bool) -> str:
    """What would be made, or where each answer comes from."""
    if explain:
        found = review.explained(made)
        return json.dumps(found, default=str) if as_json else as_lines(found)
    with TemporaryDirectory() as folder:
        _, files = review.preview(made, Path(folder))
    if as_json:
        return json.dumps(review.as_data(made, files), default=str)
    width = shutil.get_terminal_size((100, 24)).columns - 1
    lines = [*listing.tree(files, width), "", review.overview(made, files, width, size().lines)]
    return "\n".join([*lines, "", "Make it:", f"  {review.again(made)}"])


def as_lines(found: list[dict[str, Any]]) -> str:
    """Answers and where they come from, in three columns."""
    values = [" ".join(str(row["value"]).split())[:WIDEST] for row in found]
    first, second = max(len(row["key"]) for row in found), max(map(len, values))
    rows = zip(values, found, strict=True)
    lines = (f"{row['key']:<{first}}  {value:<{second}}  {row['from']}" for value, row in rows)
    return "\n".join(lines)


def make(made: Plan) -> dict[str, Any]:
    """Make it, run it if that was wanted, and say how it ended."""
    start, line = time.monotonic(), review.again(made)
    keep_log()
    try:
        created = create(made.order, step=step)
    except BaseException:
        if made.kept:
            say(session.KEPT)
        raise
    if made.kept:
        session.forget()
    result: dict[str, Any] = asdict(created) | {"folder": str(created.folder)}
    if made.wishes.run:
        author = made.order.answers.get("author") or created.package
        result["run"] = run_first(created, str(author))
    seconds = time.monotonic() - start
    the_end(created, line, ran=made.wishes.run, seconds=seconds)
    return result | {"seconds": round(seconds, 1), "again": line}


def keep_log() -> None:
    """Keep what commands print from here on, in place of the log of the last time."""
    file = config.state_folder() / "new.log"
    with suppress(OSError):  # a machine without a home still makes projects
        file.parent.mkdir(parents=True, exist_ok=True)
        LOG.addHandler(logging.FileHandler(file, mode="w", encoding="utf-8"))
        LOG.setLevel(logging.DEBUG)


def run_first(created: Created, author: str) -> dict[str, Any]:
    """Run what was made; show the prediction."""
    from mlscaffold.project.firstrun import first_run

    if not created.installed:
        raise MlscaffoldError(
            f"`{created.folder}` is made, but its packages are not installed",
            f"when the index can be reached: mlscaffold lock {created.folder}",
        )
    try:
        first = first_run(created, author=author, step=step)
    except BaseException:
        say(f"The project is made, and stays: {created.folder}")
        raise
    said = (json.dumps(first[each], ensure_ascii=False) for each in ("request", "prediction"))
    say_wrapped(f"\nTests: {first['tests']}", f"Asked: {next(said)}", f"Answered: {next(said)}")
    say_wrapped(f"Result: {first['result']}")
    return first


def say_wrapped(*texts: str) -> None:
    """Say what may be longer than a line."""
    for text in texts:
        say("\n".join(wrapped(text, columns() - 1)))


def the_end(created: Created, again: str, *, ran: bool, seconds: float) -> None:
    """Say what was made, what fits to be done next, and how to make it again."""
    say_wrapped(f"\nMade {created.folder} ({created.files} files) in {seconds:.1f} s")
    say_wrapped(*(f"note: {note}" for note in created.notes))
    if created.message:
        say(f"\n{created.message}")
    commands = next_commands(created, ran=ran)
    say("\n".join(["\nNext:", *(f"  {command}" for command in commands)]))
    if created.package and not has_exercises(created):
        say(f"and open {ADDRESS}")
        if not any("uv run" in command for command in commands):
            say("What the README begins with `uv run` goes without it in this environment.")
    say(f"\nThe same again, without questions:\n  {again}")


def has_exercises(created: Created) -> bool:
    """Whether it is a project of a course."""
    return (created.folder / "exercises.yml").is_file()


def next_commands(created: Created, *, ran: bool) -> list[str]:
    """Only those commands that are still to be done, in their order, as they work on this machine."""
    within = any(note.startswith("part of the repository") for note in created.notes)
    folder = shown_from_here(str(created.folder))
    steps = {
        f"cd {shlex.quote(folder)}": folder != ".",
        "git init": not created.repository and not within,
    }
    if created.package:
        is_open = has_exercises(created)  # until they are written, nothing can be trained
        steps |= {
            f"{program()} lock": not created.locked,
            "uv sync": created.locked and not created.installed,
            f"{program()} exercises": is_open,
            "uv run dvc repro": not ran and not is_open,
            f"uv run uvicorn {created.package}.service.api:app": not is_open,
        }
    return typed_here(*(command for command, needed in steps.items() if needed))
