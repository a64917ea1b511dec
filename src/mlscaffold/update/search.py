"""What `adopt` compares: a project's lines, and those of a template rendered with some answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.template.origins import Origin
from mlscaffold.template.questions import Question, read
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template
from mlscaffold.update.versions import template_of

LARGEST = 1_000_000  # bytes of a file that is compared
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
    templates: dict[str, Template] = field(default_factory=dict)

    def rendered(self, version: str, answers: Answers) -> tuple[Lines, bytes] | None:
        """A version rendered with some answers, once; None when it does not accept them."""
        key = json.dumps([version, answers], sort_keys=True, default=str)
        if key not in self.renders:
            self.renders[key] = self.render(version, answers)
        return self.renders[key]

    def render(self, version: str, answers: Answers) -> tuple[Lines, bytes] | None:
        """The lines of a version with some answers, and the answers file it writes."""
        target = self.temporary / str(len(self.renders)) / self.folder.resolve().name
        target.parent.mkdir()
        try:
            render(self.template(version), answers, target, answers_file=ANSWERS_FILE)
        except UsageError:
            return None
        file = target / ANSWERS_FILE
        return lines_of(target), file.read_bytes() if file.exists() else b""

    def template(self, version: str) -> Template:
        """A version of the template, fetched once."""
        if version not in self.templates:
            place = self.temporary / f"template-{len(self.templates)}"
            self.templates[version] = template_of(self.origin, version, place, trusted=self.trust)
        return self.templates[version]

    def questions(self, version: str) -> tuple[Question, ...]:
        """The questions of a version."""
        return read(self.template(version).folder).questions

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
    skipped = {".git", ".venv", "node_modules", "__pycache__"}
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        if skipped & set(path.parts) or file.is_symlink() or not file.is_file():
            continue
        if file.stat().st_size <= LARGEST and path.name != ANSWERS_FILE:
            content = file.read_bytes()
            if b"\0" not in content:
                yield path.as_posix(), content.decode("utf-8", "replace")
