"""`mlscaffold adopt`: a project without recorded answers; which version and answers made it?

Versions are rendered with likely answers and compared with the project, line by line.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.template import recorded
from mlscaffold.template.fields import Refused
from mlscaffold.template.jinja import compiled_once
from mlscaffold.template.origins import copied, origin_of
from mlscaffold.template.questionnaire import Given, Questionnaire
from mlscaffold.template.questions import MISSING, Question
from mlscaffold.template.recorded import ANSWERS_FILE
from mlscaffold.template.templates import built_in
from mlscaffold.update.search import Answers, Lines, Search, lines_of

MARK = "(?i)zq[a-z]mark"
FEW = 6  # versions that are rendered: those whose text is most like the project's


@dataclass(frozen=True)
class Adopted:
    """The likeliest origin of a project; `share` is how much of it the project still has."""

    address: str
    version: str
    answers: Answers
    share: float
    others: tuple[tuple[str, float], ...]
    text: bytes


def adopt(folder: Path, address: str | None, *, trust: bool = False) -> Adopted:
    """Find the version and answers that a project was likeliest made with; nothing is written."""
    check_missing(folder)
    origin = origin_of(address or built_in().origin, folder)
    if not origin.versions:
        raise UsageError(f"the template `{address}` has no versions", "give another one")
    with TemporaryDirectory(prefix="mlscaffold-") as name, compiled_once():
        origin = copied(origin, Path(name))
        return likeliest(Search(folder, origin, Path(name), trust, lines_of(folder)))


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
    """Texts and choices at the newest version, then the version, then what else that one asks."""
    versions = search.origin.versions[::-1]
    newest = versions[0]
    answers = choices(search, newest, texts(search, newest), settled=())
    near = sorted(versions, key=search.likeness, reverse=True)[:FEW]
    shares = {each: search.scored(each, answers) for each in versions if each in near}
    best = max(shares, key=lambda version: shares[version])
    if best != newest:
        answers = texts(search, best) | answers
        answers = choices(search, best, answers, settled=search.questions(newest).keys)
    asked = {question.key for question in search.questions(best).questions}
    answers = {key: value for key, value in answers.items() if key in asked}
    share = search.scored(best, answers)
    if share == 0:
        hint = "was it made from this template? choose one with --template"
        raise MlscaffoldError(f"`{search.folder}` has nothing in common with the template", hint)
    others = tuple((each, share) for each, share in shares.items() if each != best)
    text = search.rendered(best, answers)[1]
    return Adopted(search.origin.address, best, answers, share, others, text)


def texts(search: Search, version: str) -> Answers:
    """Free texts, such as a name: where their marks stand in a render, the project has the answer."""
    questions = search.questions(version)
    marks = {key: f"Zq{ascii_lowercase[n % 26]}mark" for n, key in enumerate(free_texts(questions))}
    # As a name, a package, an email address or an address.
    shapes = ("{}", "{}@example.org", "https://example.org/{}")
    proposed = {k: [m, *(each.format(m.lower()) for each in shapes)] for k, m in marks.items()}
    given = walked(questions, proposed)
    derived = {key: mark.lower() for key, mark in marks.items() if key not in given}
    found = search.rendered(version, given | derived)[0] or search.rendered(version, given)[0]
    values = {
        key: value
        for key, mark in (given | derived).items()
        if key in marks and (value := common_value(found, search.project, mark))
    }
    answers = walked(questions, {key: [value] for key, value in values.items()})
    whole = answers | {key: value for key, value in values.items() if key in derived}
    return max((whole, answers), key=lambda each: search.scored(version, each))


def free_texts(questions: Questionnaire) -> list[str]:
    """Questions answered by a text, and those whose default is made of such an answer."""
    plain = [q for q in questions.questions if q.type == "str" and not q.choices]
    asked = [question.key for question in plain if question.asked]
    made = (q.key for q in plain if {*asked} & {*re.findall(r"\w+", str(q.default))})
    return list(dict.fromkeys([*asked, *made]))


def walked(questions: Questionnaire, proposed: Mapping[str, list[str]]) -> Answers:
    """Those proposals that the questions accept, and an answer to each that has no default."""
    answers: Answers = {}
    path = questions.path(Given())
    try:
        here = next(path)
        while True:
            first = here.options[0].raw if here.options else ""
            fits = (e for e in proposed.get(here.key, ()) if here.accepted(e) is not MISSING)
            value = next(fits, first if here.default is MISSING else MISSING)
            if value is not MISSING:
                answers[here.key] = value
            here = path.send(here.default if value is MISSING else here.parse(value))
    except (StopIteration, Refused):
        return answers


def common_value(found: Lines, project: Lines, given: str) -> str | None:
    """What the project has where a render has a mark, by most lines."""
    # The mark as it was given comes first: in small letters it may be a name made of it.
    for mark in (given, given.lower()):
        votes: Counter[str] = Counter()
        for path, line in ((path, line) for path, lines in found.items() for line in lines):
            # Enough beside marks to be found again.
            if mark in line and sum(map(str.isalpha, re.sub(MARK, "", line))) >= 3:
                pattern = re.escape(line).replace(re.escape(mark), "(.+?)", 1)
                pattern = re.sub(MARK, ".+?", pattern)
                matches = (re.fullmatch(pattern, mine) for mine in project.get(path, ()))
                votes.update({match[1] for match in matches if match})
        if votes:
            # Of as many, the shortest: what stands around an answer may look like part of it.
            return max(votes, key=lambda value: (votes[value], -len(value)))
    return None


def choices(search: Search, version: str, answers: Answers, *, settled: Collection[str]) -> Answers:
    """Answers from a list: one question after another, whichever fits the project best."""
    asked = (each for each in search.questions(version).questions if each.asked)
    for question in (each for each in asked if each.key not in settled):
        for value in values(question):
            known = search.recorded(version, answers).get(question.key)
            wanted = [*(known or []), value] if question.multiselect else value
            tried = answers | {question.key: wanted}
            share = 0.0 if wanted == known else search.scored(version, tried)
            # By now more of the project's files are known to be the template's: what was, counts
            # less. A little better may be chance: lines such as `}` are everywhere.
            if share > search.scored(version, answers) + 0.001:
                answers = tried
    return answers


def values(question: Question) -> list[Any]:
    """The values that a question's answer can have, if they can be counted."""
    if isinstance(question.choices, dict):
        return list(question.choices.values())
    if isinstance(question.choices, list):
        return [each[1] if isinstance(each, list) else each for each in question.choices]
    return [True, False] if question.type == "bool" else []


def write(folder: Path, found: Adopted) -> None:
    """Record what was found; an answers file that cannot be read is kept beside it."""
    file = folder / ANSWERS_FILE
    if file.exists():
        spare = (file.with_name(f"{ANSWERS_FILE}.old-{number}") for number in count(1))
        file.replace(next(each for each in spare if not each.exists()))
    part = file.with_name(f"{ANSWERS_FILE}.part")
    part.write_bytes(found.text)
    part.replace(file)
