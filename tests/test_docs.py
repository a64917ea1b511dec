"""The docs say what is there, and only that."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from mlscaffold.cli import app
from tests.conftest import ROOT, commands_of, write_visits

TEMPLATE = ROOT / "templates/end-to-end-project"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    for name, command in commands_of(get_command(app)).items():
        assert f"`mlscaffold {name}" in text
        for option in (p for p in command.params if p.param_type_name == "option"):
            names = {*option.opts, *option.secondary_opts}
            assert any(f"`{each}" in text for each in names) or names <= {"--help"}, names


def test_documented_options_exist() -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    known = {"--help", "--version", "--debug"}
    for command in commands_of(get_command(app)).values():
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


@pytest.mark.parametrize("page", ["tutorial.md", "architecture.md", "own-data.md", "glossary.md"])
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


def test_no_line_installs_a_name_that_is_on_no_index() -> None:
    by_name = r"(?:pip|pipx|tool) install (?:-\S+ )*mlscaffold(?:-kit)?(?![\w-])|uvx mlscaffold"
    for page in PAGES:
        assert re.findall(by_name, page.read_text(encoding="utf-8")) == [], page


def said_by_us() -> list[str]:
    """The messages that the page of troubles explains, but for those of the shell and others."""
    text = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    paragraphs = (each for each in text.split("\n\n") if each.startswith("**`"))
    heads = (each.partition(":**" if ":**" in each else "**:")[0] for each in paragraphs)
    return [
        message
        for head in heads
        if "(said by" not in head
        for message in re.findall(r"\*\*`([^`]+)`", head + "**")
    ]


@pytest.mark.parametrize("message", said_by_us())
def test_messages_that_the_docs_explain_are_said(message: str) -> None:
    pieces = [piece.strip() for piece in message.split("…") if piece.strip()]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    file_name = ".copier-answers.yml"
    sources = [text.replace("{ANSWERS_FILE}", file_name) for text in sources]
    assert any(all(piece in text for piece in pieces) for text in sources), pieces


GUIDE = (ROOT / "docs/instructors.md").read_text(encoding="utf-8")
COURSE, PRESET = GUIDE.split("## A preset instead")


def typed(text: str, folder: Path, *, first: str = "") -> "subprocess.CompletedProcess[str]":
    """The commands of a page, one after the other, in a folder."""
    ours = f'mlscaffold() {{ "{sys.executable}" -m mlscaffold "$@"; }}'
    lines = ["set -e", ours, first, *re.findall(r"```bash\n(.*?)```", text, re.DOTALL)]
    names = {
        f"GIT_{who}_{what}": "a@b.c"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=folder,
        env=os.environ | names,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def files_of(text: str) -> dict[str, str]:
    """The files that a page shows, by the comment in their first line."""
    return dict(re.findall(r"```(?:toml|text)\n# (\S+)\n(.*?)```", text, re.DOTALL))


def test_the_preset_that_instructors_are_told_to_make_works(tmp_path: Path) -> None:
    for name, content in files_of(PRESET).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    write_visits(tmp_path / "visits.csv")
    done = typed(PRESET, tmp_path)
    assert done.returncode == 0, done.stderr
    (shown,) = re.findall(r"```text\n(Settled.*?)```", PRESET, re.DOTALL)
    assert shown in done.stderr
    assert (tmp_path / "project/src/project/monitoring").is_dir()


@pytest.mark.matrix
def test_a_course_as_instructors_are_told_to_hold_it_works(tmp_path: Path) -> None:
    before, _, after = COURSE.partition("```toml\n# autumn/course.toml")
    done = typed(before, tmp_path)
    assert done.returncode == 0, done.stderr
    for name, content in files_of(COURSE).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = typed(after, tmp_path)
    assert done.returncode == 0, done.stderr
    # The week's branches, and what the fix and the last week brought.
    folder = tmp_path / "autumn/folders/l01"
    branches = ["git", "branch", "--format=%(refname:short)"]
    found = subprocess.run(branches, cwd=folder, capture_output=True, text=True, check=True)
    weeks = ["0.7.1-week-4", "0.7.1-week-6"]  # nothing but exercises came new before
    assert found.stdout.split() == [*(f"course/{week}" for week in weeks), "main"]
    shown = ["git", "show", "course/0.7.1-week-6:exercises.yml"]
    listed = subprocess.run(shown, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "counted step by step" in listed
    assert "id: promotion" in listed
    assert "l03" not in (tmp_path / "autumn/roster.csv").read_text()
    practice = (tmp_path / "practice/reports/cohort.csv").read_text(encoding="utf-8-sig")
    assert "clean" in practice


@pytest.mark.slow
def test_screens_are_what_the_program_shows() -> None:
    command = [sys.executable, "scripts/screens.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
