"""The interview in a real terminal, as a person has it."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
NEW = f"{shlex.quote(sys.executable)} -m mlscaffold new"
Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts `mlscaffold new` in a terminal, with settings of its own and a known author."""
    (tmp_path / "here").mkdir()
    own = {
        "MLSCAFFOLD_CONFIG": str(tmp_path / "config"),
        "MLSCAFFOLD_STATE": str(tmp_path / "state"),
    }
    own |= {"GIT_AUTHOR_NAME": "Ada", "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    (tmp_path / "gitconfig").write_text("[user]\nname = Ada Lovelace\nemail = ada@example.org\n")

    def run(arguments: str = "", *, cwd: Path = tmp_path / "here", **options: object) -> Terminal:
        env = own | dict(options.pop("env", {}))  # type: ignore[call-overload]
        command = f"{NEW} {arguments}"
        return Terminal(command, cwd=str(cwd), env=env, **options)  # type: ignore[arg-type]

    return run


def made(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "here").iterdir())


def accept_all(terminal: Terminal, *questions: str) -> None:
    for question in questions:
        terminal.answer(question, "enter")


SAMPLE = ("Which data?", "What should it predict?", "Who will use it", "How many times worse")
SAMPLE += ("Your name", "Which parts?", "Make it?")
OWN = (
    "What kind of value is `Stays`",
    "Who will use it",
    "How many times worse",
    "Your name",
    "Which parts?",
)
MOST_KEYS = {"sample": 9, "own table": 12}


def test_defaults_all_the_way(start: Start, tmp_path: Path) -> None:
    with start("--no-install") as terminal:
        first = terminal.answer("[1/7]", "enter")
        assert "my-project" in first
        accept_all(terminal, *SAMPLE)
        assert 1 + len(SAMPLE) <= MOST_KEYS["sample"]
        screen = terminal.wait("The same again")
        assert "my-project --set 'author=Ada Lovelace' --no-install --defaults" in screen
        assert terminal.end() == 0
    assert made(tmp_path) == ["my-project"]
    assert "Ada Lovelace" in (tmp_path / "here/my-project/LICENSE").read_text()


def test_the_line_at_the_end_makes_the_same_project(
    start: Start, tmp_path: Path, visits: Path
) -> None:
    with start("visits --no-install", rows=50, cols=400) as terminal:
        terminal.answer("Which data?", "down", "enter")
        terminal.answer("Which file?", str(visits), "enter")
        target = terminal.answer("Which column", "enter")
        assert "Age (years)" in target
        assert "Here that could be `Stays` (no, yes), predicted from `Day`" in target
        asked = terminal.answer("What kind of value is `Stays`", "enter")
        assert "learn from 4 columns" in asked
        assert "--" not in asked.replace("--no-install", "")
        terminal.answer("Who will use it", 'The ward\'s lead plans beds; "on $HOME"', "enter")
        terminal.answer("How many times worse", "2.5", "enter")
        accept_all(terminal, "Your name", "Which parts?")
        keys = ["down", "enter", "enter", *["enter"] * (len(OWN) + 1), "enter"]
        assert len(keys) <= MOST_KEYS["own table"]
        terminal.answer("Make it?", "down", "enter")
        terminal.answer("Which answer?", *["down"] * 4, "enter")
        terminal.answer("Learn from which", "space", "enter")
        terminal.answer("Make it?", "enter")
        line = terminal.wait("The same again").splitlines()
        again = next(each for each in line if "--defaults" in each).strip()
    project = tmp_path / "here/visits"
    first = {f.relative_to(project): f.read_bytes() for f in files(project)}
    assert b"miss: 2.5" in first[Path("params.yaml")]
    assert b"day" not in first[Path("src/visits/schema.py")].split(b"class Features")[-1]
    project.rename(tmp_path / "first")
    command = again.replace("mlscaffold", f"{shlex.quote(sys.executable)} -m mlscaffold", 1)
    subprocess.run(command, shell=True, cwd=tmp_path / "here", check=True, capture_output=True)
    assert {f.relative_to(project): f.read_bytes() for f in files(project)} == first


def files(project: Path) -> list[Path]:
    return [f for f in project.rglob("*") if f.is_file() and ".git" not in f.parts]


@pytest.mark.parametrize("key", ["esc", "ctrl-b"])
def test_going_back_twice_shows_what_was_answered(start: Start, key: str) -> None:
    with start("demo --no-install") as terminal:
        assert "Esc" not in terminal.answer("Which data?", key, "enter")
        assert "Esc back" in terminal.answer("What should it predict?", "2", "enter")
        terminal.answer("Who will use it", key)
        terminal.answer("❯ 2) A number", key)
        terminal.answer("[1/6] Problem · Which data?", "enter")
        screen = terminal.wait("What should it predict?")
        assert "❯ 2) A number" in screen
        assert screen.count("Which data?") == 1
        terminal.send("ctrl-c")
        assert terminal.end() == 130


