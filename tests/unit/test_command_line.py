"""Bad input, and what is left behind after it."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from mlscaffold.cli import app
from tests.conftest import Mlscaffold, commands_of

COMMANDS = commands_of(get_command(app))
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for option in command.params
    if option.param_type_name == "option"
]
NEEDED = {"profile": ["table.csv"], "completion": ["bash"], "cohort init": ["ml-2026"]}
NEEDED |= {"cohort reveal": ["clean"], "cohort forget": ["ana"]}

BAD = {
    "no folder": (["new", "--defaults"], "no folder given"),
    "no terminal": (["new", "demo"], "nobody is there to answer"),
    "unknown command": (["nwe"], "Did you mean 'new'"),
    "unknown option": (["new", "demo", "--foo"], "No such option"),
    "absent table": (["new", "demo", "-y", "--data", "no.csv", "--target", "x"], "does not exist"),
    "absent table first": (["new", "demo", "-y", "--data", "no.csv"], "does not exist"),
    "no target": (["new", "demo", "-y", "--data", __file__], "--data needs --target"),
    "unknown part": (["new", "demo", "--with", "trackin"], "did you mean `tracking`"),
    "target alone": (["new", "demo", "-y", "--target", "x"], "--target needs --data"),
    "unknown kind": (["new", "demo", "-y", "--kind", "poem"], "there is no kind `poem`"),
    "no equals": (["new", "demo", "-y", "--set", "author"], "has no KEY=VALUE"),
    "unknown key": (["new", "demo", "-y", "--set", "auther=Ada"], "did you mean `author`"),
    "wrong choice": (["new", "demo", "-y", "--set", "kind=poem"], "`kind` is not accepted"),
    "bad author": (["new", "demo", "-y", "--set", 'author=a"b'], "`author` is not accepted"),
    "bad name": (["new", "My Projekt!", "-y"], "project_name=my-projekt"),
    "stdlib name": (["new", "json", "-y"], "is the name of a module"),
    "package name": (["new", "pandas", "-y"], "is the name of a module"),
    "absent parent": (["new", "a/b/demo", "-y"], "does not exist"),
    "run without git": (["new", "demo", "-y", "--run", "--no-git"], "--run needs a repository"),
    "file without table": (["new", "demo", "-y", "--set", "data_source=file"], "needs a table"),
    "worked out": (["new", "demo", "-y", "--set", "columns=[]"], "follows from the other answers"),
    "told twice": (
        ["new", "d", "-y", "--kind", "regression", "--set", "kind=classification"],
        "by --",
    ),
    "line break": (["new", "a\nb", "-y"], "is no project name"),
    "lock elsewhere": (["lock"], "is not a project"),
    "no course": (["cohort", "generate"], "has no course.toml"),
    "unknown verb": (["cohort", "udate"], "Did you mean 'update'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_and_a_hint(
    mlscaffold: Mlscaffold, tmp_path: Path, name: str
) -> None:
    arguments, expected = BAD[name]
    result = mlscaffold(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    message, hint = [line for line in result.stderr.splitlines() if line[:1] not in " ✗"]
    assert message.startswith("error: ")
    assert hint.startswith("hint: ")
    assert expected in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_files_is_refused_and_kept(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/mine.txt").write_text("mine")
    result = mlscaffold("new", "demo", "--defaults")
    assert result.returncode == 2
    assert "already exists and holds files" in result.stderr
    assert [file.name for file in tmp_path.rglob("*")] == ["demo", "mine.txt"]


def test_debug_shows_the_traceback(mlscaffold: Mlscaffold) -> None:
    assert "Traceback" in mlscaffold("new", "json", "--defaults", "--debug").stderr


def test_without_git_nothing_is_made(
    mlscaffold: Mlscaffold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    result = mlscaffold("new", "demo", "--defaults", "--no-install")
    assert result.returncode == 2
    assert "git was not found" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert mlscaffold("new", "demo", "--defaults", "--no-install", "--no-git").returncode == 0


def test_without_a_network_the_project_is_made(
    mlscaffold: Mlscaffold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    result = mlscaffold("new", "demo", "--defaults")
    assert result.returncode == 0, result.stderr
    assert "index cannot be reached" in result.stderr
    assert "mlscaffold lock" in result.stderr
    assert (tmp_path / "demo/README.md").exists()
    assert not (tmp_path / "demo/.venv").exists()


def test_the_result_as_json_is_all_of_stdout(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    result = mlscaffold("new", "demo", "--defaults", "--no-install", "--json")
    created = json.loads(result.stdout)
    assert created["folder"] == str(tmp_path / "demo")
    assert (created["package"], created["repository"], created["installed"]) == (
        "demo",
        True,
        False,
    )


def test_an_empty_folder_is_filled_where_it_stands(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    before = folder.stat().st_ino
    assert mlscaffold("new", ".", "--defaults", "--no-install", cwd=folder).returncode == 0
    assert folder.stat().st_ino == before
    assert (folder / ".git").is_dir()
    assert (folder / "src/demo/schema.py").exists()


def test_inside_a_repository_no_other_one_is_made(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    result = mlscaffold("new", "demo", "--defaults", "--no-install")
    assert result.returncode == 0
    assert "part of the repository" in result.stderr
    assert not (tmp_path / "demo/.git").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("seconds", [0.2, 0.6, 0.9, 1.2])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing_half_made(
    tmp_path: Path, seconds: float, sign: signal.Signals
) -> None:
    command = [sys.executable, "-m", "mlscaffold", "new", "demo", "--defaults", "--no-install"]
    child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    child.send_signal(sign)
    _, messages = child.communicate()
    left = sorted(path.name for path in tmp_path.iterdir())
    whole = (tmp_path / "demo/.git/refs/heads/main").exists()
    assert left == (["demo"] if whole else [])
    assert whole or child.returncode != 0
    # Before our own code runs, Python itself or the system ends the process.
    assert "Traceback" not in messages or seconds < 0.3 or "import main" in messages


@pytest.mark.parametrize(
    ("name", "option"), OPTIONS, ids=[f"{name} {option.opts[0]}" for name, option in OPTIONS]
)
def test_every_option_may_stand_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, option: Any
) -> None:
    variable = "MLSCAFFOLD_" + option.opts[0].removeprefix("--").replace("-", "_").upper()
    opposite = "0" if option.default is True else "1"
    monkeypatch.setenv(variable, opposite)
    context = COMMANDS[name].make_context(name, list(NEEDED.get(name, [])))
    value = context.params[option.name]
    assert value != option.default
    assert str(value) in (opposite, str(opposite == "1"), f"['{opposite}']")


def test_an_option_is_the_same_wherever_it_is_taken() -> None:
    told: dict[str, set[tuple[str, str, str]]] = {}
    for _, option in OPTIONS:
        said = (option.help, option.metavar or "", option.envvar)
        told.setdefault(option.opts[0], set()).add(said)
    assert {name for name, several in told.items() if len(several) > 1} == set()


def test_help_begins_with_new_and_is_in_groups(mlscaffold: Mlscaffold) -> None:
    commands = mlscaffold("--help").stdout.partition("Commands:\n")[2]
    assert commands.split()[0] == "new"
    assert "..." not in commands
    told = mlscaffold("new", "--help").stdout
    headings = [line for line in told.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings[:3] == ["Arguments:", "A table of your own:", "How it is read:"]
    assert all(len(line) <= 80 for line in told.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_that_is_understood(name: str) -> None:
    example = str(COMMANDS[name].epilog).partition("mlscaffold ")[2].partition(" >>")[0]
    words, verb = shlex.split(example), name.split()
    assert words[: len(verb)] == verb
    COMMANDS[name].make_context(name, words[len(verb) :])


@pytest.mark.parametrize("name", [each for each in COMMANDS if each.startswith("cohort ")])
def test_help_of_a_cohorts_command_has_all_of_its_options(
    mlscaffold: Mlscaffold, name: str
) -> None:
    told = mlscaffold(*name.split(), "--help").stdout
    options = [each.opts[0] for each in COMMANDS[name].params if each.opts[0].startswith("--")]
    assert all(re.search(rf"^  .*{option}\b", told, re.MULTILINE) for option in options)
    assert all(len(line) <= 80 for line in told.splitlines())
