"""Each part of the template: a folder that adds what it says, and nothing else."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.template.questions import read
from mlscaffold.template.render import ANSWERS_FILE, render
from mlscaffold.template.templates import built_in
from tests.template.conftest import Rendered
from tests.template.projects import (
    FRAGMENTS,
    TREE,
    expected,
    parts,
    texts,
    with_needs,
    without_parts,
)

PARTS = parts()
BARE = {
    "sample": "sample bare",
    "multiclass": "multiclass visits bare",
    "regression": "regression visits bare",
}
MOST_BRANCHES = 3
BRANCH = re.compile(r"\{%-? *(?:el)?if\b")
COLUMNS = "schema.py.jinja"  # the one file that is about the columns


@pytest.mark.parametrize("part", PARTS)
def test_a_part_tells_what_it_is_for(part: str) -> None:
    said = expected(part)
    assert set(said) - {"needs", "megabytes", "seconds"} == {
        *("purpose", "fulfils", "files", "packages", "show")
    }
    assert all(said.get(each, 1) > 0 for each in ("megabytes", "seconds"))
    assert said["purpose"].endswith(".") and said["show"].strip()
    assert all(re.fullmatch(r"R\d\d", each) for each in said["fulfils"])
    question = yaml.safe_load(
        (TREE / f"{{{{ '.' if {part} }}}}" / FRAGMENTS / "question.yml").read_text()
    )
    assert list(question) == [part]
    assert question[part]["ask"] == "no"


@pytest.mark.parametrize("kind", BARE)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_adds_just_the_files_that_it_says(kind: str, part: str, rendered: Rendered) -> None:
    alone = f"{part} alone" if kind == "sample" else f"{kind} {part} alone"
    without, chosen = rendered(BARE[kind]), rendered(alone)
    package = next((chosen / "src").iterdir()).name
    added = texts(chosen).keys() - texts(without).keys()
    said = [expected(each) for each in with_needs(part)]
    files = {name.replace("<package>", package) for each in said for name in each["files"]}
    assert added == files
    added_packages = {name for each in said for name in each["packages"]}
    assert packages(chosen) - packages(without) == added_packages


@pytest.mark.parametrize("part", PARTS)
def test_a_part_takes_its_own_away_from_a_whole_project(
    part: str, rendered: Rendered, tmp_path: Path
) -> None:
    """Parts know nothing of each other: less one, only its files and its lines are gone."""
    answers = {"project_name": "food"} | PARTS | {part: without_parts()[part]}
    render(built_in(), answers, tmp_path)
    whole, less = texts(rendered("sample whole")), texts(tmp_path)
    gone = {name.replace("<package>", "food") for name in expected(part)["files"]}
    assert whole.keys() - less.keys() == gone
    for name in less.keys() - {ANSWERS_FILE}:
        missing = [line for line in less[name].splitlines() if line not in whole[name]]
        assert not missing, f"{name}: {missing[:3]}"


def packages(project: Path) -> set[str]:
    """The packages of a project, of all its groups."""
    settings = tomllib.loads((project / "pyproject.toml").read_text())
    groups = [settings["project"]["dependencies"], *settings["dependency-groups"].values()]
    return {re.split(r"[<>=;\[ ]", line)[0] for group in groups for line in group}


@pytest.mark.parametrize(
    "name", ["sample whole", "multiclass postgres whole", "regression url whole"]
)
def test_every_package_was_tested_in_one_version(project: Path) -> None:
    lines = built_in().constraints.read_text().splitlines()
    known = {line.partition("==")[0] for line in lines}
    assert {each.replace("_", "-").lower() for each in packages(project)} <= known


@pytest.mark.parametrize(
    ("name", "package"), [("excel", "python-calamine"), ("postgres", "psycopg")]
)
def test_a_source_brings_what_reads_it(name: str, package: str, rendered: Rendered) -> None:
    assert package in packages(rendered(name))
    assert package not in packages(rendered("visits"))


def test_constraints_are_names_versions_and_markers() -> None:
    first, *lines = built_in().constraints.read_text().splitlines()
    assert first.startswith("# ")
    assert [
        line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+( ; .+)?", line)
    ] == []
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])


def test_each_condition_of_a_folder_is_about_the_answers() -> None:
    known = {question.key for question in read(built_in().folder).questions}
    for folder in (path.name for path in TREE.iterdir() if path.is_dir() and "{{" in path.name):
        found = re.fullmatch(r"\{\{ '\.' if (.+) \}\}", folder)
        assert found, folder
        assert set(re.findall(r"\b[a-z_]+\b", re.sub(r"'[^']*'", "", found[1]))) <= known | {
            "not",
            "and",
            "or",
        }


def test_fragments_are_where_they_belong_and_each_is_used() -> None:
    shared = [path for path in TREE.rglob("*.jinja") if FRAGMENTS not in path.parts]
    loops = {
        name for path in shared for name in re.findall(r'fragments\("(.+?)"\)', path.read_text())
    }
    included = {
        name
        for path in (*shared, *(built_in().folder / "macros").rglob("*"))
        if path.is_file()
        for name in re.findall(r"\{# part #\}/([\w.-]+)", path.read_text())
    }
    found = {path.name for path in TREE.rglob("*") if path.is_file() and FRAGMENTS in path.parts}
    assert found - {"question.yml", "EXPECT.yml"} <= loops | included
    assert loops - found == set()
    for path in TREE.rglob("*"):
        if path.is_file() and path.suffix == ".py":
            assert FRAGMENTS in path.parts or not re.search(r"\{[%#]", path.read_text()), path


def test_no_file_of_the_template_has_more_than_three_branches() -> None:
    many = {}
    for path in TREE.rglob("*"):
        is_template = path.suffix == ".jinja" or FRAGMENTS in path.parts
        if path.is_file() and is_template and path.name != COLUMNS:
            count = len(BRANCH.findall(path.read_text(encoding="utf-8")))
            many |= {str(path.relative_to(TREE)): count} if count > MOST_BRANCHES else {}
    assert many == {}


def test_no_two_files_of_the_template_become_one(rendered: Rendered) -> None:
    """Whatever is chosen, each file of a project comes from one file of the template."""
    for answers in ({"kind": "binary"}, {"kind": "regression"}):
        for chosen in (PARTS, without_parts()):
            assert twice(answers | chosen) == []


def twice(answers: dict[str, Any]) -> list[str]:
    from mlscaffold.template import questionnaire

    questions = questionnaire.load(built_in(), target=Path("food").resolve())
    values = questions.renderer.system({}) | questions.values({"project_name": "food"} | answers)
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "."], cwd=TREE, capture_output=True, text=True, check=True
    )
    made: list[str] = []
    for name in filter(None, tracked.stdout.split("\0")):
        names = [
            questions.renderer(part, values) for part in Path(name).parts if "yield" not in part
        ]
        if all(names):
            made.append(str(Path(*names)).removesuffix(".jinja"))
    return sorted({name for name in made if made.count(name) > 1})
