"""The command line of a cohort: who is gone over, what is told, and how it ends."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mlscaffold import cli
from mlscaffold.cohort import generate, update
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.jobs import How, for_each
from mlscaffold.cohort.journal import alone
from mlscaffold.cohort.report import FINE, STATES, Row
from mlscaffold.cohort.roster import Learner
from tests.cohort.test_course import COURSE

ROSTER = "id,section\nana,A\nbo,B\ncy,A\n"


@dataclass
class Called:
    """Stands in for the modules that do the work: what they were called with, and what they return."""

    rows: dict[str, Row] = field(default_factory=dict)
    course: Any = None
    learners: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)
    how: Any = None

    def verb(self, course: Course, learners: Sequence[Learner], how: How) -> list[Row]:
        self.course, self.how = course, how
        self.learners = [each.id for each in learners]
        return for_each(learners, lambda each: self.rows.get(each.id, Row(each.id)), how)

    def reveal(
        self, course: Course, learners: Sequence[Learner], exercises: Sequence[str], how: How
    ) -> list[Row]:
        self.exercises = [*exercises]
        return self.verb(course, learners, how)


Run = Callable[..., tuple[int, str, str]]
VERBS = {"generate": generate, "push": generate, "update": update, "report": update}


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Called:
    found = Called()
    for name, module in VERBS.items():
        monkeypatch.setattr(module, name, found.verb)
    monkeypatch.setattr(update, "reveal", found.reveal)
    return found


@pytest.fixture
def run(
    called: Called,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs `mlscaffold cohort` in a course's folder: exit code, output, messages."""
    (tmp_path / "course.toml").write_text(COURSE)
    (tmp_path / "roster.csv").write_text(ROSTER)
    monkeypatch.chdir(tmp_path)

    def runs(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["mlscaffold", "cohort", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(str(ended.value.code)), said.out, said.err

    return runs


@pytest.mark.parametrize("verb", VERBS)
def test_everybody_is_gone_over_a_line_each(run: Run, called: Called, verb: str) -> None:
    called.rows = {"bo": Row("bo", state="clean", detail="on a branch")}
    code, output, messages = run(verb)
    assert (code, output) == (0, "")
    assert called.learners == ["ana", "bo", "cy"]
    assert "bo   clean             on a branch\n" in messages
    assert "3 learners: 1 clean, 2 up to date\n" in messages
    assert (called.how.jobs, called.how.dry_run) == (os.cpu_count(), False)


@pytest.mark.parametrize("state", STATES)
def test_the_exit_code_says_whether_somebody_needs_a_person(
    run: Run, called: Called, state: str
) -> None:
    called.rows = {"bo": Row("bo", state=state, conflicts=("a.py:1-2",))}
    code, _, messages = run("update")
    assert code == (0 if state in FINE else 3)
    assert ("1 needs a person" in messages) == (state not in FINE)
    assert "a.py:1-2" in messages


def test_some_are_chosen(run: Run, called: Called, tmp_path: Path) -> None:
    run("update", "--only", "cy", "--only", "bo")
    assert called.learners == ["bo", "cy"]
    assert not (tmp_path / "reports").exists()  # which would hold those two alone
    run("push", "--section", "A", "--jobs", "7")
    assert (called.learners, called.how.jobs) == (["ana", "cy"], 7)


def test_a_run_over_all_leaves_a_report(run: Run, called: Called, tmp_path: Path) -> None:
    for verb in (["generate"], ["push"], ["update", "--dry-run"], ["report", "--dry-run"]):
        run(*verb)
        assert not (tmp_path / "reports").exists(), verb
    for verb in (["update"], ["report"], ["reveal", "clean"]):
        _, _, messages = run(*verb)
        assert "cohort.html" in messages
        assert len([*(tmp_path / "reports").iterdir()]) == 3
        for file in (tmp_path / "reports").iterdir():
            file.unlink()
    assert called.exercises == ["clean"]


def test_version_and_week_may_be_others(run: Run, called: Called) -> None:
    _, _, messages = run("update", "--to", "0.10.0", "--week", "3")
    assert (called.course.version, called.course.week) == ("0.10.0", 3)
    assert "course.toml still says 0.9.0" in messages
    run("update")
    assert (called.course.version, called.course.week) == ("0.9.0", 2)


def test_json_is_all_of_stdout(run: Run, called: Called) -> None:
    called.rows = {"bo": Row("bo", state="conflict", conflicts=("ä.py:1",))}
    code, output, messages = run("update", "--json", "--dry-run")
    assert (code, messages, called.how.dry_run) == (3, "", True)
    facts = json.loads(output)
    assert facts["states"] == {"conflict": 1, "up to date": 2}
    assert facts["learners"][1]["conflicts"] == ["ä.py:1"]
    assert facts["files"] == []


def test_another_folder_may_be_named(
    run: Run, called: Called, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run("generate")[0] == 2
    assert run("generate", "--course", "..")[0] == 0
    assert called.course.folder == tmp_path.resolve()


def test_what_a_learner_wrote_steers_no_terminal(run: Run, called: Called) -> None:
    bad = "\x1b[31m\r\nana  up to date"
    called.rows = {"bo": Row("bo", state="failed", detail=bad, conflicts=(bad,))}
    _, _, messages = run("update")
    assert "\x1b" not in messages and "\r" not in messages
    assert len(messages.splitlines()) == len(run("update")[2].splitlines()) == 9


# What is wrong: the files or the arguments; each is told at once, and nobody is gone over.
WRONG = {
    "rows": ("roster.csv", "id\n../x\n-y\n", [], ["2 problems", "line 2: ", "line 3: "]),
    "entries": ("course.toml", "id = 1\nx = 2\n", [], ["5 problems", "`x`: is no entry"]),
    "no roster": ("roster.csv", "", [], ["is empty"]),
    "unknown id": ("roster.csv", ROSTER, ["--only", "anna"], ["did you mean `ana`?"]),
    "unknown section": ("roster.csv", ROSTER, ["--section", "C"], ["there are A, B"]),
    "no such week": ("roster.csv", ROSTER, ["--week", "4"], ["from 1 to 3"]),
    "no jobs": ("roster.csv", ROSTER, ["--jobs", "0"], ["give 1 or more"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_before_anybody_is_gone_over(
    run: Run, called: Called, tmp_path: Path, name: str
) -> None:
    file, text, arguments, told = WRONG[name]
    (tmp_path / file).write_text(text)
    code, output, messages = run("update", *arguments)
    assert (code, output, called.learners) == (2, "", [])
    assert all(each in messages for each in told), messages
    assert "Traceback" not in messages


def test_one_command_runs_at_a_time(run: Run, called: Called, tmp_path: Path) -> None:
    with alone(tmp_path):
        for arguments in (["update"], ["forget", "ana"]):
            code, _, messages = run(*arguments)
            assert (code, called.learners) == (1, [])
            assert "another `mlscaffold cohort` is at work" in messages
    assert run("update")[0] == 0
