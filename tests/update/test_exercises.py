"""What a learner writes between fences is in no merge: it is where it was, whatever the template does."""

from pathlib import Path

import pytest

from mlscaffold.template.fences import is_open, regions, shaped
from tests.update.world import ANSWERS, Files, World

SOLVED = '''"""Cleaning."""

import duckdb


def clean(rows: list[int]) -> list[int]:
    """Leave out what is negative."""
    # >>> exercise: clean
    return [row for row in rows if row >= 0]
    # <<< exercise: clean


def count(rows: list[int]) -> int:
    """How many there are."""
    # >>> exercise: count
    return len(rows)
    # <<< exercise: count


VERSION = 1
'''
STARTER = shaped(SOLVED.encode(), "starter").decode()
OWN = shaped(SOLVED.encode(), "own").decode()
LISTED = "- {id: clean, hint: docs/clean.md, tests: tests/test_clean.py}\n- {id: count}\n"
OPEN, MINE = 'raise NotImplementedError("exercise: clean")', "return sorted(rows)  # mine"
CODE = "src/shop/clean.py"


def files(code: str, **more: str) -> Files:
    return {CODE: code, ANSWERS: "_src_path: x\n_commit: '1'\n", "exercises.yml": LISTED} | more


def learner(tmp_path: Path, base: str, new: str) -> World:
    return World(tmp_path, files(base), files(new))


def test_an_exercise_that_is_done_is_not_in_conflict_with_its_new_text(tmp_path: Path) -> None:
    new = STARTER.replace("Leave out what is negative.", "Leave out negative rows.")
    world = learner(tmp_path, STARTER, new.replace("VERSION = 1", "VERSION = 2"))
    world.edit(CODE, OPEN, MINE)
    merged = world.update()
    assert not merged.conflicts
    assert world.read(CODE).decode() == new.replace(OPEN, MINE).replace("= 1", "= 2")
    assert merged.exercises.changed == ("clean",)
    assert "what you wrote stays" in merged.exercises.notes[0]


def test_revealed_solutions_come_only_to_those_who_wrote_nothing(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, SOLVED)
    world.edit(CODE, OPEN, MINE)
    assert not world.update().conflicts
    found = regions(world.read(CODE))
    assert found["clean"] == f"    {MINE}\n".encode()
    assert found["count"] == b"    return len(rows)\n"


def test_line_ends_of_windows_are_kept(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, STARTER.replace("VERSION = 1", "VERSION = 2"))
    world.edit(CODE, OPEN, MINE)
    world.edit(CODE, "\n", "\r\n")
    assert not world.update().conflicts
    expected = STARTER.replace(OPEN, MINE).replace("= 1", "= 2").replace("\n", "\r\n")
    assert world.read(CODE).decode() == expected


def test_the_file_may_have_another_name(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, STARTER.replace("VERSION = 1", "VERSION = 2"))
    world.edit(CODE, OPEN, MINE)
    (world.project / CODE).rename(world.project / "src/shop/tidy.py")
    assert not world.update().conflicts
    assert world.read("src/shop/tidy.py").decode() == STARTER.replace(OPEN, MINE).replace(
        "= 1", "= 2"
    )


def test_without_fences_it_is_merged_like_other_code_and_said(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, SOLVED)
    fenced = shaped(STARTER.encode(), "own", ["count"]).decode()  # those of `count` stay
    assert "exercise: count" in fenced
    world.edit(CODE, "    # >>> exercise: clean\n", "")
    world.edit(CODE, OPEN, MINE)
    merged = world.update()
    assert [each.path for each in merged.conflicts] == [CODE]
    assert merged.exercises.unfenced == ("clean",)
    assert MINE in world.read(CODE).decode()
    assert "merged like any other code" in merged.exercises.notes[0]


def test_a_conflict_beside_the_fences_has_all_that_was_written(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, STARTER.replace("what is negative", "negative rows"))
    world.edit(CODE, OPEN, MINE)
    world.edit(CODE, "what is negative", "what I do not like")
    merged = world.update()
    assert [each.path for each in merged.conflicts] == [CODE]
    text = world.read(CODE).decode()
    assert text.count(MINE) == 1
    assert "what I do not like" in text
    assert OPEN not in text


def test_a_solution_and_a_conflict_beside_it_lose_nothing(tmp_path: Path) -> None:
    new = SOLVED.replace("what is negative", "negative rows")
    world = learner(tmp_path, STARTER, new)
    world.edit(CODE, OPEN, MINE)
    world.edit(CODE, "what is negative", "what I do not like")
    before = world.read(CODE)
    merged = world.update()
    assert [each.path for each in merged.conflicts] == [CODE]
    assert MINE in world.read(CODE).decode()
    assert "what I do not like" in world.read(CODE).decode()
    world.abort()
    assert world.read(CODE) == before


def test_an_exercise_that_the_template_gave_up_is_the_learners_to_decide_on(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, OWN)
    world.edit(CODE, OPEN, MINE)
    assert [each.path for each in world.update().conflicts] == [CODE]
    assert MINE in world.read(CODE).decode()


def test_an_abort_after_an_exercise_changed_brings_every_byte_back(tmp_path: Path) -> None:
    world = learner(tmp_path, STARTER, SOLVED.replace("VERSION = 1", "VERSION = 2"))
    world.edit(CODE, OPEN, MINE)
    before = world.state()
    world.update()
    world.abort()
    assert world.state() == before


@pytest.mark.parametrize("written", [OPEN, MINE])
def test_detached_it_has_no_fences_and_what_was_written(tmp_path: Path, written: str) -> None:
    world = World(tmp_path, files(STARTER), {CODE: SOLVED, ANSWERS: "_src_path: x\n"})
    world.edit(CODE, OPEN, written)
    merged = world.update(detach=True)
    assert not merged.conflicts
    text = world.read(CODE).decode()
    assert text == shaped(STARTER.encode(), "own").decode().replace(OPEN, written)
    assert not (world.project / "exercises.yml").exists()


def test_what_is_half_written_is_open() -> None:
    half = STARTER.replace(OPEN, f"kept = sorted(rows)\n    {OPEN}").encode()
    assert is_open("clean", regions(half)["clean"])
    assert not is_open("count", regions(half)["clean"])


def test_only_the_starters_line_is_open() -> None:
    found = regions(STARTER.encode())
    assert all(is_open(name, text) for name, text in found.items())
    assert not any(is_open(name, text) for name, text in regions(SOLVED.encode()).items())


@pytest.mark.parametrize(
    "text",
    [
        STARTER.replace("    # <<< exercise: clean\n", ""),
        STARTER + STARTER,
        STARTER.replace("# >>> exercise: clean", "# >>> exercise:clean"),
    ],
)
def test_fences_count_where_each_stands_once(text: str) -> None:
    assert "clean" not in regions(text.encode())
