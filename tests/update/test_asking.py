"""`mlscaffold update` in a real terminal: what is asked, and what is not."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tests.update.conftest import FIRST, LINES, QUESTIONS, CopierTemplate, Run, commit
from tests.update.world import bytes_of, git, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
UPDATE = f"{shlex.quote(sys.executable)} -m mlscaffold update"
CHANGED = {**FIRST, "main.py": LINES.replace("line 3\n", "template\n")}


def test_only_new_questions_are_asked(template: CopierTemplate, project: Path) -> None:
    more = QUESTIONS + "colour: {type: str, default: blue}\n"
    template.release("v1.1.0", {**CHANGED, "copier.yml": more, "c.txt.jinja": "{{ colour }}\n"})
    with Terminal(UPDATE, cwd=str(project)) as terminal:
        assert "[1/1]" in terminal.answer("colour", "red", "enter")
        assert "added    c.txt" in terminal.answer("What now?", "enter")
        assert terminal.end() == 0
    assert (project / "c.txt").read_text() == "red\n"
    assert (project / "main.py").read_text() == CHANGED["main.py"]


def test_an_answer_that_is_not_accepted_any_more_is_asked_again(
    template: CopierTemplate, project: Path
) -> None:
    template.release("v1.1.0", {**FIRST, "copier.yml": QUESTIONS.replace("small", "tiny")})
    with Terminal(UPDATE, cwd=str(project)) as terminal:
        assert "`small` is none of tiny, large" in terminal.answer("kind", "down", "enter")
        terminal.answer("What now?", "enter")
        assert terminal.end() == 0
    assert (project / "kind.txt").read_text() == "large demo\n"


def test_the_diff_may_be_looked_at_and_everything_left(
    template: CopierTemplate, project: Path
) -> None:
    template.release("v1.1.0", CHANGED)
    before = bytes_of(project)
    with Terminal(UPDATE, cwd=str(project), rows=60) as terminal:
        terminal.answer("What now?", "down", "enter")
        terminal.wait("+template")
        terminal.send("down", "down", "enter")
        assert terminal.end() == 0
        assert "Everything is as it was." in terminal.text()
    assert bytes_of(project) == before
    assert not git(project, "status", "--porcelain")


def test_ctrl_c_leaves_everything(template: CopierTemplate, project: Path) -> None:
    template.release("v1.1.0", CHANGED)
    before = bytes_of(project)
    with Terminal(UPDATE, cwd=str(project)) as terminal:
        terminal.answer("What now?", "ctrl-c")
        assert terminal.end() == 130
    assert bytes_of(project) == before


def test_on_a_terminal_that_cannot_move_its_cursor(template: CopierTemplate, project: Path) -> None:
    template.release("v1.1.0", CHANGED)
    with Terminal(UPDATE, cwd=str(project), env={"TERM": "dumb"}) as terminal:
        terminal.answer("2. Show the whole diff", "2", "enter")
        terminal.wait("+template")
        terminal.answer("What now?", "1", "enter")
        assert terminal.end() == 0
    assert (project / "main.py").read_text() == CHANGED["main.py"]


def test_adopt_asks_before_it_writes(template: CopierTemplate, project: Path, run: Run) -> None:
    answers = project / ".copier-answers.yml"
    answers.unlink()
    commit(project)
    adopt = f"{UPDATE.removesuffix('update')}adopt --template {shlex.quote(str(template.folder))}"
    with Terminal(adopt, cwd=str(project)) as terminal:
        terminal.answer("Record that?", "down", "enter")
        assert terminal.end() == 0
        assert "Nothing was written." in terminal.text()
    assert not answers.exists()
    with Terminal(adopt, cwd=str(project)) as terminal:
        terminal.answer("Record that?", "enter")
        assert terminal.end() == 0
    write(project, {"main.py": "mine\n"})
    assert run("update", project, "--check").code == 0