def test_a_bad_name_is_refused_under_the_field_with_a_good_one(start: Start) -> None:
    with start("--no-install") as terminal:
        terminal.answer("Where?", "My Projekt!", "enter")
        lines = terminal.wait("mean `my-projekt`? Tab takes it").splitlines()
        field = next(i for i, line in enumerate(lines) if "› My Projekt!" in line)
        assert "✗" in lines[field + 1]
        terminal.send("tab", "enter")
        assert "✓ Where? (a new folder)  my-projekt" in terminal.wait("Which data?")


def test_left_and_gone_on_with(start: Start, tmp_path: Path, visits: Path) -> None:
    with start("--no-install") as terminal:
        terminal.answer("Where?", "visits", "enter")
        terminal.answer("Which data?", "down", "enter")
        terminal.answer("Which file?", str(visits), "enter")
        terminal.answer("Which column", "enter")
        terminal.answer("What kind of value is `Stays`", "ctrl-c")
        terminal.wait("Your answers are kept: mlscaffold new --resume goes on")
        assert "error" not in terminal.wait("cancelled")
        assert terminal.end() == 130
    assert made(tmp_path) == []
    with start("--resume", cwd=tmp_path) as terminal:
        assert "✓ Which column should it predict?  Stays" in terminal.wait(
            "What kind of value is `Stays`"
        )
        accept_all(terminal, *OWN, "Make it?")
        terminal.wait("The same again")
        assert terminal.end() == 0
    assert made(tmp_path) == ["visits"]  # where it was wanted at first
    with start("--resume") as terminal:
        terminal.wait("there is no interview to go on with")


def test_a_terminal_that_goes_away_keeps_the_answers(start: Start, tmp_path: Path) -> None:
    with start("demo") as terminal:
        terminal.answer("Which data?", "enter")
        terminal.answer("What should it predict?", "ctrl-d")
        assert terminal.end() == 130
    assert "data_source" in (tmp_path / "state/interview.json").read_text()


def test_without_colour_nothing_is_coloured(start: Start) -> None:
    with start("demo", env={"NO_COLOR": "1"}) as terminal:
        terminal.answer("Which data?", "enter")
        terminal.wait("What should it predict?")
        assert not re.search(rb"\x1b\[(\d+;)*[39][0-7][;m]", terminal.written)


def test_sixty_columns_are_enough(start: Start) -> None:
    with start("--no-install", cols=60, rows=40) as terminal:
        terminal.answer("Where?", "enter")
        for question in SAMPLE[:-1]:
            terminal.answer(question, "?")
            screen = terminal.wait("On the command line")
            assert "…" not in screen.partition(question)[2]
            terminal.send("enter")
        assert "Your name" in terminal.wait("Make it?")


def test_a_dumb_terminal_is_asked_line_by_line(start: Start, tmp_path: Path) -> None:
    with start("--no-install", env={"TERM": "dumb"}) as terminal:
        terminal.answer("Where?", "plain", "enter")
        terminal.answer("1 or 2, Enter: The sample, ? help", "1", "enter")
        terminal.answer("What should it predict?", "<", "enter")
        terminal.answer("1. The sample", "?", "enter")
        terminal.answer("50 rows", "enter")
        terminal.answer("1. Yes or no", "a number", "enter")
        terminal.answer("Who will use it", "enter")
        terminal.answer("Your name", 'a"b', "enter")
        terminal.answer("did you mean a'b?", "Ada", "enter")
        (number,) = re.findall(r"(\d+)\. monitoring", terminal.wait(". monitoring"))
        terminal.answer("numbers such as", f"1 {number}", "enter")
        terminal.answer("1. Create plain", "enter")
        terminal.wait("The same again")
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.written
    answers = (tmp_path / "here/plain/.copier-answers.yml").read_text().splitlines()
    assert {"kind: regression", "explain: true", "monitoring: true", "tracking: false"} <= {
        *answers
    }


def test_a_column_is_found_by_typing(start: Start, tmp_path: Path) -> None:
    header = ",".join([f"measure {n}" for n in range(30)] + ["outcome"])
    rows = [",".join(str((n * k) % 97) for k in range(1, 32)) for n in range(80)]
    (tmp_path / "here/wide.csv").write_text("\n".join([header, *rows]) + "\n")
    with start("wide --data wide.csv", rows=60) as terminal:
        assert "type to find" in terminal.answer("Which column", "ure 27")
        terminal.wait("measure 27  integer")
        terminal.send("down", "enter")
        terminal.answer("What kind of value is `measure 27`", "esc")
        terminal.answer("Problem · Which column", "measre 28", "enter")
        terminal.answer("Did you mean `measure 28`? Tab takes it", "tab", "enter")
        terminal.wait("What kind of value is `measure 28`")


