"""`mlscaffold new` from its flags to the end screen, one step after the other."""

from __future__ import annotations

import json
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.commands.ending import tell_prediction, the_end
from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.interview import keep
from mlscaffold.interview.answersfile import load_answers
from mlscaffold.interview.config import Config, load_config, state_folder
from mlscaffold.interview.interview import Wishes
from mlscaffold.interview.presets import Preset, load_preset
from mlscaffold.interview.review import again, as_data, explained, overview, preview
from mlscaffold.interview.session import Reviewed, check_somebody, with_questions, without_questions
from mlscaffold.process import LOG
from mlscaffold.project.create import Created, create
from mlscaffold.screen.prompts import Asker
from mlscaffold.screen.steps import Steps

WIDEST = 40  # of a value that --explain shows


@dataclass(frozen=True)
class Files:
    """What was read from files: the user's defaults, a preset, answers."""

    config: Config
    preset: Preset | None
    answers_file: Path | None
    file_answers: dict[str, Any]

    @classmethod
    def load(cls, preset: str | None, answers: Path | None) -> Files:
        """Read them all before anything is asked."""
        found = load_preset(preset) if preset is not None else None
        return cls(load_config(), found, answers, carried(load_answers(answers)) if answers else {})

    def added_to(self, wishes: Wishes) -> Wishes:
        """The same wishes, with what the files say."""
        return replace(wishes, **vars(self))


def carried(content: dict[str, Any]) -> dict[str, Any]:
    """Answers of a file; those that an older project recorded, as they are asked for now."""
    from mlscaffold.template.templates import SCHEME
    from mlscaffold.template.versions import is_older
    from mlscaffold.update.migrations import MIGRATIONS, migrated

    answers = {key: value for key, value in content.items() if not key.startswith("_")}
    address, version = (str(content.get(key, "")) for key in ("_src_path", "_commit"))
    changes = MIGRATIONS.get(address.removeprefix(SCHEME), {})
    return migrated(answers, [each for each in changes if is_older(version, each)], changes)


def plan(
    wishes: Wishes, place: Any, downloads: Path, *, ask: bool, resume: bool = False
) -> Reviewed:
    """What is to be made, asked for where that is wanted."""
    said = replace(wishes, config=None) != Wishes() or place != (None, None) or not ask
    if resume and said:
        raise UsageError(
            "--resume goes on as it was begun: it takes no other option", "leave them out"
        )
    if not ask:
        return without_questions(wishes, place, downloads)
    kept = keep.load() if resume else None
    check_somebody(wishes)
    return with_questions(wishes, place, downloads, asker_here(), kept)


def asker_here() -> Asker:
    """Who puts questions on this terminal."""
    if is_dumb():
        from mlscaffold.screen.linewise import PlainAsker

        return PlainAsker()
    from mlscaffold.screen.terminal import TerminalAsker

    return TerminalAsker()


def is_dumb() -> bool:
    """Whether the terminal cannot move its cursor."""
    return os.environ.get("TERM", "").lower() in ("dumb", "unknown") or (
        os.name == "posix" and not os.environ.get("TERM")
    )


def told(made: Reviewed, *, explain: bool, as_json: bool) -> str:
    """What would be made, or where each answer comes from."""
    if explain:
        found = explained(made.plan, made.passed)
        return json.dumps(found, default=str) if as_json else as_lines(found)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        _, files = preview(made.plan, Path(folder))
    if as_json:
        return json.dumps(as_data(made.plan, files), default=str)
    width = shutil.get_terminal_size((100, 24)).columns - 1
    shown = overview(made.plan, made.passed, files, width)
    return f"{shown}\n\nMake it:\n  {again(made.plan)}"


def as_lines(found: list[dict[str, Any]]) -> str:
    """Answers and where they come from, in three columns."""
    rows = [
        (row["key"], " ".join(str(row["value"]).split())[:WIDEST], row["from"]) for row in found
    ]
    first, second = (max(len(row[i]) for row in rows) for i in range(2))
    return "\n".join(f"{key:<{first}}  {value:<{second}}  {where}" for key, value, where in rows)


def make(made: Reviewed) -> dict[str, Any]:
    """Make it, run it if that was wanted, and say how it ended."""
    wishes, step = made.plan.wishes, Steps()
    keep_log()
    created = create(made.plan.order, step=step)
    line = again(made.plan)
    result: dict[str, Any] = asdict(created) | {"folder": str(created.folder)}
    if wishes.run:
        author = made.plan.order.answers.get("author") or created.package
        result["run"] = run_first(created, str(author), step)
    the_end(created, line, ran=wishes.run, seconds=step.seconds)
    return result | {"seconds": round(step.seconds, 1), "again": line}


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
    first = first_run(created, author=author, step=step)
    tell_prediction(first.request, first.prediction, first.tests)
    return asdict(first)
