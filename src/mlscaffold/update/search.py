"""What `adopt` compares: a project's lines, and those of a template rendered with some answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.template import questionnaire
from mlscaffold.template.origins import Origin
from mlscaffold.template.questionnaire import Questionnaire
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.render import render
from mlscaffold.update.versions import template_of

LARGEST = 1_000_000  # bytes of a file that is compared
SKIPPED = {".git", ".venv", "node_modules", "__pycache__"}
Answers = dict[str, Any]
Lines = dict[str, Counter[str]]


@dataclass
class Search:
    """Renders of a template that are compared with a project."""

    folder: Path
    origin: Origin
    temporary: Path
    trust: bool
    project: Lines
    renders: dict[str, tuple[Lines, bytes] | None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    templates: dict[str, Questionnaire] = field(default_factory=dict)

    def rendered(self, version: str, answers: Answers) -> tuple[Lines, bytes] | None:
        """The lines and answers file of a version; None when it does not accept the answers."""
        key = json.dumps([version, answers], sort_keys=True, default=str)
        if key not in self.renders:
            self.renders[key] = self.render(version, answers)
        return self.renders[key]

    def render(self, version: str, answers: Answers) -> tuple[Lines, bytes] | None:
        """The same, rendered anew."""
        target = self.temporary / str(len(self.renders)) / self.folder.resolve().name
        target.parent.mkdir()
        try:
            render(self.questions(version).template, answers, target, answers_file=ANSWERS_FILE)
        except UsageError:
            return None
        file = target / ANSWERS_FILE
        return lines_of(target), file.read_bytes() if file.exists() else b""

    def questions(self, version: str) -> Questionnaire:
        """The questions of a version, which is fetched once."""
        if version not in self.templates:
            place = self.temporary / f"template-{len(self.templates)}"
            template = template_of(self.origin, version, place, trusted=self.trust)
            self.templates[version] = questionnaire.load(template, target=self.folder.resolve())
        return self.templates[version]

    def likeness(self, version: str) -> float:
        """How much of a version's text, as far as it holds no Jinja, the project has somewhere."""
        files = lines_of(self.questions(version).template.folder).values()
        text = Counter(line for lines in files for line in lines.elements() if "{" not in line)
        mine = Counter(line for lines in self.project.values() for line in lines.elements())
        return 2 * (text & mine).total() / (text.total() + mine.total() or 1)

    def share(self, found: Lines) -> float:
        """How much a render and the project have in common: 1 when they are alike."""
        self.known |= found.keys()
        common = sum((found[path] & self.project.get(path, Counter())).total() for path in found)
        theirs = sum(lines.total() for lines in found.values())
        mine = sum(self.project[path].total() for path in self.known & self.project.keys())
        return 2 * common / (theirs + mine) if theirs + mine else 0.0

    def scored(self, version: str, answers: Answers) -> float:
        """The share of a render, 0 for answers that are not accepted."""
        found = self.rendered(version, answers)
        return self.share(found[0]) if found else 0.0


def lines_of(folder: Path) -> Lines:
    """The lines of the text files in a folder, counted, without those that say nothing."""
    return {
        path: Counter(line for line in text.splitlines() if len(line.strip()) > 2)
        for path, text in readable(folder)
    }


def readable(folder: Path) -> Iterator[tuple[str, str]]:
    """Text files of a folder that git would look at."""
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        if SKIPPED & set(path.parts) or file.is_symlink() or not file.is_file():
            continue
        if file.stat().st_size <= LARGEST and path.name != ANSWERS_FILE:
            content = file.read_bytes()
            if b"\0" not in content:
                yield path.as_posix(), content.decode("utf-8", "replace")
