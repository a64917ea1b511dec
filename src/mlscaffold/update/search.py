"""What `adopt` compares: a project's lines, and those of a template rendered with some answers."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.template import questionnaire, recorded
from mlscaffold.template.origins import Origin
from mlscaffold.template.questionnaire import Questionnaire
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.render import render
from mlscaffold.update.versions import template_of

LARGEST = 1_000_000  # bytes of a file that is compared
SKIPPED = {".git", ".venv", "node_modules", "__pycache__", ANSWERS_FILE}
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
    renders: dict[str, tuple[Lines, bytes]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    templates: dict[str, Questionnaire] = field(default_factory=dict)

    def rendered(self, version: str, answers: Answers) -> tuple[Lines, bytes]:
        """The lines and answers file of a version; nothing when it does not accept the answers."""
        key = json.dumps([version, answers], sort_keys=True, default=str)
        if key not in self.renders:
            target = self.temporary / str(len(self.renders)) / self.folder.resolve().name
            self.renders[key] = {}, b""
            with suppress(UsageError):
                render(self.questions(version).template, answers, target, answers_file=ANSWERS_FILE)
                file = target / ANSWERS_FILE
                self.renders[key] = lines_of(target), file.read_bytes() if file.exists() else b""
        return self.renders[key]

    def recorded(self, version: str, answers: Answers) -> Answers:
        """All answers that a version records when it is given some."""
        text = self.rendered(version, answers)[1].decode()
        return recorded.read_text(text, self.folder, ANSWERS_FILE).answers if text else {}

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

    def scored(self, version: str, answers: Answers) -> float:
        """How much a render and the project have in common: 1 when they are alike."""
        found = self.rendered(version, answers)[0]
        self.known |= found.keys()
        common = sum((found[path] & self.project.get(path, Counter())).total() for path in found)
        theirs = sum(lines.total() for lines in found.values())
        mine = sum(self.project[path].total() for path in self.known & self.project.keys())
        return 2 * common / (theirs + mine or 1)


def lines_of(folder: Path) -> Lines:
    """The lines that say something, counted, of the text files that git would look at in a folder."""
    found = {}
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        if SKIPPED & set(path.parts) or file.is_symlink() or not file.is_file():
            continue
        if file.stat().st_size <= LARGEST and b"\0" not in (content := file.read_bytes()):
            lines = content.decode("utf-8", "replace").splitlines()
            found[path.as_posix()] = Counter(line for line in lines if len(line.strip()) > 2)
    return found
