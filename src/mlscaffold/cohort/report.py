"""Where everybody stands: a page, a table and JSON. A learner's code is never run for it."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from mlscaffold.cohort.course import Course
from mlscaffold.cohort.whole import write_whole

# Every state, in the order in which somebody should look at it, and what it means.
STATES = {
    "failed": "something went wrong; the reason stands beside it",
    "unknown base": "its history has no commit that this course made",
    "remote missing": "there is no repository at its address, or none is known",
    "protected branch": "the git host lets nobody write to that branch",
    "dirty": "work that is not committed is in the way",
    "conflict": "the learner and the template changed the same lines",
    "fences removed": "the comments around an exercise are gone, or stand twice, so its lines were merged like all others",
    "exercise changed": "delivered; the text or the tests of an exercise are new",
    "clean": "done; an update waits on its branch for the learner, unless the version is there",
    "up to date": "nothing was to be done",
}
FINE = ("exercise changed", "clean", "up to date")
NAME = "cohort"  # of the three files


@dataclass(frozen=True)
class Row:
    """Where one learner stands.

    `written` are exercises whose text is no longer the starter's, which is not to say that it is
    right; `open` are the others. `changed` are those of which an update brought a new text or new
    tests; `conflicts` name files and lines. Names are those of the columns of cohort.csv.
    """

    id: str
    section: str = ""
    team: str = ""
    version: str = ""
    parts: tuple[str, ...] = ()
    state: str = "up to date"
    written: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    last_commit: str = ""
    detail: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody must look at it."""
        return self.state not in FINE


def overview(rows: Iterable[Row]) -> dict[str, int]:
    """How many are in each state there is, what needs a person first."""
    counted = Counter(row.state for row in rows)
    return {state: counted[state] for state in dict.fromkeys([*STATES, *counted]) if counted[state]}


def write(course: Course, rows: Sequence[Row], folder: Path) -> tuple[Path, ...]:
    """Write cohort.html, cohort.csv and cohort.json into a folder; each is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"html": page(course, rows), "csv": table(rows), "json": facts(course, rows)}
    files = tuple(folder / f"{NAME}.{ending}" for ending in texts)
    for file, text in zip(files, texts.values(), strict=True):
        # Spreadsheets take a CSV file for UTF-8 by the mark in front of it.
        write_whole(file, text.encode("utf-8-sig" if file.suffix == ".csv" else "utf-8", "replace"))
    return files


def page(course: Course, rows: Sequence[Row]) -> str:
    """One page of HTML that asks the network for nothing, those who need a person first."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    order = {state: place for place, state in enumerate(STATES)}
    loader = PackageLoader("mlscaffold.cohort", ".")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment.get_template("report.html.jinja").render(
        course=course,
        columns=columns(rows),
        rows=sorted(rows, key=lambda row: (order.get(row.state, -1), row.id)),
        states=STATES,
        fine=FINE,
        order=order,
        overview=overview(rows),
        waiting=sum(row.needs_a_person for row in rows),
        now=now(),
    )


def columns(rows: Sequence[Row]) -> list[str]:
    """The columns of the page; sections and teams where there are some."""
    some = [
        *(["Section"] * any(row.section for row in rows)),
        *(["Team"] * any(row.team for row in rows)),
    ]
    return ["Learner", *some, "State", "Version", "Parts", "Written", "Open", "Last commit"]


def table(rows: Iterable[Row]) -> str:
    """The rows as CSV, in which no cell is reckoned by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([each.name for each in fields(Row)])
    for row in rows:
        cells = (
            " ".join(each) if isinstance(each, tuple) else each for each in asdict(row).values()
        )
        writer.writerow([harmless(each) for each in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell on one line that a spreadsheet shows and does not reckon."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def facts(course: Course, rows: Sequence[Row]) -> str:
    """The same as JSON."""
    return json.dumps(as_facts(course, rows) | {"time": now()}, ensure_ascii=False, indent=1) + "\n"


def as_facts(course: Course, rows: Sequence[Row]) -> dict[str, Any]:
    """A run over a course for programs."""
    return {
        "course": course.id,
        "version": course.version,
        "week": course.week,
        "exercises": course.exercises(),
        "states": overview(rows),
        "need_a_person": sum(row.needs_a_person for row in rows),
        "learners": [asdict(row) for row in rows],
    }


def now() -> str:
    """The time here, to the minute."""
    return datetime.now().astimezone().isoformat(" ", timespec="minutes")
