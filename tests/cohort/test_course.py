"""course.toml: what it says, and everything that is wrong with one told at once."""

from pathlib import Path

import pytest

from mlscaffold.cohort.course import Week, read
from mlscaffold.errors import UsageError

COURSE = """
id = "ml-2026"
title = "Applied machine learning"
project = "food-times"
version = "0.9.0"
week = 2
agents = "owner"
delivery = "patch"
branch = "trunk"

[answers]
decision = "Customers get a voucher."

[data]
file = "visits.csv"
target = "Stays"
drop = ["Note"]

[[weeks]]
exercises = ["clean", "contract"]

[[weeks]]
parts = ["tracking"]
exercises = ["contract", "split"]

[[weeks]]
parts = ["monitoring", "tracking"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, text: str) -> tuple[UsageError, list[str]]:
    with pytest.raises(UsageError) as refused:
        read(written(folder, text))
    return refused.value, getattr(refused.value, "__notes__", [])


def test_a_course_is_what_its_file_says(tmp_path: Path) -> None:
    course = read(written(tmp_path, COURSE))
    assert (course.id, course.project, course.version) == ("ml-2026", "food-times", "0.9.0")
    assert (course.agents, course.delivery, course.branch) == ("owner", "patch", "trunk")
    assert (course.template, course.variation, course.week) == ("end-to-end-project", False, 2)
    assert course.answers == {"decision": "Customers get a voucher."}
    assert course.data["drop"] == ["Note"]
    assert course.weeks[2] == Week(parts=("monitoring", "tracking"))


def test_a_course_knows_where_it_is_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written(tmp_path, COURSE))
    assert read(Path()).folder == tmp_path.resolve()


def test_a_project_is_called_like_its_course_unless_it_is_said(tmp_path: Path) -> None:
    course = read(written(tmp_path, COURSE.replace('project = "food-times"\n', "")))
    assert course.project == "ml-2026"


def test_weeks_add_up_in_order_and_nothing_comes_twice(tmp_path: Path) -> None:
    course = read(written(tmp_path, COURSE))
    assert course.parts(1) == ()
    assert course.parts() == ("tracking",)
    assert course.parts(3) == ("tracking", "monitoring")
    assert course.exercises() == course.exercises(3) == ("clean", "contract", "split")
    assert course.exercises(1) == ("clean", "contract")


def test_another_week_may_be_looked_at(tmp_path: Path) -> None:
    course = read(written(tmp_path, COURSE))
    assert course.at(None) == course
    assert course.at(3).parts() == ("tracking", "monitoring")
    for week in (0, 4, -1):
        with pytest.raises(UsageError, match=f"no week {week}"):
            course.at(week)


def test_without_a_file_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read(tmp_path)
    assert "has no course.toml" in refused.value.message
    assert "cohort init" in refused.value.hint


# What is put in place of what, and what is told.
WRONG = {
    "unknown key": ('week = 2', 'weak = 2', "did you mean `week`?"),
    "wrong type": ('week = 2', 'week = "2"', "is no whole number"),
    "a switch for a number": ('week = 2', 'week = true', "is no whole number"),
    "too high": ("week = 2", "week = 4", "there are 3 [[weeks]]"),
    "too low": ("week = 2", "week = 0", "the first week is 1"),
    "two lines": ('"Applied machine learning"', '"a\\nb"', "is no line of text"),
    "empty": ('"Applied machine learning"', '" "', "is no line of text"),
    "unknown delivery": ('"patch"', '"pach"', "did you mean `patch`?"),
    "unknown agents": ('"owner"', '"robot"', "there are tutor, owner"),
    "id with a slash": ('"ml-2026"', '"ml/2026"', "besides letters"),
    "id that climbs": ('"ml-2026"', '"a..b"', "two dots"),
    "id of a device": ('"ml-2026"', '"Nul"', "device on Windows"),
    "id that git keeps": ('"ml-2026"', '"ml.lock"', "git keeps"),
    "project that is no name": ('"food-times"', '"7 dwarfs"', "is no project name"),
    "branch that git refuses": ('"trunk"', '"a//b"', "is no branch name"),
    "branch that is an option": ('"trunk"', '"--force"', "is no branch name"),
    "what is ours": ("decision =", "variant =", "is answered for each learner"),
    "part that is no name": ('["tracking"]', '["../x"]', "week 2, `parts`: `../x` is no name"),
    "part that is no list": ('["tracking"]', '"tracking"', "week 2, `parts`: is no list of names"),
    "unknown key of a week": ('exercises = ["contract"', 'exercise = ["contract"', "`exercises`?"),
    "unknown flag": ("drop =", "dropped =", "did you mean `drop`?"),
    "table without target": ('target = "Stays"', "", "[data] `target`: is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_line_with_the_way_out(tmp_path: Path, name: str) -> None:
    before, after, told = WRONG[name]
    assert before in COURSE
    error, notes = refusal(tmp_path, COURSE.replace(before, after))
    assert told in f"{error.message}; {error.hint}"
    assert error.hint
    assert "course.toml" in error.message
    assert notes == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = 'titel = "x"\nweek = 9\ndelivery = "owl"\nagents = 1\n[[weeks]]\npart = ["a"]\n'
    error, notes = refusal(tmp_path, text)
    assert "8 problems" in error.message
    beginnings = ["`id`: is missing", "`title`: is missing", "`version`: is missing"]
    beginnings += ["`titel`: is no entry", "`agents`: is no line", "`delivery`: there is no"]
    beginnings += ["week 1, `part`: is no entry", "`week`: 9 is too high"]
    assert len(notes) == len(beginnings)
    for each in beginnings:
        assert [note for note in notes if note.startswith(each)], each


def test_no_weeks_and_broken_files_are_refused(tmp_path: Path) -> None:
    error, _ = refusal(tmp_path, 'id = "a"\ntitle = "b"\nversion = "1"\n')
    assert "`weeks`: is missing" in error.message
    assert "[[weeks]]" in error.hint
    error, _ = refusal(tmp_path, 'id = "a"\ntitle = "b"\nversion = "1"\nweeks = []\n')
    assert "there is none" in error.message
    error, _ = refusal(tmp_path, "id = ")
    assert "is no TOML" in error.message


def test_a_note_has_one_line_whatever_a_key_is(tmp_path: Path) -> None:
    _, notes = refusal(tmp_path, '"a\\nb" = 1\n"c\\u001b[1m" = 2\n')
    assert all(note.isprintable() for note in notes)
