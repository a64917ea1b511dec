"""The docs say what is there, and only that."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from mlscaffold.cli import app
from tests.conftest import ROOT

TEMPLATE = ROOT / "templates/end-to-end-project"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert f"`mlscaffold {name}" in text
        for option in (p for p in command.params if p.param_type_name == "option"):
            names = {*option.opts, *option.secondary_opts}
            assert any(f"`{each}" in text for each in names) or names <= {"--help"}, names


def test_documented_options_exist() -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    known = {"--help", "--version", "--debug"}
    for command in get_command(app).commands.values():  # type: ignore[attr-defined]
        for option in command.params:
            known |= {*option.opts, *option.secondary_opts}
    assert set(re.findall(r"`(--[a-z-]+)", text)) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_page_of_parts_is_what_the_template_says() -> None:
    page = runpy.run_path(str(ROOT / "scripts/parts.py"))["page"]()
    assert (ROOT / "docs/parts.md").read_text(encoding="utf-8") == page, "run scripts/parts.py"


@pytest.mark.parametrize("page", ["tutorial.md", "architecture.md", "own-data.md"])
def test_files_of_a_project_that_the_docs_name_are_in_the_template(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    names = set(re.findall(r"`(?:[\w./]*/)?(\w+\.(?:py|sql|j2))`", text))
    there = {path.name.removesuffix(".jinja") for path in TEMPLATE.rglob("*")}
    assert names - there == set()


def test_modules_that_the_architecture_names_exist() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = text.partition("| room |")[2].partition("\n\n")[0]
    there = {path.stem for path in (ROOT / "src/mlscaffold").rglob("*")}
    assert set(re.findall(r"`(\w+)/?`", table)) - there - set(get_command(app).commands) == set()  # type: ignore[attr-defined]


def test_no_address_of_a_package_index_is_committed() -> None:
    for file in ROOT.rglob("*"):
        if (
            file.suffix in {".toml", ".txt", ".jinja", ".yml", ".lock"}
            and ".venv" not in file.parts
        ):
            assert "/simple" not in file.read_text(encoding="utf-8"), file


@pytest.mark.slow
def test_screens_are_what_the_program_shows() -> None:
    command = [sys.executable, "scripts/screens.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
