"""What a course adds to a project: exercises with fences, tests and pages, and no solution in a starter."""

import ast
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import copier
import pytest
import yaml

from mlscaffold.errors import UsageError
from mlscaffold.template import fences, questionnaire
from mlscaffold.template.questions import read
from mlscaffold.template.render import ANSWERS_FILE, render
from mlscaffold.template.templates import built_in
from tests.solving import TAUGHT, course_project, exercises, regions
from tests.template.conftest import answers_to
from tests.template.projects import LONG, parts, texts

HIDDEN = {"variant", "course", "learner", "agents", "exercises", "revealed", "drawn", "used"}
CORE = {"clean", "contract", "split", "pipeline", "comparison", "export", "bootstrap", "endpoint"}
CORE |= {"invariance"}
OF_PARTS = {"explain", "drift", "promotion"}
COURSE_FILES = ("AGENTS.md", "exercises.yml", "docs/exercises/", "tests/exercises/")
# Files that all parts share, to which a course adds lines.
SHARED = {"README.md", ".github/workflows/ci.yml", ".gitlab-ci.yml", ANSWERS_FILE}
KINDS = {
    "sample": {"project_name": "food"} | TAUGHT,
    "sample whole": {"project_name": LONG} | parts(),
    "amounts bare": {},
    "multiclass visits whole": {},
    "regression visits bare": {},
    "groups": {},
}
# Lines of a solution that a module has outside of its exercises as well.
ELSEWHERE = {'if field["type"] == "string":'}
Course = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, visits_file: Path) -> Course:
    """Renders the variants of a project, each once."""

    @cache
    def project(kind: str, variant: str) -> Path:
        folder = tmp_path_factory.mktemp("course") / variant
        return course_project(answers_to(kind, visits_file) | KINDS[kind], variant, folder)

    return project


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """A kind of project, with some parts."""
    return str(request.param)


@pytest.fixture
def complete(kind: str, course: Course) -> Path:
    return course(kind, "complete")


@pytest.fixture
def starter(kind: str, course: Course) -> Path:
    return course(kind, "starter")


@pytest.fixture
def own(kind: str, course: Course) -> Path:
    return course(kind, "own")


def is_of_course(name: str) -> bool:
    return name.startswith(COURSE_FILES) or name.endswith("/baseline.py")


def test_each_exercise_has_what_it_needs(kind: str, complete: Path) -> None:
    found = exercises(complete)
    assert found.keys() >= CORE
    answers = yaml.safe_load((complete / ANSWERS_FILE).read_text())
    assert ("threshold" in found) == (answers["kind"] == "binary")
    for name, each in found.items():
        assert list(each) == ["id", "title", "points", "file", "function", "hint", "tests", "needs"]
        assert each["points"] in range(1, 6)
        assert each["title"] and "`" not in each["title"]
        assert all(answers[part] for part in each["needs"])
        page = (complete / each["hint"]).read_text(encoding="utf-8")
        for part in ("## Why it matters", "## Hint", "## Read on", each["tests"], each["file"]):
            assert part in page, (name, part)
        assert f"`{each['function']}`" in page
        assert each["function"] in (complete / each["tests"]).read_text(encoding="utf-8")
        listed = (complete / "docs/exercises/README.md").read_text(encoding="utf-8")
        assert f"[{each['title']}]({Path(each['hint']).name})" in listed
    extra = ["README.md", *(Path(each["hint"]).name for each in found.values())]
    assert sorted(extra) == sorted(f.name for f in (complete / "docs/exercises").iterdir())


def test_every_part_that_is_taught_has_an_exercise(course: Course) -> None:
    assert exercises(course("sample", "complete")).keys() == {*CORE, *OF_PARTS, "threshold"}


def test_fences_are_whole_and_within_the_function(kind: str, complete: Path) -> None:
    found = exercises(complete)
    for file in complete.rglob("*.py"):
        text = file.read_bytes()
        here = {n for n, each in found.items() if complete / each["file"] == file}
        assert fences.regions(text).keys() == here, file
        assert text.count(b"exercise: ") == 2 * len(here), file
        for name in here:
            assert name in inside(text.decode(), found[name]["function"]), file


def inside(text: str, function: str) -> str:
    """The lines of a function."""
    (node,) = (
        each
        for each in ast.parse(text).body
        if isinstance(each, ast.FunctionDef) and each.name == function
    )
    # A comment at its end is no part of the tree.
    return "\n".join(text.splitlines()[node.lineno - 1 : (node.end_lineno or 0) + 1])


def test_a_starter_has_one_line_to_replace(starter: Path) -> None:
    found = regions(starter)
    assert found.keys() == exercises(starter).keys()
    for name, content in found.items():
        assert content == fences.to_write(name, b"    ")


def test_no_line_of_a_solution_is_in_a_starter(complete: Path, starter: Path) -> None:
    everything = "\n".join(texts(starter).values())
    lines = {
        line.strip()
        for content in regions(complete).values()
        for line in content.decode().splitlines()
        if len(line.strip()) >= 20
    }
    assert len(lines) > 40
    assert {line for line in lines if line in everything} <= ELSEWHERE


