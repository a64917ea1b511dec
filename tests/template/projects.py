"""The projects that the template's tests render: every kind, source of data and part."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mlscaffold.template.questions import Question, read
from mlscaffold.template.templates import built_in
from tests.proposed import answers_of

TREE = built_in().folder / "project"
FRAGMENTS = "{# part #}"
LONG = "An extraordinarily long project name that nobody would type"
# What `--data` adds to a table's answers when it is no file.
SOURCES: dict[str, dict[str, Any]] = {
    "visits": {},
    "groups": {"group_column": "ward"},
    "a place and ratios": {
        "places": [["latitude", "longitude"]],
        "ratios": [["beds", "nurses"], ["beds", "a_name_" + "of_many_words_" * 3]],
    },
    "places and a ratio": {"places": [["a", "b"], ["c", "d"]], "ratios": [["beds", "nurses"]]},
    "excel": {
        "raw_file": "visits_2024.xlsx",
        "reader": "excel",
        "reader_options": {"names": [], "sheet": 'the "first"', "skip": 2},
    },
    "url": {
        "source_kind": "url",
        "source_address": "https://example.org/visits%20of%202024.csv?year=2024&part=1",
        "source_sha256": "0" * 64,
    },
    "postgres": {
        "source_kind": "postgres",
        "source_address": "postgresql://ana@db.example.org:5433/clinic?sslmode=require",
        "source_query": "SELECT *, 'a \"b\"; %' AS text -- all\nFROM visits\nORDER BY 1",
    },
}
# A source of an address that asks for a workflow; of the other parts yes is enough.
PINNED = "git+https://example.org/mlscaffold@" + "a" * 40
# The columns of the table of visits that stand for each kind.
TARGETS = {"binary": "Stays", "multiclass": "Ward", "regression": "Age (years)"}


@cache
def parts() -> dict[str, Any]:
    """Each part by its question, with the answer that adds it; found where they lie."""
    files = TREE.glob(f"*/{FRAGMENTS}/question.yml")
    keys = sorted(key for file in files for key in yaml.safe_load(file.read_text()))
    questions = {question.key: question for question in read(built_in().folder).questions}
    return {key: answer_that_adds(questions[key]) for key in keys}


def answer_that_adds(question: Question) -> Any:
    """All choices where several may be chosen, yes where that is an answer, else an address."""
    if question.multiselect:
        return list(question.choices)
    return True if question.type == "bool" else PINNED


@cache
def without_parts() -> dict[str, Any]:
    """The answers that leave every part out."""
    return {key: type(answer)() for key, answer in parts().items()}


def expected(part: str) -> dict[str, Any]:
    """What a part says of itself."""
    file = TREE / f"{{{{ '.' if {part} }}}}" / FRAGMENTS / "EXPECT.yml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def with_needs(part: str) -> list[str]:
    """A part and those that come with it."""
    return [part, *expected(part).get("needs", [])]


def only(part: str) -> dict[str, Any]:
    """The answers that leave out every part but one and those that come with it."""
    return without_parts() | {each: parts()[each] for each in with_needs(part)}


@cache
def samples() -> dict[str, dict[str, Any]]:
    """Projects of the sample: each kind of it with all parts, none, the usual ones, and one alone."""
    food = {"project_name": "food"}
    number = food | {"kind": "regression"}
    alone = {f"{part} alone": food | only(part) for part in parts()}
    return {
        "sample": food,
        "sample bare": food | without_parts(),
        "sample whole": food | parts(),
        "amounts": number,
        "amounts bare": number | without_parts(),
        "amounts whole": number | parts(),
        "long": {"project_name": LONG} | parts(),
        "short": {"project_name": "x"},
    } | alone


@cache
def tables() -> dict[str, Callable[[Path], dict[str, Any]]]:
    """Projects of a table of one's own: how their answers follow from the file."""

    def made(kind: str, more: dict[str, Any]) -> Callable[[Path], dict[str, Any]]:
        return lambda file: {"project_name": "visits"} | answers_of(file, TARGETS[kind]) | more

    usual = {name: made("binary", more) for name, more in SOURCES.items()}
    several = {
        f"{kind} {source} {name}": made(kind, SOURCES[source] | answers)
        for kind in TARGETS
        for source in ("visits", "url", "postgres")
        for name, answers in (("bare", without_parts()), ("whole", parts()))
    }
    alone = {
        f"{kind} {part} alone": made(kind, only(part))
        for kind in ("multiclass", "regression")
        for part in parts()
    }
    return usual | several | alone


def texts(project: Path) -> dict[str, str]:
    """The files of a project by their paths."""
    return {str(path.relative_to(project)): path.read_text("utf-8") for path in files(project)}


def files(project: Path) -> Iterator[Path]:
    """The files of a project."""
    return (path for path in sorted(project.rglob("*")) if path.is_file())
