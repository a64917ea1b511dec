"""The template rendered with many answers, by our own render and by plain Copier."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import copier
import pytest
import yaml

from mlscaffold.template.render import ANSWERS_FILE, render
from mlscaffold.template.templates import built_in
from tests.proposed import answers_of

LONG = "An extraordinarily long project name that nobody would type"
SAMPLES = {
    "classification": {"project_name": "food", "task": "classification"},
    "regression": {"project_name": "food", "task": "regression"},
    "collector": {"project_name": "food", "collector": True},
    "lightgbm": {"project_name": "food", "boosting": "lightgbm"},
    "lightgbm amounts": {"project_name": "x", "boosting": "lightgbm", "task": "regression"},
    "untracked": {"project_name": "food", "tracking": False},
    "long": {"project_name": LONG},
    "short": {"project_name": "x"},
}
# What `--data` adds to a table's answers when it is no file; "visits" is one.
SOURCES = {
    "visits": {},
    "groups": {"group_column": "ward"},
    "a place and ratios": {
        "places": [["latitude", "longitude"]],
        "ratios": [["beds", "nurses"], ["beds", "a_name_" + "of_many_words_" * 3]],
    },
    "places and a ratio": {"places": [["a", "b"], ["c", "d"]], "ratios": [["beds", "nurses"]]},
    "url": {
        "source_kind": "url",
        "source_address": "https://example.org/visits%20of%202024.csv?year=2024&part=1",
        "source_sha256": "0" * 64,
    },
    "postgres": {
        "source_kind": "postgres",
        "source_address": "postgresql://ana@db.example.org:5433/clinic?sslmode=require",
        "source_query": "SELECT *, 'a \"b\"; %' AS text -- all\nFROM visits\nORDER BY 1",
    },
}


@pytest.fixture(params=[*SAMPLES, *SOURCES])
def answers(request: pytest.FixtureRequest, visits: Path) -> dict[str, Any]:
    """Answers of one kind of project."""
    if request.param in SAMPLES:
        return SAMPLES[request.param]
    from_table = answers_of(visits, "Stays")
    return {"project_name": "visits"} | from_table | SOURCES[request.param]


@pytest.fixture
def project(answers: dict[str, Any], tmp_path: Path) -> Path:
    """The project rendered from them."""
    render(built_in(), answers, tmp_path / "project")
    return tmp_path / "project"


def texts(project: Path) -> dict[str, str]:
    files = (path for path in project.rglob("*") if path.is_file())
    return {str(file.relative_to(project)): file.read_text(encoding="utf-8") for file in files}


def test_rendered_code_is_formatted_and_clean(project: Path) -> None:
    for arguments in (["format", "--diff"], ["check"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
        result = subprocess.run(command, cwd=project, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr


def test_no_template_language_is_left(project: Path) -> None:
    for name, text in texts(project).items():
        assert not re.search(r"\{%|\{#", text), name
        # Double braces are the workflow's own in .github and CSS's or Python's nowhere.
        assert name.startswith(".github") or "{{" not in text, name


def test_files_end_with_one_newline(project: Path) -> None:
    for name, text in texts(project).items():
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert not text.startswith("\n"), name


def test_one_blank_line_parts_paragraphs(project: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in project.rglob("*.md")}
    assert texts
    assert not [path.name for path, text in texts.items() if "\n\n\n" in text]


def test_settings_can_be_read(project: Path, answers: dict[str, Any]) -> None:
    settings = tomllib.loads((project / "pyproject.toml").read_text())
    name = settings["project"]["name"].replace("-", "_")
    assert (project / "src" / name / "schema.py").exists()
    for file in ("dvc.yaml", "params.yaml", ANSWERS_FILE, ".github/workflows/ci.yml"):
        assert yaml.safe_load((project / file).read_text())


def test_the_sample_is_there_only_when_it_was_chosen(
    project: Path, answers: dict[str, Any]
) -> None:
    simulated = list(project.glob("src/*/sample.py"))
    assert bool(simulated) is ("columns" not in answers)


def test_the_pipeline_depends_on_files_that_are_there(project: Path) -> None:
    stages = yaml.safe_load((project / "dvc.yaml").read_text())["stages"]
    named = {name for stage in stages.values() for name in stage["deps"]}
    sources = {name for name in named if name.startswith(("src", "sql"))}
    assert {name for name in sources if not (project / name).exists()} == set()
    for name in ("prepare", "quality", "contract", "train", "report"):
        assert any(source.endswith(f"/{name}.py") for source in sources)


def test_a_stage_depends_on_the_modules_that_it_imports(project: Path) -> None:
    (package,) = (project / "src").iterdir()
    for name, stage in yaml.safe_load((project / "dvc.yaml").read_text())["stages"].items():
        module = package / f"{stage['cmd'].split()[2].split('.')[1]}.py"
        known = {Path(path).stem for path in stage["deps"]}
        # Of the settings each stage names the ones that it uses.
        assert imported(module) - {"settings"} <= known, name


def imported(module: Path) -> set[str]:
    """The modules of the same package that a module imports."""
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
    return {name for node in found for name in ([node.module] if node.module else names(node))}


def names(node: ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names]


def test_modules_are_short(project: Path) -> None:
    lines = {file.name: len(file.read_text().splitlines()) for file in project.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > 200} == {}


def test_plain_copier_makes_the_same_project(
    project: Path, answers: dict[str, Any], tmp_path: Path
) -> None:
    template = str(built_in().folder)
    copier.run_copy(template, str(tmp_path / "plain"), data=answers, defaults=True, quiet=True)
    ours, plain = texts(project), texts(tmp_path / "plain")
    ours_about, plain_about = ours.pop(ANSWERS_FILE), plain.pop(ANSWERS_FILE)
    assert ours == plain
    assert str(built_in().folder.parent) not in ours_about
    assert yaml.safe_load(ours_about).items() >= answers.items()
    assert yaml.safe_load(plain_about)["_src_path"] == template


def test_the_answers_render_the_same_project_again(project: Path, tmp_path: Path) -> None:
    recorded = yaml.safe_load((project / ANSWERS_FILE).read_text())
    assert recorded["_commit"] == built_in().version
    again = {key: value for key, value in recorded.items() if not key.startswith("_")}
    render(built_in(), again, tmp_path / "again")
    assert texts(tmp_path / "again") == texts(project)
