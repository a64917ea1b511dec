"""What the course's template makes: each version once for the same answers, then a copy for each learner."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, TypeVar

from mlscaffold.cohort import variation
from mlscaffold.cohort.course import Course, about_table
from mlscaffold.cohort.store import Store
from mlscaffold.errors import UsageError
from mlscaffold.interview import session
from mlscaffold.interview.sources import Wishes
from mlscaffold.names import did_you_mean
from mlscaffold.project.create import Order, build
from mlscaffold.template import fences
from mlscaffold.template.origins import Origin, find_template, origin_of
from mlscaffold.template.parts import chosen, parts_of, with_needs
from mlscaffold.template.recorded import Recorded
from mlscaffold.template.render import render
from mlscaffold.template.templates import NAME, Template
from mlscaffold.update import packages, versions
from mlscaffold.update.answering import answers_for
from mlscaffold.update.merge.merge import Left

LARGEST = 50_000_000  # bytes of a table that every learner's repository holds
Made = TypeVar("Made")
Answers = dict[str, Any]
Step = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True)
class Change:
    """What an update brings to all projects of the same version and answers."""

    base: str  # trees
    new: str
    answers: Answers
    left: Left
    news: str
    template: Template


@dataclass
class Starters:
    """The course's template, and what was made of it in this run; `folder` is thrown away after it."""

    course: Course
    store: Store
    folder: Path
    step: Step
    known: dict[str, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def once(self, make: Callable[..., Made], *given: Any) -> Made:
        """What `make` gives, worked out once for the same arguments."""
        key = json.dumps([make.__name__, *given], sort_keys=True, default=str)
        with self.lock:
            if key not in self.known:
                self.known[key] = make(*given)
            found: Made = self.known[key]
            return found

    @property
    def address(self) -> str:
        """What the course's projects record as their template."""
        return self.once(self.found).origin

    def found(self) -> Template:
        """The course's template in the course's version."""
        place = None if self.course.template == NAME else self.course.template
        return find_template(place, self.course.version, self.fresh())

    def origin(self) -> Origin:
        """Where the versions of the template come from."""
        return origin_of(self.address, self.course.folder)

    def template(self, version: str) -> Template:
        """One version of it. Raises UsageError where there is none."""
        origin, trusted = self.once(self.origin), self.course.trust
        return versions.template_of(origin, version, self.fresh(), trusted=trusted)

    def fresh(self) -> Path:
        """An empty folder."""
        return Path(mkdtemp(dir=self.folder))

    def ours(self, revealed: Sequence[str] = ()) -> Answers:
        """The answers that the course gives to questions that nobody is asked."""
        course = self.course
        said = {"variant": "starter", "course": course.title, "agents": course.agents}
        return (
            said
            | variation.answers(course)
            | {
                "exercises": list(course.exercises(len(course.weeks))),
                "revealed": list(revealed),
            }
        )

    def given(self, answers: Answers) -> list[str]:
        """The exercises of a project: what the course took out again stays with those who have it."""
        every = [*self.ours()["exercises"], *answers["exercises"]]
        return [each for each in dict.fromkeys(every) if each in self.once(self.exercises)]

    def exercises(self) -> set[str]:
        """All that the template has."""
        return fences.names(self.once(self.found).folder)

    def check(self) -> None:
        """Refuse parts and exercises that the template does not have, before anything is done."""
        self.parts(self.once(self.found))
        known = self.once(self.exercises)
        for name in self.ours()["exercises"]:
            if name not in known:
                hint = did_you_mean(name, known, f"there are {', '.join(sorted(known))}")
                raise UsageError(f"the template has no exercise `{name}`", hint)

    def parts(self, template: Template) -> Answers:
        """The parts that the course has by now with all that they need, those of later weeks left out."""
        known, every = parts_of(template), self.course.parts(len(self.course.weeks))
        chosen(known, every)
        now = with_needs(known, self.course.parts())
        return {name: name in now for name in (*every, *now)}

    def starter(self) -> str:
        """The tree that the learners begin with: locked, and with the course's table."""
        order, folder = self.order(), self.fresh() / self.course.project
        folder.mkdir()
        made = build(order, folder, step=self.step)
        if order.template.is_end_to_end and not made.locked:
            hint = "a starter is locked: see that uv can resolve; for a template of your own, `trust = true`"
            raise UsageError("; ".join(made.notes), hint)
        self.check_whole(folder, order.answers["exercises"])
        return self.store.tree_of(folder)

    def check_whole(self, folder: Path, exercises: Sequence[str]) -> None:
        """Refuse a project with a function that nobody is asked to write, and of which there is no solution."""
        texts = (file.read_bytes() for file in folder.rglob("*.py"))
        left = {name for text in texts for name in fences.to_be_written(text)}
        left -= {*exercises}
        if exercises and left:
            hint = f"put {'it' if len(left) == 1 else 'them'} into a week of course.toml"
            message = f"the template has no solution of {', '.join(sorted(left))}"
            raise UsageError(f"{message}, and no week asks for it", hint)

    def order(self) -> Order:
        """The starter as `mlscaffold new` would make it of the course's answers."""
        course = self.course
        said = dict(course.data)
        place = said.pop("file", None)
        wishes = Wishes(
            new_folder=self.fresh() / course.project,
            data=None if place is None else self.table(place),
            target=said.pop("target", None),
            query=said.pop("query", None),
            **about_table(said),
            settings=course.answers | self.parts(self.once(self.found)),
            source=None if course.template == NAME else course.template,
            ref=course.version,
            trust=course.trust,
            git=False,
        )
        order = session.without_questions(wishes, self.fresh()).order
        answers = order.answers | self.ours()
        if answers.keys() - course.answers.keys() >= {"author"}:
            # Not the name that git knows here: the projects are the learners'.
            answers["author"] = f"The {course.project} author"
        return replace(order, answers=answers)

    def table(self, place: str) -> str:
        """The course's table; one that is too large for every repository is refused."""
        file = self.course.folder / place
        if not file.is_file():
            return place  # an address
        if file.stat().st_size > LARGEST:
            hint = "let the projects fetch it: give its web address"
            raise UsageError(f"`{file}` is too large to be in every repository", hint)
        return str(file)

    def rendered(self, version: str, answers: Answers) -> str:
        """The tree that a version renders to."""
        folder = self.fresh() / self.course.project
        template = self.once(self.template, version)
        render(template, answers, folder, checked=False)
        if answers.get("variant") == "starter":
            self.check_whole(folder, answers["exercises"])
        return self.store.tree_of(folder)

    def change(self, version: str, answers: Answers, to: str, revealed: Sequence[str]) -> Change:
        """What an update brings to projects of a version and its answers."""
        before = Recorded(self.fresh(), ".copier-answers.yml", self.address, version, answers)
        old, new = (self.once(self.template, each) for each in (version, to))
        carried = versions.carried_over(before, self.once(self.origin), to) | self.ours(revealed)
        carried["exercises"] = self.given(answers)
        parts = self.parts(new)
        answering = answers_for(old, new, before, carried | parts, {}, None)
        wanted = answering.unasked | answering.answers
        with self.step(f"Rendering {version} → {to}" if version != to else f"Rendering {to}"):
            trees = (self.once(self.rendered, version, answers), self.rendered(to, wanted))
        news = versions.changelog(new.folder / "CHANGELOG.md", version, to)
        return Change(*trees, wanted, answering.left, news, new)

    def locked(self, template: Template, files: dict[str, bytes]) -> dict[str, bytes]:
        """What locking makes of some files, for the same ones once."""
        notes: list[str] = []
        texts = {path: text.decode("utf-8", "replace") for path, text in sorted(files.items())}
        same = {path: text for path, text in texts.items() if path != "README.md"}
        key = json.dumps(["locked", same])
        with self.lock:
            if key not in self.known:
                self.known[key] = packages.locked(template, notes, files)
        found: dict[str, bytes] = self.known[key]
        return found

    def placed(self, tree: str, facts: Mapping[str, str]) -> dict[str, bytes]:
        """The files of a tree that are a learner's own, with what is particular to them."""
        found = self.once(self.store.containing, tree, variation.WORD)
        return {path: variation.filled_in(text, facts) for path, text in found.items()}


@contextmanager
def starters_of(course: Course, store: Store, step: Step) -> Iterator[Starters]:
    """What the course's template makes, as long as it is needed.

    Raises UsageError where the course asks for what the template does not have.
    """
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        made = Starters(course, store, Path(name), step)
        made.check()
        yield made
