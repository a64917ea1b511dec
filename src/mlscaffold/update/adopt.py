"""`mlscaffold adopt`: a project without recorded answers; which version and answers made it?

Versions are rendered with likely answers and compared with the project, line by line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.template import recorded
from mlscaffold.template.origins import origin_of
from mlscaffold.template.questions import MISSING, Question
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.update.search import Answers, Lines, Search, lines_of

MARK = "Zqmark"


@dataclass(frozen=True)
class Adopted:
    """The likeliest origin of a project; `share` is how much of it the project still has."""

    address: str
    version: str
    answers: Answers
    share: float
    others: tuple[tuple[str, float], ...]
    text: bytes


def adopt(folder: Path, address: str, *, trust: bool = False) -> Adopted:
    """Find the version and answers that a project was likeliest made with; nothing is written."""
    check_missing(folder)
    origin = origin_of(address, folder)
    if not origin.versions:
        raise UsageError(f"the template `{address}` has no versions", "give another one")
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        search = Search(folder, origin, Path(name), trust, lines_of(folder))
        return likeliest(search)


def check_missing(folder: Path) -> None:
    """Refuse a project that has its answers."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", "give a project's folder")
    try:
        recorded.read(folder)
    except UsageError:
        return
    hint = "update it: mlscaffold update"
    raise UsageError(f"`{folder / ANSWERS_FILE}` is there already and can be read", hint)


def likeliest(search: Search) -> Adopted:
    """Texts first, then choices at the newest version, then the version, then choices again."""
    versions = list(reversed(search.origin.versions))
    answers = texts(search, versions[0])
    answers = choices(search, versions[0], answers)
    shares = {version: search.scored(version, answers) for version in versions}
    best = max(versions, key=lambda version: shares[version])
    if best != versions[0]:
        answers = choices(search, best, texts(search, best) | answers)
    asked = {question.key for question in search.questions(best)}
    answers = {key: value for key, value in answers.items() if key in asked}
    found = search.rendered(best, answers)
    if found is None or search.share(found[0]) == 0:
        hint = "was it made from this template? choose one with --template"
        raise MlscaffoldError(f"`{search.folder}` has nothing in common with the template", hint)
    others = tuple((each, shares[each]) for each in versions if each != best)
    share = search.share(found[0])
    return Adopted(search.origin.address, best, answers, share, others, found[1])


def texts(search: Search, version: str) -> Answers:
    """Free texts, such as a name: where they stand in the template, the project has the answer."""
    answers: Answers = {}
    best = search.scored(version, answers)
    for question in free_texts(search, version):
        found = search.rendered(version, answers | {question.key: MARK}) or search.rendered(
            version, answers | {question.key: MARK.lower()}
        )
        value = common_value(found[0], search.project) if found else None
        tried = search.scored(version, answers | {question.key: value}) if value else 0.0
        if value and tried > best:
            best, answers[question.key] = tried, value
    return answers


def free_texts(search: Search, version: str) -> list[Question]:
    """Questions answered by a text, and those whose default is made of such an answer."""
    questions = search.questions(version)
    plain = [q for q in questions if q.type == "str" and not q.choices]
    asked = {question.key for question in plain if question.asked}
    return [q for q in plain if q.asked or asked & set(re.findall(r"\w+", str(q.default)))]


def common_value(found: Lines, project: Lines) -> str | None:
    """What the project has where a render has the mark, by most lines.

    Lines with the mark as it was given come first: in small letters it may be a name made of it.
    """
    for mark in (MARK, MARK.lower()):
        votes: Counter[str] = Counter()
        for path, lines in found.items():
            for line in (line for line in lines if mark in line and tells(line)):
                pattern = re.escape(line).replace(mark, "(.+?)", 1)
                pattern = re.sub(MARK, ".+?", pattern, flags=re.IGNORECASE)
                matches = (re.fullmatch(pattern, mine) for mine in project.get(path, ()))
                votes.update({match[1] for match in matches if match})
        if votes:
            return votes.most_common(1)[0][0]
    return None


def tells(line: str) -> bool:
    """Whether a line has the mark, and enough beside it to be found again."""
    rest = line.replace(MARK, "").replace(MARK.lower(), "")
    return rest != line and sum(map(str.isalpha, rest)) >= 3


def choices(search: Search, version: str, answers: Answers) -> Answers:
    """Answers from a list: one question after another, whichever fits the project best."""
    questions = search.questions(version)
    best = search.scored(version, answers)
    for question in (q for q in questions if q.asked and values(q)):
        for value in other_values(search, version, answers, question):
            tried = answers | {question.key: value}
            share = search.scored(version, tried)
            # A little better may be chance: lines such as `}` are everywhere.
            if share > best + 0.001:
                best, answers = share, tried
    return answers


def other_values(search: Search, version: str, answers: Answers, question: Question) -> list[Any]:
    """The values of a question besides the one that a render with these answers has."""
    found = search.rendered(version, answers)
    if not found or not found[1]:
        return values(question)
    known = recorded.read_text(found[1].decode(), search.folder, ANSWERS_FILE).answers
    return [value for value in values(question) if value != known.get(question.key, MISSING)]


def values(question: Question) -> list[Any]:
    """The values that a question's answer can have, if they can be counted."""
    if isinstance(question.choices, dict):
        return list(question.choices.values())
    if isinstance(question.choices, list):
        return [each[1] if isinstance(each, list) else each for each in question.choices]
    return [True, False] if question.type == "bool" else []


def write(folder: Path, found: Adopted) -> Path:
    """Record what was found; an answers file that cannot be read is kept beside it."""
    file = folder / ANSWERS_FILE
    if file.exists():
        spare = next(
            place
            for number in range(1, 1000)
            if not (place := file.with_name(f"{ANSWERS_FILE}.old-{number}")).exists()
        )
        file.replace(spare)
    part = file.with_name(f"{ANSWERS_FILE}.part")
    part.write_bytes(found.text)
    part.replace(file)
    return file


def default_address(template: str | None) -> str:
    """The template that projects are adopted to unless another one is named."""
    from mlscaffold.template.templates import built_in

    return template or built_in().origin
