"""`mlscaffold exercises`, in a small project of a course whose environment is that of these tests."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.errors import UsageError
from mlscaffold.exercises import running
from mlscaffold.exercises.listed import read
from mlscaffold.exercises.states import State, states
from tests.conftest import Mlscaffold

ANSWERS = "_src_path: mlscaffold:end-to-end-project\n_commit: 0.1.0\ncourse: Autumn course\n"
FENCED = '''"""A module."""


def {name}(number: int) -> int:
    """Add one."""
    # >>> exercise: {name}
{body}
    # <<< exercise: {name}
'''
TEST = """from work.{name} import {name}


def test_adds() -> None:
    assert {name}(1) == 2


def test_of_a_negative_one() -> None:
    assert {name}(-1) == 0
"""
IDS = ("clean", "split", "export")
SOLVED = "    return number + 1"


def entry(name: str, number: int = 0) -> dict[str, Any]:
    return {
        "id": name,
        "title": f"Write {name}",
        "points": 2 + number,
        "file": f"work/{name}.py",
        "function": name,
        "hint": f"docs/{name}.md",
        "tests": f"tests/exercises/test_{name}.py",
        "needs": ["clean"] if name == "export" else [],
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "course-project"
    for name in ("work", "tests/exercises", "docs"):
        (folder / name).mkdir(parents=True)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / ".copier-answers.yml").write_text(ANSWERS)
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    for name in IDS:
        write(folder, name, f'    raise NotImplementedError("exercise: {name}")')
        (folder / f"tests/exercises/test_{name}.py").write_text(TEST.format(name=name))
        (folder / f"docs/{name}.md").write_text("Add one.\n")
    put(folder, [entry(name, number) for number, name in enumerate(IDS)])
    return folder


def put(project: Path, entries: Any) -> None:
    (project / "exercises.yml").write_text(yaml.safe_dump(entries))


def write(project: Path, name: str, body: str) -> None:
    (project / f"work/{name}.py").write_text(FENCED.format(name=name, body=body))


def found(project: Path) -> dict[str, State]:
    return {each.exercise.id: each for each in states(project, read(project).exercises)}


def test_in_a_starter_all_is_open_and_nothing_is_run(project: Path, mlscaffold: Mlscaffold) -> None:
    (project / ".venv").unlink()
    result = mlscaffold("exercises", cwd=project / "work")
    assert (result.returncode, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "Autumn course: 0 of 9 points, 0 of 3 exercises done"
    assert [line[0] for line in lines[2:5]] == ["○", "○", "○"]
    assert lines[6:] == [
        "Next: clean",
        "  write it in work/clean.py, `clean`",
        "  the task: docs/clean.md",
    ]


def test_what_is_written_is_run_and_told(project: Path, mlscaffold: Mlscaffold) -> None:
    write(project, "clean", SOLVED)
    write(project, "split", "    return number * 2")
    result = mlscaffold("exercises", "--json", "--project", project)
    told = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (1, "")
    assert (told["points"], told["of"], told["done"], told["next"]) == (2, 9, 1, "export")
    assert [each["state"] for each in told["exercises"]] == ["done", "failing", "open"]
    why = "1 of 2 tests fails: test_of_a_negative_one: assert -2 == 0"
    assert told["exercises"][1]["detail"] == why
    assert not list(project.rglob(".pytest_cache"))


def test_done_is_exit_code_0_of_what_was_asked(project: Path, mlscaffold: Mlscaffold) -> None:
    write(project, "clean", SOLVED)
    result = mlscaffold("exercises", "clean", cwd=project)
    assert result.returncode == 0
    assert "2 of 2 points" in result.stdout
    assert "split" not in result.stdout
    assert mlscaffold("exercises", "split", cwd=project).returncode == 1


def test_without_fences_the_tests_decide(project: Path) -> None:
    (project / "work/clean.py").write_text("def clean(number):\n    return number + 1\n")
    body = '    raise NotImplementedError("exercise: split")\n'
    (project / "work/split.py").write_text(f"def split(number):\n{body}")
    (project / "work/export.py").unlink()
    now = found(project)
    assert (now["clean"].state, now["clean"].fenced) == ("done", False)
    assert (now["split"].state, now["split"].fenced) == ("open", False)
    assert now["export"].state == "not runnable"
    assert "work.export" in now["export"].detail


def test_a_commented_line_is_not_open(project: Path) -> None:
    line = '    # raise NotImplementedError("exercise: clean")\n'
    write(project, "clean", line + SOLVED)
    assert found(project)["clean"].state == "done"


def test_faults_of_one_say_nothing_of_another(project: Path) -> None:
    write(project, "clean", SOLVED)
    write(project, "split", "    return number +")
    write(project, "export", "    import no_such_package")
    now = found(project)
    assert now["clean"].state == "done"
    assert now["split"].state == "failing"
    assert "SyntaxError" in now["split"].detail
    assert now["export"].state == "not runnable"
    assert now["export"].detail == "there is no module `no_such_package`"


@pytest.mark.parametrize("end", ["import os; os._exit(0)", "raise SystemExit"])
def test_code_that_ends_python_is_not_done(project: Path, end: str) -> None:
    write(project, "clean", SOLVED)
    write(project, "split", f"    {end}")
    now = found(project)
    assert now["clean"].state == "done"
    assert now["split"].state in ("failing", "not runnable")
    assert now["split"].detail


def test_a_loop_that_never_ends_is_ended_and_found(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LONGEST", 2)
    write(project, "clean", SOLVED)
    write(project, "split", "    while True:\n        pass")
    now = found(project)
    assert now["clean"].state == "done"
    assert now["split"].state == "failing"
    why = r"a test did not end within 2 s, at line \d+ of work/split.py: is there an endless loop\?"
    assert re.fullmatch(why, now["split"].detail)


def test_a_module_that_never_ends_is_ended(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 5)
    write(project, "clean", SOLVED)
    (project / "work/split.py").write_text("while True:\n    pass\n")
    now = found(project)
    assert now["clean"].state == "done"
    assert now["split"].state == "failing"
    assert now["split"].detail == "did not end within 5 s: is there an endless loop?"


def test_what_waits_for_another_says_so(project: Path) -> None:
    text = "    from work.clean import clean\n\n    return clean(number)"
    write(project, "export", text)
    now = found(project)
    assert (now["export"].state, now["export"].detail) == (
        "failing",
        "waits for the exercise `clean`",
    )


def test_without_packages_there_is_a_way_out(project: Path, mlscaffold: Mlscaffold) -> None:
    (project / ".venv").unlink()
    write(project, "clean", SOLVED)
    result = mlscaffold("exercises", cwd=project)
    assert result.returncode == 1
    assert "not installed" in result.stdout
    assert "uv sync, or mlscaffold lock" in result.stdout
    assert not (project / ".venv").exists()


def test_an_environment_without_pytest_is_no_fault_of_the_learner(project: Path) -> None:
    (project / ".venv").unlink()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project / ".venv"], check=True)
    write(project, "clean", SOLVED)
    write(project, "split", SOLVED)
    now = found(project)
    assert {now[name].detail for name in ("clean", "split")} == {running.NO_PACKAGES.detail}


def test_broken_beginnings_are_one_line(project: Path) -> None:
    write(project, "clean", SOLVED)
    (project / "tests/conftest.py").write_text("import work.nothing\n")
    assert found(project)["clean"].state == "not runnable"
    (project / "tests/conftest.py").unlink()
    (project / "tests/exercises/test_clean.py").write_text("")
    assert found(project)["clean"].detail == "it has no tests"
    skipped = "import pytest\n\n\n@pytest.mark.skip\ndef test() -> None: ...\n"
    (project / "tests/exercises/test_clean.py").write_text(skipped)
    assert found(project)["clean"].detail.startswith("its tests are skipped")
    (project / "tests/exercises/test_clean.py").unlink()
    assert found(project)["clean"].detail.startswith("its tests are missing")


def test_a_course_uses_some_of_them(project: Path) -> None:
    with (project / ".copier-answers.yml").open("a") as file:
        file.write("exercises: [split]\n")
    assert list(found(project)) == ["split"]


@pytest.mark.parametrize("said", ["7", "{clean: 1}", "clean"])
def test_what_is_no_list_chooses_none_of_them(project: Path, said: str) -> None:
    with (project / ".copier-answers.yml").open("a") as file:
        file.write(f"exercises: {said}\n")
    assert "clean" in found(project)
    assert len(found(project)) > 1


def test_a_course_that_uses_none_of_them_is_refused(project: Path, mlscaffold: Mlscaffold) -> None:
    with (project / ".copier-answers.yml").open("a") as file:
        file.write("exercises: [other]\n")
    result = mlscaffold("exercises", cwd=project)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 2)


@pytest.mark.parametrize("first", ["- &a0 [x]", "- &a0 {id: x}"])
def test_a_few_lines_that_stand_for_endlessly_many_are_refused(project: Path, first: str) -> None:
    lines = [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (project / "exercises.yml").write_text("\n".join([first, *lines, "- {id: *a11}\n"]))
    with pytest.raises(UsageError, match="not valid YAML"):
        read(project)


BROKEN: dict[str, Any] = {
    "nothing": None,
    "no list": {"clean": 1},
    "no mapping": ["clean"],
    "id": [entry("clean") | {"id": "../x"}],
    "twice": [entry("clean"), entry("clean")],
    "points": [entry("clean") | {"points": "many"}],
    "yes": [entry("clean") | {"points": True}],
    "needs": [entry("clean") | {"needs": "clean"}],
    "title": [entry("clean") | {"title": "a\x1b[31mb"}],
    "option": [entry("clean") | {"tests": "--rootdir=/"}],
    "option with a suffix": [entry("clean") | {"tests": "-pevil.py"}],
    "file of options": [entry("clean") | {"tests": "@options.py"}],
    "outside": [entry("clean") | {"tests": "tests/../../x.py"}],
    "root": [entry("clean") | {"file": "/etc/passwd.py"}],
    "hint": [entry("clean") | {"hint": "../secret.md"}],
    "link": [entry("clean") | {"file": "out/x.py"}],
    "no tests": [{"id": "clean", "title": "Clean", "points": 1, "file": "a.py"}],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_list_is_refused(project: Path, name: str) -> None:
    (project / "out").symlink_to(project.parent)
    put(project, BROKEN[name])
    with pytest.raises(UsageError, match=r"^exercises.yml is broken: [^\n]+$") as refused:
        read(project)
    assert refused.value.hint


@pytest.mark.parametrize("content", [b"- [", b"\xff\xfe", b"- " * 40_000, b"- !!python/name:os.x"])
def test_what_is_no_yaml_is_one_line(project: Path, mlscaffold: Mlscaffold, content: bytes) -> None:
    (project / "exercises.yml").write_bytes(content)
    result = mlscaffold("exercises", cwd=project)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 2


def test_elsewhere_and_unknown_ones_are_refused(project: Path, mlscaffold: Mlscaffold) -> None:
    result = mlscaffold("exercises", "claen", cwd=project)
    assert result.returncode == 2
    assert "did you mean `clean`" in result.stderr
    (project / "exercises.yml").unlink()
    result = mlscaffold("exercises", cwd=project)
    assert result.returncode == 2
    assert "no project of a course" in result.stderr


def test_ids_are_completed(project: Path) -> None:
    code = "import sys; sys.argv = ['mlscaffold']; from mlscaffold.cli import main; main()"
    words = "mlscaffold exercises s"
    env = {"_MLSCAFFOLD_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["split"]
