"""The template rendered with many answers, by our own render and by plain Copier."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import copier
import pytest
import yaml

from mlscaffold.template.fences import unfenced
from mlscaffold.template.render import ANSWERS_FILE, render
from mlscaffold.template.templates import built_in
from tests.template.conftest import NAMES, Rendered
from tests.template.projects import LONG, SOURCES, files, texts

__all__ = ["LONG", "SOURCES", "texts"]  # which tests of the sources use

# Files whose whole content is that they are there, or that say what is left out.
SHORT = {"__init__.py", ".gitignore", ".dvcignore", ".dockerignore", "config"}
# Enough to meet every folder of the template, with its parts and without.
FEW = ["sample", "sample whole", "amounts bare", "long", *SOURCES, "multiclass visits whole"]
LONGEST_MODULE, LONGEST_FUNCTION, NINTH_TENTH = 250, 40, 18  # lines; the goal of the last is 15


def test_rendered_code_is_formatted_and_clean(rendered: Rendered) -> None:
    projects = [str(rendered(name)) for name in NAMES]
    for arguments in (["format", "--check", "--quiet"], ["check", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", *projects]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, (result.stdout + result.stderr)[:6000]


def test_no_template_language_is_left(project: Path) -> None:
    for name, text in texts(project).items():
        if name.endswith(".j2"):  # the project's own
            continue
        assert not re.search(r"\{%|\{#", text), name
        # Double braces are Python's, the workflow's in .github, Prometheus's; and nobody else's.
        own = name.endswith(".py") or name.startswith((".github", "monitoring"))
        assert own or "{{" not in text, name


def test_files_end_with_one_newline(project: Path) -> None:
    for name, text in texts(project).items():
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert not text.startswith("\n"), name


def test_no_file_is_empty_or_a_stub(project: Path) -> None:
    for path in files(project):
        text = path.read_text(encoding="utf-8")
        assert text.strip(), path
        if path.suffix == ".py" and path.name not in SHORT:
            assert len(ast.parse(text).body) > 1, path
        assert not re.search(r"\bTODO\b|\bFIXME\b|NotImplemented", text), path


def test_one_blank_line_parts_paragraphs(project: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in project.rglob("*.md")}
    assert pages
    assert not [path.name for path, text in pages.items() if "\n\n\n" in text]


def test_settings_can_be_read(project: Path) -> None:
    settings = tomllib.loads((project / "pyproject.toml").read_text())
    name = settings["project"]["name"].replace("-", "_")
    assert (project / "src" / name / "schema.py").exists()
    for path in (*project.glob("*.yaml"), *project.rglob("*.yml")):
        assert list(yaml.safe_load_all(path.read_text())), path


def test_the_sample_is_there_only_when_it_was_chosen(
    project: Path, answers: dict[str, Any]
) -> None:
    simulated = list(project.glob("src/*/data/sample.py"))
    assert bool(simulated) is ("columns" not in answers)


def test_the_pipeline_depends_on_files_that_are_there(project: Path) -> None:
    for name, stage in stages(project).items():
        sources = [each for each in stage["deps"] if each.startswith(("src", "sql"))]
        assert sources, name
        assert {each for each in sources if not (project / each).exists()} == set(), name


def test_a_stage_depends_on_the_modules_that_it_imports(project: Path) -> None:
    for name, stage in stages(project).items():
        module = project / "src" / f"{stage['cmd'].split()[2].replace('.', '/')}.py"
        known = [(project / each).resolve() for each in stage["deps"]]
        # Of the settings each stage names the ones that it uses.
        needed = {each for each in imported(module) if each.name not in ("project.py", *SHORT)}
        missing = {each.name for each in needed if not {each, *each.parents} & set(known)}
        assert missing == set(), name


def stages(project: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((project / "dvc.yaml").read_text())["stages"])


def imported(module: Path) -> set[Path]:
    """A module and those of its package that it imports, and so on."""
    found: set[Path] = set()
    left = {module.resolve()}
    while left:
        here = left.pop()
        found.add(here)
        left |= set(relative_imports(here)) - found
    return found


def relative_imports(module: Path) -> Iterator[Path]:
    """What a module takes from its package; an error's class decides about no result."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            names = [each.name for each in node.names if not each.name.endswith("Error")]
            folder = module.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            places = [folder / name for name in names] + [folder] * bool(names)
            found = (place.with_suffix(".py") for place in places)
            yield from (path for path in found if path.exists())


def test_modules_and_functions_are_short(project: Path) -> None:
    lengths = []
    for path in project.rglob("*.py"):
        tree = ast.parse(text := path.read_text(encoding="utf-8"))
        assert len(text.splitlines()) <= LONGEST_MODULE, path
        functions = [
            n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for each in functions:
            length = (each.end_lineno or 0) - each.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path}: {each.name} has {length} lines"
            lengths += [length] if "tests" not in path.parts else []
    assert statistics.quantiles(lengths, n=10)[-1] <= NINTH_TENTH


@pytest.mark.parametrize("name", FEW)
def test_plain_copier_makes_the_same_project(
    project: Path, answers: dict[str, Any], tmp_path: Path
) -> None:
    template = str(built_in().folder)
    copier.run_copy(template, str(tmp_path / "plain"), data=answers, defaults=True, quiet=True)
    for file in (tmp_path / "plain").rglob("*.py"):
        # The comments about exercises are what it leaves in.
        file.write_bytes(unfenced(file.read_bytes()))
    ours, plain = texts(project), texts(tmp_path / "plain")
    ours_about, plain_about = ours.pop(ANSWERS_FILE), plain.pop(ANSWERS_FILE)
    assert ours == plain
    assert str(built_in().folder.parent) not in ours_about
    assert yaml.safe_load(ours_about).items() >= answers.items()
    assert yaml.safe_load(plain_about)["_src_path"] == template


@pytest.mark.parametrize("name", FEW)
def test_the_answers_render_the_same_project_again(project: Path, tmp_path: Path) -> None:
    recorded = yaml.safe_load((project / ANSWERS_FILE).read_text())
    assert recorded["_commit"] == built_in().version
    again = {key: value for key, value in recorded.items() if not key.startswith("_")}
    render(built_in(), dict(reversed(again.items())), tmp_path / "again")
    assert texts(tmp_path / "again") == texts(project)
