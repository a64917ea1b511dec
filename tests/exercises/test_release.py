"""`mlscaffold release`: a repository of starters without a solution, and projects made of it."""

import json
import shutil
import subprocess
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.exercises.release import release
from mlscaffold.project import environment
from mlscaffold.project.create import Order, create
from mlscaffold.template.fences import regions, to_write, unfenced
from mlscaffold.template.origins import find_template
from mlscaffold.template.questions import read
from mlscaffold.template.templates import Template, built_in
from mlscaffold.update.packages import constraints_of
from tests.conftest import Mlscaffold

QUESTIONS = """_subdirectory: project
_exercises: true
---
variant:
  type: str
  ask: false
  # The last two are for courses.
  choices: [own, complete, starter]
  default: own

author:
  type: str
  default: Ada
"""
MODULE = '''def {name}(numbers: list[int]) -> int:
    """Work on numbers."""
    # >>> exercise: {name}
    secret_{name} = sum(numbers)
    return secret_{name}
    # <<< exercise: {name}
'''
ANSWERS = "project/{{_copier_conf.answers_file}}.jinja"
RAISES = 'raise NotImplementedError("exercise: clean")'


@pytest.fixture
def template(tmp_path: Path) -> Template:
    folder = tmp_path / "small-course"
    files = {
        "copier.yml": QUESTIONS,
        "VERSION": "1.0.0\n",
        "CHANGELOG.md": "# Changes\n",
        "project/clean.py": MODULE.format(name="clean"),
        "project/part/split.py.jinja": "# {{ author }}\n" + MODULE.format(name="split"),
        "project/part/.gitignore": "*.py\n",
        ANSWERS: "{{ _copier_answers|to_nice_yaml -}}\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "project/part/link.py").symlink_to("../clean.py")
    return Template("small-course", folder, str(folder))


def next_version(template: Template, version: str) -> None:
    (template.folder / "VERSION").write_text(f"{version}\n")
    (template.folder / "project/new.txt").write_text(version)


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def everything(folder: Path) -> bytes:
    """All objects of a repository, whether a branch leads to them or not."""
    command = ["git", "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout


def test_no_object_of_the_repository_holds_a_solution(template: Template, tmp_path: Path) -> None:
    out = tmp_path / "starters"
    done = release(template, out)
    assert (done.version, done.exercises, done.versions) == ("1.0.0", 2, ["1.0.0"])
    next_version(template, "1.1.0")
    assert release(template, out).versions == ["1.0.0", "1.1.0"]
    stored = everything(out)
    assert RAISES.encode() in stored
    assert b"secret_" not in stored
    assert git(out, "log", "--format=%s %D").splitlines() == [
        "Starters of small-course 1.1.0 HEAD -> main, tag: 1.1.0",
        "Starters of small-course 1.0.0 tag: 1.0.0",
    ]
    assert git(out, "status", "--porcelain") == ""
    names = git(out, "ls-tree", "-r", "--name-only", "1.0.0").splitlines()
    assert {"VERSION", "CHANGELOG.md", "project/part/split.py.jinja"} <= {*names}
    (variant,) = (each for each in read(out).questions if each.key == "variant")
    assert (variant.choices, variant.default) == (["starter", "own"], "starter")
    assert [each.key for each in read(out).questions] == ["variant", "author"]


def test_a_version_that_is_out_stays(template: Template, tmp_path: Path) -> None:
    out = tmp_path / "starters"
    next_version(template, "1.1.0")
    release(template, out)
    before = everything(out)
    with pytest.raises(UsageError, match="already holds version") as refused:
        release(template, out)
    assert "raise VERSION" in refused.value.hint
    next_version(template, "1.0.0")
    with pytest.raises(UsageError, match="newer than"):
        release(template, out)
    assert everything(out) == before


def test_one_that_was_interrupted_before_its_tag_is_ended(
    template: Template, tmp_path: Path
) -> None:
    out = tmp_path / "starters"
    release(template, out)
    git(out, "tag", "--delete", "1.0.0")
    assert release(template, out).versions == ["1.0.0"]
    assert len(git(out, "log", "--format=%h").splitlines()) == 1


def test_an_empty_clone_is_filled(template: Template, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "starters")
    assert release(template, tmp_path / "starters").versions == ["1.0.0"]
    assert (tmp_path / "starters/copier.yml").is_file()


def test_what_is_not_ours_is_left_alone(template: Template, tmp_path: Path) -> None:
    out = tmp_path / "starters"
    release(template, out)
    next_version(template, "1.1.0")
    (out / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="not committed"):
        release(template, out)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    git(out, "add", "--all")
    git(out, *who, "commit", "-q", "-m", "Mine")
    with pytest.raises(UsageError, match="commits of others"):
        release(template, out)
    for place in (template.folder, template.folder / "starters"):
        with pytest.raises(UsageError, match="in the template itself"):
            release(template, place)
    with pytest.raises(UsageError, match="holds files"):
        release(template, tmp_path)
    assert (out / "notes.txt").read_text() == "mine"


BROKEN = {
    "unended": ("clean.py", MODULE.format(name="clean").replace("    # <<< exercise: clean\n", "")),
    "other end": (
        "clean.py",
        MODULE.format(name="clean").replace("<<< exercise: clean", "<<< exercise: x"),
    ),
    "twice": ("clean.py", MODULE.format(name="clean") * 2),
    "capitals": ("clean.py", MODULE.format(name="Clean")),
    "no Python": ("clean.sql", MODULE.format(name="clean")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_fences_that_are_not_whole_publish_nothing(
    template: Template, tmp_path: Path, name: str
) -> None:
    file, text = BROKEN[name]
    (template.folder / "project" / file).write_text(text)
    with pytest.raises(MlscaffoldError, match="fences"):
        release(template, tmp_path / "starters")
    assert not (tmp_path / "starters").exists()


def test_templates_without_exercises_or_a_version_are_refused(
    template: Template, tmp_path: Path, mlscaffold: Mlscaffold
) -> None:
    (template.folder / "VERSION").write_text("tomorrow\n")
    with pytest.raises(UsageError, match="has no version"):
        release(template, tmp_path / "starters")
    (template.folder / "VERSION").write_text("1.0.0\n")
    (template.folder / "copier.yml").write_text("_subdirectory: project\n")
    with pytest.raises(MlscaffoldError, match="has no exercises"):
        release(template, tmp_path / "starters")
    assert not (tmp_path / "starters").exists()
    result = mlscaffold("release")
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 2)


def test_a_project_of_starters(template: Template, tmp_path: Path, mlscaffold: Mlscaffold) -> None:
    told = mlscaffold("release", "--starter", "starters", "--template", template.folder)
    assert told.returncode == 0, told.stderr
    assert "starters holds 1.0.0: 2 exercises, no solution." in told.stderr
    made = mlscaffold("new", "demo", "--template", "starters", "-y", "--set", "variant=starter")
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "demo/clean.py").read_text()
    assert RAISES in text
    assert "secret_" not in text
    refused = mlscaffold("new", "d2", "--template", "starters", "-y", "--set", "variant=complete")
    assert refused.returncode == 2


VARIANT = """\
variant:
  type: str
  ask: false
  choices: [own, complete, starter]
  default: own

"""
# Of two modules, the lines that become exercises.
SOLUTIONS = {
    "model/compare.py": (
        "choose",
        """    return next(
        name
        for name, each in compared.items()
        if name != BASELINE and each["worse_than_best"] <= each["standard_error"]
    )
""",
    ),
    "data/prepare.py": (
        "split",
        """    used = {name: value for name, value in values.items() if f"${name}" in text}
""",
    ),
}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The built-in template with two exercises."""
    folder = tmp_path_factory.mktemp("copy") / "end-to-end-project"
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    shutil.copytree(built_in().folder, folder, ignore=ignored)
    questions = (folder / "copier.yml").read_text()
    if "_exercises:" not in questions:
        settings, rest = questions.split("\n---\n", 1)
        text = f"{settings}\n_exercises: true\n---\n{VARIANT}{rest}"
        (folder / "copier.yml").write_text(text)
        (folder / "project/exercises.yml").write_text("[]\n")
    for name, (exercise, lines) in SOLUTIONS.items():
        file = folder / "project/src/{{ package }}" / name
        before, found, after = unfenced(file.read_bytes()).decode().partition(lines)
        assert found
        marks = [f"    # {arrow} exercise: {exercise}\n" for arrow in (">>>", "<<<")]
        file.write_text("".join([before, marks[0], lines, marks[1], after]))
    return Template("end-to-end-project", folder)


@pytest.fixture(scope="module")
def starters(ours: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(ours, tmp_path_factory.mktemp("released") / "starters").folder


def test_the_template_itself_is_released_without_a_line_of_a_solution(
    ours: Template, starters: Path, tmp_path: Path
) -> None:
    stored, count = everything(starters), 0
    for file in ours.folder.rglob("*.py*"):
        for exercise, lines in regions(file.read_bytes()).items():
            assert lines.strip() not in stored
            assert to_write(exercise, b"") in stored
            count += 1
    assert count >= len(SOLUTIONS)
    tracked = {name for name in git(starters, "ls-files", "-z").split("\0") if name}
    there = {f for f in ours.folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts}
    assert tracked == {each.relative_to(ours.folder).as_posix() for each in there}
    again = find_template(str(starters), None, tmp_path / "downloads")
    assert (again.is_built_in, again.is_end_to_end, again.installs) == (False, True, False)


def test_a_learner_s_table_in_a_project_of_starters(
    starters: Path, visits: Path, tmp_path: Path, mlscaffold: Mlscaffold
) -> None:
    words = ["--template", starters, "-y", "--data", visits, "--target", "Stays"]
    made = mlscaffold("new", "My Demo", *words, "--set", "variant=starter")
    assert made.returncode == 0, made.stderr
    assert "not locked, not installed: " in made.stderr
    following = made.stderr.partition("Next:")[2]
    assert ("mlscaffold exercises" in following, "dvc repro" in following) == (True, False)
    text = (tmp_path / "My Demo/src/my_demo/model/compare.py").read_text()
    assert 'raise NotImplementedError("exercise: choose")' in text
    assert (tmp_path / "My Demo/data/raw").is_dir()
    assert not (tmp_path / "My Demo/uv.lock").exists()
    result = mlscaffold("new", "json", "--template", starters, "-y")
    assert "is the name of a module" in result.stderr
    result = mlscaffold("new", "demo", "--template", starters, "-y", "--run")
    assert (result.returncode, "--trust" in result.stderr) == (2, True)


def test_packages_are_locked_later_in_the_versions_of_the_copy(
    starters: Path, tmp_path: Path, mlscaffold: Mlscaffold
) -> None:
    copy = shutil.copytree(starters, tmp_path / "starters")
    mlscaffold("new", "demo", "--template", copy, "-y", "--no-install")
    own = constraints_of(tmp_path / "demo", tmp_path / "downloads")
    assert own.is_relative_to(tmp_path / "downloads")
    assert own.read_bytes() == built_in().constraints.read_bytes()
    shutil.rmtree(copy)
    assert constraints_of(tmp_path / "demo", tmp_path / "none") == built_in().constraints


def test_who_trusts_a_copy_gets_its_own_versions(
    starters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = find_template(str(starters), None, tmp_path / "downloads")
    (template.folder / "constraints.txt").write_text("numpy==2.4.0\n")
    given: list[str] = []
    monkeypatch.setattr(environment, "lock", lambda _, file: given.append(file.read_text()))
    monkeypatch.setattr(environment, "install", lambda _: None)
    order = Order(replace(template, trusted=True), tmp_path / "demo", {"variant": "starter"})
    made = create(order, step=lambda _: nullcontext())
    assert (made.locked, made.installed, made.package) == (True, True, "demo")
    assert given == ["numpy==2.4.0\n"]


def test_a_template_that_only_says_so_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text("_copy_of: end-to-end-project\n")
    assert not Template("other", tmp_path, str(tmp_path)).is_end_to_end
    (tmp_path / "constraints.txt").write_text("")
    assert Template("other", tmp_path, str(tmp_path)).is_end_to_end
    (tmp_path / "copier.yml").write_text("_copy_of: another\n")
    assert not Template("other", tmp_path, str(tmp_path)).is_end_to_end


@pytest.mark.matrix
def test_an_exercise_is_written_in_a_project_of_starters(
    starters: Path, tmp_path: Path, mlscaffold: Mlscaffold
) -> None:
    made = mlscaffold("new", "demo", "--template", starters, "-y", "--trust", "--json")
    created = json.loads(made.stdout)
    assert (created["locked"], created["installed"]) == (True, True), made.stderr
    demo = tmp_path / "demo"
    entry = {"id": "choose", "title": "Choose", "points": 3, "file": "src/demo/model/compare.py"}
    tests = "tests/exercises/test_choose.py"
    (demo / "exercises.yml").write_text(json.dumps([entry | {"tests": tests}]))
    (demo / "tests/exercises").mkdir(exist_ok=True)
    (demo / tests).write_text(CHOOSING)
    assert " open " in mlscaffold("exercises", cwd=demo).stdout
    file = demo / entry["file"]
    line = '    raise NotImplementedError("exercise: choose")\n'
    file.write_text(file.read_text().replace(line, SOLUTIONS["model/compare.py"][1]))
    solved = mlscaffold("exercises", cwd=demo)
    assert (solved.returncode, "3 of 3 points" in solved.stdout) == (0, True), solved.stdout


CHOOSING = """from demo.model.compare import choose


def test_the_simplest_of_equals() -> None:
    even = {"worse_than_best": 0.0, "standard_error": 0.1}
    assert choose({"baseline": even, "linear": even, "trees": even}) == "linear"
"""
