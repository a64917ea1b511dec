"""The parts of a template: each is one folder of it, and says of itself what it is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean
from mlscaffold.template.fences import unfenced
from mlscaffold.template.questions import Question, documents, question, read
from mlscaffold.template.templates import Template

FOLDER = "{# part #}"
ALL = "all"


@dataclass(frozen=True)
class Part:
    """What a part says of itself in question.yml and EXPECT.yml.

    `megabytes` are those of the packages that it brings, `seconds` how long its stages run.
    """

    question: Question
    folder: Path
    purpose: str = ""
    fulfils: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    show: str = ""
    megabytes: float = 0
    seconds: float = 0

    @property
    def name(self) -> str:
        """The key of its question."""
        return self.question.key

    @property
    def is_usual(self) -> bool:
        """Whether a project has it unless its owner says otherwise."""
        return self.question.default is True

    @property
    def is_switch(self) -> bool:
        """Whether it is a plain yes or no; others need an answer of their own."""
        return self.question.type == "bool"

    @property
    def none(self) -> Any:
        """The answer that leaves it out."""
        return False if self.is_switch else [] if self.question.multiselect else ""

    def is_in(self, answers: Mapping[str, Any]) -> bool:
        """Whether a project of these answers has it."""
        return bool(answers.get(self.name, self.question.default))

    @property
    def lines(self) -> int:
        """Lines of Python that it adds to `src/`, without the fences of exercises."""
        files = [file for file in self.folder.rglob("src/**/*.py*") if file.suffix != ".pyc"]
        # Of a file that each kind of project has its own of, the sample's counts: the first one.
        by_place = {
            file.as_posix().rpartition("/src/")[2]: file for file in sorted(files, reverse=True)
        }
        return sum(unfenced(file.read_bytes()).count(b"\n") for file in by_place.values())


def parts_of(template: Template) -> dict[str, Part]:
    """The parts of a template by name, the usual ones first."""
    tree = template.folder / read(template.folder).settings.get("subdirectory", ".")
    found = [part_in(file.parents[1]) for file in tree.glob(f"*/{FOLDER}/question.yml")]
    found.sort(key=lambda part: (not part.is_usual, part.name))
    return {part.name: part for part in found}


def part_in(folder: Path) -> Part:
    """The part in a folder of a template."""
    (asked,) = documents(folder / FOLDER / "question.yml")
    ((key, entry),) = asked.items()
    file = folder / FOLDER / "EXPECT.yml"
    said = documents(file)[0] if file.exists() else {}
    facts: Any = {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
    return Part(question(key, entry, secret=False), folder, **facts)


def chosen(parts: Mapping[str, Part], names: Iterable[str]) -> list[str]:
    """The parts that are named; `all` are those that need no answer of their own."""
    found: list[str] = []
    for name in (each.strip() for word in names for each in word.split(",")):
        plain = name.replace("-", "_")
        if plain == ALL:
            found += [part.name for part in parts.values() if part.is_switch]
        elif plain in parts:
            found.append(plain)
        elif not parts:
            raise UsageError("the template has no parts", "its answers: `mlscaffold questions`")
        else:
            hint = did_you_mean(plain, parts, f"there are {', '.join(parts)}")
            raise UsageError(f"there is no part `{name}`", hint)
    return list(dict.fromkeys(found))


def with_needs(parts: Mapping[str, Part], names: Iterable[str]) -> list[str]:
    """Parts and all that they need, those first."""
    found: list[str] = []
    for name in names:
        needed = with_needs(parts, [each for each in parts[name].needs if each in parts])
        found += [each for each in (*needed, name) if each not in found]
    return found


def need(parts: Mapping[str, Part], name: str) -> list[str]:
    """The parts that need one, directly or not."""
    return [each for each in parts if each != name and name in with_needs(parts, [each])]