def test_a_complete_project_is_ones_own_with_fences_and_course_files(
    own: Path, complete: Path
) -> None:
    mine, theirs = texts(own), texts(complete)
    assert {name for name in theirs.keys() - mine.keys() if not is_of_course(name)} == set()
    assert mine.keys() - theirs.keys() == set()
    for name in mine.keys() - SHARED:
        assert fences.unfenced(theirs[name].encode()).decode() == mine[name], name
    for name in SHARED & mine.keys():
        assert [line for line in mine[name].splitlines() if line not in theirs[name]] == [], name


def test_variants_differ_in_what_is_to_be_written_alone(starter: Path, complete: Path) -> None:
    solved, unsolved = texts(complete), texts(starter)
    assert solved.keys() == unsolved.keys()
    files = {each["file"] for each in exercises(complete).values()}
    different = {name for name in solved if solved[name] != unsolved[name]}
    assert different == files | {"pyproject.toml", ANSWERS_FILE}


def test_a_project_of_ones_own_has_nothing_of_a_course(own: Path) -> None:
    assert not [
        name for name, text in texts(own).items() if is_of_course(name) or "exercise:" in text
    ]
    assert HIDDEN & yaml.safe_load((own / ANSWERS_FILE).read_text()).keys() == set()


def test_code_is_formatted_and_clean(course: Course) -> None:
    projects = [str(course(kind, variant)) for kind in KINDS for variant in ("complete", "starter")]
    for arguments in (["format", "--check", "--quiet"], ["check", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", *projects]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, (result.stdout + result.stderr)[:6000]


def test_pages_are_well_formed(starter: Path) -> None:
    for name, text in texts(starter).items():
        if is_of_course(name):
            assert text.endswith("\n") and not text.endswith("\n\n") and text.strip(), name
            assert "\n\n\n" not in text or name.endswith(".py"), name
            assert "{{" not in text and "{%" not in text, name


def test_a_course_may_use_some_exercises_and_reveal_one(tmp_path: Path) -> None:
    chosen = {"exercises": ["clean", "export"], "revealed": ["export"], "course": "Week one"}
    project = course_project({"project_name": "food"} | chosen, "starter", tmp_path / "food")
    assert list(exercises(project)) == ["clean", "export"]
    found = regions(project)
    assert found["clean"] == fences.to_write("clean", b"    ")
    assert b"TOLERANCE" in found["export"]
    assert found.keys() == {"clean", "export"}
    files = {file.name for file in (project / "tests/exercises").iterdir()}
    assert files == {"__init__.py", "conftest.py", "test_clean.py", "test_export.py"}
    pages = {file.name for file in (project / "docs/exercises").iterdir()}
    assert pages == {"README.md", "clean.md", "export.md"}
    assert "# Exercises: Week one" in (project / "docs/exercises/README.md").read_text()
    assert yaml.safe_load((project / ANSWERS_FILE).read_text()).items() >= chosen.items()


@pytest.mark.parametrize("agents", ["tutor", "owner"])
def test_assistants_are_told_what_they_may(agents: str, tmp_path: Path) -> None:
    course_project({"project_name": "food", "agents": agents}, "starter", tmp_path / "food")
    text = (tmp_path / "food/AGENTS.md").read_text(encoding="utf-8")
    assert ("no solution, no part of one" in text) == (agents == "tutor")
    assert ("Help to write" in text) == (agents == "owner")


@pytest.mark.parametrize("variant", ["complete", "starter"])
def test_the_answers_render_the_same_project_again(
    variant: str, course: Course, tmp_path: Path
) -> None:
    project = course("sample", variant)
    recorded = yaml.safe_load((project / ANSWERS_FILE).read_text())
    assert recorded["variant"] == variant
    again = {key: value for key, value in recorded.items() if not key.startswith("_")}
    render(built_in(), again, tmp_path / "again")
    assert texts(tmp_path / "again") == texts(project)


def test_plain_copier_takes_a_variant_as_well(tmp_path: Path) -> None:
    """It cannot take solutions out: what it makes has them, and their fences."""
    data = {"project_name": "food", "variant": "complete"} | TAUGHT
    template, folder = str(built_in().folder), tmp_path / "food"
    copier.run_copy(template, str(folder), data=data, defaults=True, quiet=True)
    assert regions(folder).keys() == exercises(folder).keys()


def test_nobody_is_asked_about_a_course(tmp_path: Path) -> None:
    questions = questionnaire.load(built_in(), target=tmp_path)
    assert {each.key for each in questions.questions} >= HIDDEN
    assert HIDDEN & set(questions.keys) == set()
    with pytest.raises(UsageError):
        questions.check_asked({"used": "[clean]"})  # it follows from the others


def test_the_template_knows_all_exercises(course: Course) -> None:
    values = questionnaire.load(built_in(), target=Path("food").resolve()).values({})
    assert set(values["used"]) == exercises(course("sample", "complete")).keys()
    assert read(built_in().folder).settings["exercises"] is True
