"""Projects of the built-in template with edits all over, brought over two released versions.

PROJECTS=100 .venv/bin/pytest tests/update/test_projects.py
"""

import os
import random
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from mlscaffold import releases
from mlscaffold.render import render
from mlscaffold.templates import Template, built_in
from tests.update.world import World, git, what, write

pytestmark = pytest.mark.slow
PROJECTS = int(os.environ.get("PROJECTS", "4"))
VERSIONS = list(releases.released(releases.bundle_of(built_in())))[:3]
AROUND = 3  # lines before and after an edit that no version changed


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three versions, rendered."""
    folder = tmp_path_factory.mktemp("renders")
    made = []
    for version in VERSIONS:
        place = folder / version / built_in().name
        releases.extract(releases.bundle_of(built_in()), version, place)
        made.append(folder / version / "food")
        render(Template(place.name, place), {"project_name": "food", "author": "Ana"}, made[-1])
    return made


def windows(texts: list[list[str]]) -> list[list[str]]:
    """Runs of lines that stand in every version exactly once: their middle may be edited."""
    size = 2 * AROUND + 1
    found: list[dict[tuple[str, ...], int]] = []
    for lines in texts:
        counts: dict[tuple[str, ...], int] = {}
        for start in range(len(lines) - size + 1):
            window = tuple(lines[start : start + size])
            counts[window] = counts.get(window, 0) + 1
        found.append(counts)
    return [list(w) for w in found[0] if all(counts.get(w) == 1 for counts in found)]


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
        fitting = windows(texts[name])
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
        assert "conflict" not in what(merged).values()
        git(world.top, "add", "--all")
        git(world.top, "commit", "--quiet", "--message", "updated")
    for name, text in expected.items():
        assert (world.project / name).read_text() == text, name
    assert (world.project / f"own/{seed}.py").read_text() == "own = 1\n"