def test_a_template_that_runs_commands_is_asked_for(start: Start, tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.mkdir()
    (template / "copier.yml").write_text("_tasks: ['echo ran > ran.txt']\nname: Ada\n")
    (template / "file.txt.jinja").write_text("{{ name }}")
    for keys, code, left in ((["enter"], 2, []), (["up", "enter"], 0, ["file.txt", "ran.txt"])):
        with start(f"demo --template {template} --no-git") as terminal:
            assert "echo ran > ran.txt" in terminal.answer("Do you trust", *keys)
            if code == 0:
                accept_all(terminal, "name", "Make it?")
            assert terminal.end() == code
        found = (tmp_path / "here/demo").glob("*.txt")
        assert sorted(path.name for path in found) == left


def test_leaving_while_it_works_leaves_nothing(start: Start, tmp_path: Path) -> None:
    with start("demo -y") as terminal:
        terminal.answer("Locking the packages", "ctrl-c")
        assert "error" not in terminal.wait("cancelled")
        assert terminal.end() == 130
    assert made(tmp_path) == []


def test_leaving_while_it_works_keeps_what_was_answered(start: Start, tmp_path: Path) -> None:
    with start("demo") as terminal:
        terminal.answer("Which data?", "enter")
        terminal.answer("What should it predict?", "2", "enter")
        accept_all(terminal, "Who will use it", "Your name", "Which parts?", "Make it?")
        terminal.answer("Locking the packages", "ctrl-c")
        assert "mlscaffold new --resume goes on" in terminal.wait("cancelled")
        assert terminal.end() == 130
    assert made(tmp_path) == []
    with start("--resume") as terminal:
        assert "✓ What should it predict?  A number" in terminal.answer("Make it?", "ctrl-c")


def test_keys_pressed_while_it_works_answer_nothing(start: Start, tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.mkdir()
    (template / "copier.yml").write_text("name: Ada\n")
    loops = "{% for a in range(8000) %}{% for b in range(8000) %}{% endfor %}{% endfor %}"
    (template / "slow.txt.jinja").write_text(loops)  # seconds: time enough to press keys
    with start(f"demo --template {template} --no-git") as terminal:
        accept_all(terminal, "name")
        terminal.answer("Rendering the project", "x", "y", "enter", "enter", "down", "enter")
        assert "Make it?" not in terminal.text()
        screen = terminal.wait("Make it?")
        assert terminal.settle() == screen
        assert "❯ 1) Create demo" in screen
        assert "xy" not in screen
    assert made(tmp_path) == []


def test_the_review_fits_and_going_back_leads_to_it(start: Start) -> None:
    with start("demo", cols=80, rows=24) as terminal:
        accept_all(terminal, *SAMPLE[:-1])
        terminal.wait("Make it?")
        screen = terminal.settle()
        assert re.search(r"^demo: \d+ files, [\d,]+ lines$", screen, re.MULTILINE)
        assert re.search(r"^  src/ +\d+ files +[\d,]+ lines  data, ", screen, re.MULTILINE)
        assert "  Which parts?                         explain, " in screen
        assert "2) Create, train and test it now" in screen
        terminal.send("3", "enter")
        assert "Esc back" in terminal.answer("Which answer?", "esc")
        terminal.answer("Make it?", "3", "enter")
        terminal.answer("Which answer?", "4", "enter")
        terminal.answer("Problem · Who will use it", "Nobody", "esc")
        terminal.answer("Make it?", "4", "enter")
        assert "test_model.py" in terminal.wait("Make it?")
        terminal.send("3", "enter")
        assert "The dispatcher decides" in terminal.answer("Which answer?", "1", "enter")
        terminal.answer("Project · What is the project called?", "json", "enter")
        terminal.wait("is the name of a module")


def test_a_large_table_shows_that_it_is_read(start: Start, tmp_path: Path) -> None:
    rows = (",".join(str(n * k % 97) for k in range(1, 21)) for n in range(120_000))
    lines = "\n".join([",".join(f"c{k}" for k in range(20)), *rows])
    (tmp_path / "here/large.csv").write_text(lines)
    with start("demo") as terminal:
        terminal.answer("Which data?", "2", "enter")
        terminal.answer("Which file?", "lar", "tab", "enter")
        terminal.wait("Reading large.csv")
        terminal.wait("Which column")
        assert "Reading" not in terminal.settle()


def test_going_on_takes_no_other_option(start: Start) -> None:
    with start("demo --resume") as terminal:
        terminal.wait("it takes no other option")
        assert terminal.end() == 2
