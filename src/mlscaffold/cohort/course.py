"""A course as its course.toml says: which project, which version, and what comes in which week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mlscaffold.cohort.entries import problems
from mlscaffold.cohort.problems import refuse
from mlscaffold.errors import UsageError
from mlscaffold.interview.config import content_of
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template.templates import NAME

FILE = "course.toml"


@dataclass(frozen=True)
class Week:
    """What comes new in a week: parts of the template, and exercises."""

    parts: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """One course; `week` is the current one, from 1, and `data` empty where the sample is used."""

    folder: Path
    id: str
    title: str
    version: str
    weeks: tuple[Week, ...]
    project: str = ""
    template: str = NAME
    week: int = 1
    agents: str = "tutor"
    delivery: str = "branch"
    branch: str = "main"
    variation: bool = False
    trust: bool = False  # of the template, to load code of its own and to be locked
    answers: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def roster(self) -> Path:
        """The file that says who takes part."""
        return self.folder / "roster.csv"

    @property
    def state(self) -> Path:
        """The folder of the store and the journal."""
        return self.folder / ".cohort"

    @property
    def reports(self) -> Path:
        """The folder of the reports."""
        return self.folder / "reports"

    @property
    def patches(self) -> Path:
        """The folder of the patches, each called like its learner: ID.patch."""
        return self.reports / "patches"

    def parts(self, week: int | None = None) -> tuple[str, ...]:
        """The parts of all weeks up to one, by default the current one; in order, each once."""
        return once(each.parts for each in self.weeks[: week or self.week])

    def exercises(self, week: int | None = None) -> tuple[str, ...]:
        """The exercises of all weeks up to one, by default the current one; in order, each once."""
        return once(each.exercises for each in self.weeks[: week or self.week])

    def at(self, week: int | None) -> "Course":
        """The course in another week. Raises UsageError where it has none of that number."""
        if week is not None and not 0 < week <= len(self.weeks):
            hint = f"give one from 1 to {len(self.weeks)}"
            raise UsageError(f"`{self.folder / FILE}` has no week {week}", hint)
        return replace(self, week=week or self.week)


def once(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All names in order, each where it comes first."""
    return tuple(dict.fromkeys(name for names in several for name in names))


def read(folder: Path) -> Course:
    """The course of a folder. Raises UsageError with everything that is wrong in its file."""
    file = folder / FILE
    if not file.is_file():
        raise UsageError(f"`{folder}` has no {FILE}", "`mlscaffold cohort init DIR` makes one")
    said = content_of(file)
    refuse(file, problems(said))
    weeks = tuple(Week(**{key: tuple(v) for key, v in week.items()}) for week in said["weeks"])
    # Git is run in other folders than this one.
    return Course(**{"project": said["id"]} | said | {"folder": folder.resolve(), "weeks": weeks})


def about_table(said: Mapping[str, Any]) -> dict[str, Any]:
    """The flags about a table in the form that the interview takes."""
    known = {"kind": "task"}
    names: dict[str, Any] = {
        known.get(key, key): tuple(v) if isinstance(v, list) else v for key, v in said.items()
    }
    layout = {key: v for key, v in names.items() if key in Layout.__dataclass_fields__}
    choices = {key: v for key, v in names.items() if key in Choices.__dataclass_fields__}
    return {"layout": Layout(**layout), "choices": Choices(**choices)}
