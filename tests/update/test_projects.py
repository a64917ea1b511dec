"""Projects of the built-in template with edits all over, brought over two released versions.

PROJECTS=100 .venv/bin/pytest tests/update/test_projects.py
"""

import os
import random
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from mlscaffold.template.origins import with_releases
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.update.world import World, git, write

pytestmark = pytest.mark.slow
PROJECTS = int(os.environ.get("PROJECTS", "4"))
VERSIONS = with_releases(built_in()).released[:3]
AROUND = 3  # lines before and after an edit that no version changed


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three versions, rendered."""
    folder = tmp_path_factory.mktemp("renders")
    made = []
    for version in VERSIONS:
        template = with_releases(built_in()).unpacked(version, folder / version)
        made.append(folder / version / "food")
        render(template, {"project_name": "food", "author": "Ana"}, made[-1])
    return made


def windows(name: str, renders: list[Path], texts: list[list[str]]) -> list[list[str]]:
    """Runs of lines that stand once in every version and that git's diffs do not touch."""
    size = 2 * AROUND + 1
    found: list[dict[tuple[str, ...], int]] = []
    for number, lines in enumerate(texts):
        near = touched(renders, number, name)
        places: dict[tuple[str, ...], int] = {}
        for start in range(len(lines) - size + 1):
            window, span = tuple(lines[start : start + size]), set(range(start, start + size))
            places[window] = 2 if window in places or span & near else 1
        found.append(places)
    return [list(w) for w in found[0] if all(places.get(w) == 1 for places in found)]


def touched(renders: list[Path], number: int, name: str) -> set[int]:
    """Lines of a version, from 0, that its change to the next one touches or lies beside."""
    if number + 1 == len(renders):
        return set()
    old, new = (str(place / name) for place in renders[number : number + 2])
    near: set[int] = set()
    for line in git(renders[0], "diff", "--no-index", "-U0", old, new, check=False).splitlines():
        if found := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            first, count = int(found[1]), int(found[2] or 1)
            near |= set(range(first - 2, first + count + 1))
    return near


def edited(lines: list[str], window: list[str], how: str, word: str) -> list[str]:
    """The lines with the middle of a window edited."""
    size = len(window)
    starts = (s for s in range(len(lines)) if lines[s : s + size] == window)
    start = next(starts, None)
    if start is None:  # another edit took it
        return lines
    middle = start + AROUND
    new = {"replace": [word], "insert": [lines[middle], word], "delete": []}[how]
    return lines[:middle] + new + lines[middle + 1 :]


def texts_of(renders: list[Path]) -> dict[str, list[list[str]]]:
    """The lines of files that all versions have."""
    names = (str(file.relative_to(renders[0])) for file in renders[0].rglob("*") if file.is_file())
    return {
        name: [(place / name).read_text().splitlines(keepends=True) for place in renders]
        for name in sorted(names)
        if all((place / name).exists() for place in renders) and name != ".copier-answers.yml"
    }


@pytest.mark.parametrize("seed", range(PROJECTS))
def test_edits_elsewhere_never_conflict(seed: int, renders: list[Path], tmp_path: Path) -> None:
    chance, texts = random.Random(seed), texts_of(renders)
    world = World(tmp_path, {}, {})
    shutil.copytree(renders[0], world.project, dirs_exist_ok=True)
    world.commit()
    expected: dict[str, str] = {}
    for name in chance.sample(sorted(texts), 20):
        mine, last = texts[name][0], texts[name][-1]
        fitting = windows(name, renders, texts[name])
        for number, window in enumerate(chance.sample(fitting, min(len(fitting), 4))):
            how = chance.choice(["replace", "insert", "delete"])
            word = f"# mine {seed} {number}\n"
            mine, last = (edited(lines, window, how, word) for lines in (mine, last))
        (world.project / name).write_text("".join(mine))
        expected[name] = "".join(last)
    write(world.project, {f"own/{seed}.py": "own = 1\n"})
    for number, (old, new) in enumerate(pairwise(renders)):
        if chance.random() < 0.5 or number:
            world.commit()
        world.base, world.new = old, new
        merged = world.update()
        assert not merged.conflicts, merged.conflicts
        git(world.top, "add", "--all")
        git(world.top, "commit", "--quiet", "--message", "updated")
    for name, text in expected.items():
        assert (world.project / name).read_text() == text, name
    assert (world.project / f"own/{seed}.py").read_text() == "own = 1\n"
