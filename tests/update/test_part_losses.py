"""Parts added to and removed from edited projects: whatever was edited, nothing of it is lost.

EDITED=200 .venv/bin/pytest tests/update/test_part_losses.py
"""

import os
from pathlib import Path
from random import Random

import pytest

from mlscaffold.template.parts import parts_of
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.update.test_histories import KINDS, Side, check_one_update
from tests.update.world import ANSWERS, Files, World, bytes_of, write

EDITED = int(os.environ.get("EDITED", "12"))
SWITCHES = [part.name for part in parts_of(built_in()).values() if part.is_switch]
KEPT: Files = {"ignored/x.txt": "secret\n", ".env": "secret\n"}
OWN = ["notes.md", "src/food/mine.py", "tests/test_mine.py", "README.md", "compose.yaml"]


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    """The project with each part alone, with none, and with all."""
    folder = tmp_path_factory.mktemp("renders")
    none, every = dict.fromkeys(SWITCHES, False), dict.fromkeys(SWITCHES, True)
    choices = {"": none, "all": every} | {name: none | {name: True} for name in SWITCHES}
    return {name: rendered(folder / (name or "none"), answers) for name, answers in choices.items()}


def rendered(folder: Path, answers: dict[str, bool]) -> Files:
    render(built_in(), {"project_name": "food", "author": "Ana", **answers}, folder)
    return {name: content.decode() for name, (_, content) in bytes_of(folder).items()}


class Owner(Side):
    """Edits files that a part touches, and others now and then."""

    def edit(self, chance: Random, touched: list[str]) -> None:
        for _ in range(chance.randint(1, 10)):
            near = [path for path in touched if path in self.files]
            others = sorted(self.files.keys() - {ANSWERS})
            place = chance.choice(near if near and chance.random() < 0.8 else others)
            kind = chance.choice(KINDS)
            if kind == "add":
                self.put(chance.choice(OWN + touched), f"{self.mark()} new\n" * 3)
            elif kind == "delete":
                del self.files[place]
            elif kind == "rename":
                self.put(f"moved/{place}", self.files.pop(place))
            elif kind in ("edit", "insert", "cut", "ends", "mode"):
                self.change(kind, place, chance.randrange(400))
            else:
                self.files[place] = f"\0{self.mark()}".encode() * 9


@pytest.mark.parametrize("seed", range(EDITED))
def test_nothing_is_lost(renders: dict[str, Files], tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    ends = ["", chance.choice([*SWITCHES, "all"])]
    old, new = (renders[name] for name in chance.sample(ends, 2))
    # The answers are the tool's own; an edit of them by hand is another answer.
    changed = (path for path in {*old, *new} - {ANSWERS} if old.get(path) != new.get(path))
    touched = sorted(changed)
    world = World(tmp_path, old, new)
    (world.top / ".git/info/exclude").write_text("ignored/\n.env\n")
    owner = Owner("mine", dict(old))
    owner.edit(chance, touched)
    for path in old.keys() - owner.files.keys():
        (world.project / path).unlink()
    write(world.project, {**owner.files, **KEPT})
    if chance.random() < 0.7:
        world.commit()
    check_one_update(world, owner)
