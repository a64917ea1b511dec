"""`mlscaffold new` from its flags to the end screen, one step after the other."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mlscaffold.commands.ending import tell_prediction, the_end
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.interview.config import load_config, state_folder
from mlscaffold.interview.interview import Plan
from mlscaffold.interview.presets import Preset
from mlscaffold.interview.review import again, as_data, explained, overview, preview
from mlscaffold.interview.session import KEPT, forget, with_questions, without_questions
from mlscaffold.interview.sources import Wishes, load_answers
from mlscaffold.process import LOG
from mlscaffold.project.create import Created, create
from mlscaffold.screen.messages import say
from mlscaffold.screen.steps import Steps
from mlscaffold.screen.terminal import asker_here, somebody_is_there
from mlscaffold.template.listing import tree
from mlscaffold.text import height

WIDEST = 40  # of a value that --explain shows


def with_files(wishes: Wishes, preset: Preset | None, answers: Path | None) -> Wishes:
    """The same wishes with what files say: the user's defaults, a preset, answers."""
    said = carried(load_answers(answers)) if answers else {}
    wishes = replace(wishes, config=load_config(), preset=preset)
    return replace(wishes, answers_file=answers, file_answers=said)


def carried(content: dict[str, Any]) -> dict[str, Any]:
    """Answers of a file; those that an older project recorded, as they are asked for now."""
    from mlscaffold.template.templates import SCHEME
    from mlscaffold.template.versions import is_older
    from mlscaffold.update.migrations import MIGRATIONS, migrated

    answers = {key: value for key, value in content.items() if not key.startswith("_")}
    address, version = (str(content.get(key, "")) for key in ("_src_path", "_commit"))
    changes = MIGRATIONS.get(address.removeprefix(SCHEME), {})
    return migrated(answers, [each for each in changes if is_older(version, each)], changes)


def plan(wishes: Wishes, downloads: Path, *, ask: bool, resume: bool = False) -> Plan:
    """What is to be made, asked for where that is wanted."""
    if resume and (replace(wishes, config=None) != Wishes() or not ask):
        message = "--resume goes on as it was begun: it takes no other option"
        raise UsageError(message, "leave them out")
    if not ask:
        return without_questions(wishes, downloads)
    asker = asker_here() if somebody_is_there() else None
    return with_questions(wishes, downloads, asker, resume=resume)


def told(made: Plan, *, explain: bool, as_json: bool) -> str:
    """What would be made, or where each answer comes from."""
    if explain:
        found = explained(made)
        return json.dumps(found, default=str) if as_json else as_lines(found)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        _, files = preview(made, Path(folder))
    if as_json:
        return json.dumps(as_data(made, files), default=str)
    width = shutil.get_terminal_size((100, 24)).columns - 1
    lines = [*tree(files, width), "", overview(made, files, width, height())]
    return "\n".join([*lines, "", "Make it:", f"  {again(made)}"])


def as_lines(found: list[dict[str, Any]]) -> str:
    """Answers and where they come from, in three columns."""
    rows = [
        (row["key"], " ".join(str(row["value"]).split())[:WIDEST], row["from"]) for row in found
    ]
    first, second = (max(len(row[i]) for row in rows) for i in range(2))
    return "\n".join(f"{key:<{first}}  {value:<{second}}  {where}" for key, value, where in rows)


def make(made: Plan) -> dict[str, Any]:
    """Make it, run it if that was wanted, and say how it ended."""
    step, line = Steps(), again(made)
    keep_log()
    with kept_until_made(made):
        created = create(made.order, step=step)
    result: dict[str, Any] = asdict(created) | {"folder": str(created.folder)}
    if made.wishes.run:
        author = made.order.answers.get("author") or created.package
        result["run"] = run_first(created, str(author), step)
    the_end(created, line, ran=made.wishes.run, seconds=step.seconds)
    return result | {"seconds": round(step.seconds, 1), "again": line}


@contextmanager
def kept_until_made(made: Plan) -> Iterator[None]:
    """Forget the answers of an interview once they are a project; until then, say where they are."""
    try:
        yield
    except BaseException:
        if made.kept:
            say(KEPT)
        raise
    if made.kept:
        forget()


def keep_log() -> None:
    """Keep what commands print from here on, in place of the log of the last time."""
    file = state_folder() / "new.log"
    with suppress(OSError):  # a machine without a home still makes projects
        file.parent.mkdir(parents=True, exist_ok=True)
        LOG.addHandler(logging.FileHandler(file, mode="w", encoding="utf-8"))
        LOG.setLevel(logging.DEBUG)


def run_first(created: Created, author: str, step: Steps) -> dict[str, Any]:
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
    tell_prediction(first.request, first.prediction, first.tests)
    return asdict(first)
