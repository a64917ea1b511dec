"""Counts what a new project is made of: for each kind, with no part, the usual parts, and all of them.

.venv/bin/python scripts/count.py            print it
.venv/bin/python scripts/count.py --write    and put it into docs/size.md, between its markers
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.table.answers import data_answers
from mlscaffold.table.profile import profile
from mlscaffold.table.proposal import propose
from mlscaffold.template.questions import read
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in

PAGE = Path(__file__).parents[1] / "docs/size.md"
START, END = "<!-- count:start -->", "<!-- count:end -->"
LOCKS = 2  # uv.lock and requirements.txt, which are committed as well
ROOMS = ("data", "model", "report", "service")


@dataclass(frozen=True)
class Count:
    """What a project is made of; lines of Python unless said otherwise."""

    modules: int
    lines: int
    rooms: dict[str, int]
    functions: int
    ninth_tenth: float
    longest: int
    tests: int
    committed: int
    words: int

    @property
    def ratio(self) -> float:
        """Lines of tests for each line of src."""
        return self.tests / self.lines


def main() -> None:
    """Print the tables; write them where that is wanted."""
    text = page(counts())
    print(text)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


def counts() -> dict[tuple[str, str], Count]:
    """Every kind with each choice of parts."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        found = {}
        for kind, answers in kinds(folder).items():
            for chosen, parts in choices().items():
                made = folder / kind / chosen.replace(" ", "-")
                render(built_in(), answers | parts, made)
                found[kind, chosen] = count(made)
    return found


def kinds(folder: Path) -> dict[str, dict[str, Any]]:
    """The sample's two kinds, and a small table of several classes."""
    table = folder / "birds.csv"
    rows = [
        f"{n * 7 % 60},{n * 11 % 40 / 2},{'nsw'[n % 3]},{'abc'[n * 7 % 60 // 20]}"
        for n in range(90)
    ]
    table.write_text("\n".join(["wing,beak,island,species", *rows]) + "\n", encoding="utf-8")
    found = profile(table)
    several = data_answers(found, propose(found, "species"))
    sample = {"project_name": "food"}
    return {
        "binary": sample,
        "multiclass": {"project_name": "birds"} | several,
        "regression": sample | {"kind": "regression"},
    }


def choices() -> dict[str, dict[str, bool]]:
    """No part, those that a project has unless it is said otherwise, and all."""
    parts = [each.key for each in read(built_in().folder).questions if each.type == "bool"]
    return {
        "core": dict.fromkeys(parts, False),
        "usual parts": {},
        "all parts": dict.fromkeys(parts, True),
    }


def count(project: Path) -> Count:
    """Count a rendered project."""
    (package,) = (project / "src").iterdir()
    modules = {path: lines_of(path) for path in package.rglob("*.py")}
    rooms = Counter(dict.fromkeys(ROOMS, 0))
    for path, lines in modules.items():
        room = path.relative_to(package).parts[0]
        rooms[room if (package / room).is_dir() else "beside them"] += lines
    lengths = [length for path in modules for length in function_lengths(path)]
    readme = (project / "README.md").read_text(encoding="utf-8")
    return Count(
        modules=len(modules),
        lines=sum(modules.values()),
        rooms=dict(rooms),
        functions=len(lengths),
        ninth_tenth=statistics.quantiles(lengths, n=10)[-1],
        longest=max(lengths),
        tests=sum(lines_of(path) for path in (project / "tests").rglob("*.py")),
        committed=sum(path.is_file() for path in project.rglob("*")) + LOCKS,
        words=words(readme),
    )


def lines_of(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def function_lengths(path: Path) -> Iterator[int]:
    """The lines of each function of a module, docstrings included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def words(text: str) -> int:
    """The words of a page that a person reads: neither commands, diagrams nor trees."""
    prose = re.sub(r"```.*?```|<!--.*?-->", "", text, flags=re.DOTALL)
    return len(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", prose))


def page(found: dict[tuple[str, str], Count]) -> str:
    """The counts as two tables."""
    head = "| kind | parts | modules | lines | functions | p90 | longest | lines of tests | × src | committed files | words in the README |"
    rows = [head, re.sub(r"[^|]+", " --- ", head)]
    for (kind, chosen), each in found.items():
        cells = (
            each.modules,
            f"{each.lines:,}",
            each.functions,
            f"{each.ninth_tenth:.0f}",
            each.longest,
        )
        more = (f"{each.tests:,}", f"{each.ratio:.2f}", each.committed, each.words)
        rows.append("| " + " | ".join(map(str, (kind, chosen, *cells, *more))) + " |")
    largest = found["binary", "all parts"].rooms
    rooms = [*ROOMS, "beside them", *sorted(largest.keys() - {*ROOMS, "beside them"})]
    rows += ["", "| lines by room | " + " | ".join(rooms) + " |", "| --- " * (len(rooms) + 1) + "|"]
    for kind in dict.fromkeys(kind for kind, _ in found):
        lines = found[kind, "all parts"].rooms
        rows.append(f"| {kind} | " + " | ".join(f"{lines.get(room, 0):,}" for room in rooms) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
