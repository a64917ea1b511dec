"""What is shown while a project is made and when it is done."""

import sys
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.cli import main
from mlscaffold.commands import making
from mlscaffold.commands.making import next_commands
from mlscaffold.process import LOG, run
from mlscaffold.project import environment
from mlscaffold.project.create import Created
from mlscaffold.project.environment import activation
from mlscaffold.screen.messages import show
from mlscaffold.template.listing import listing, tree
from mlscaffold.text import clipped, wrapped


def created(folder: Path, *, repository: bool, locked: bool, installed: bool) -> Created:
    return Created(folder, "demo", 3, repository, locked, installed)


def test_only_what_is_still_to_be_done_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "has_uv", lambda: True)
    bare = created(tmp_path, repository=False, locked=False, installed=False)
    assert next_commands(bare, ran=False)[1:3] == ["git init", "mlscaffold lock"]
    whole = created(tmp_path, repository=True, locked=True, installed=True)
    assert next_commands(whole, ran=False)[1] == "uv run dvc repro"
    assert next_commands(whole, ran=True)[1] == "uv run uvicorn demo.service.api:app"
    monkeypatch.setattr(environment, "has_uv", lambda: False)
    assert next_commands(whole, ran=False)[1:3] == [activation(), "dvc repro"]
    locked = created(tmp_path, repository=True, locked=True, installed=False)
    assert next_commands(locked, ran=False)[1:3] == ["mlscaffold lock", activation()]


def test_a_failed_command_shows_its_end_and_where_the_log_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any, **__: Any) -> Created:
        lines = "; ".join(f"echo line {n}" for n in range(40))
        run(["bash", "-c", f"{lines}; exit 3"], cwd=tmp_path)
        raise AssertionError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLSCAFFOLD_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(making, "create", fail)
    monkeypatch.setattr(sys, "argv", ["mlscaffold", "new", "demo", "-y"])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr().err
    assert ended.value.code == 1
    assert "line 39\n" in shown
    assert "line 24\n" not in shown
    log = tmp_path / "state/new.log"
    assert f"the whole log: {log}" in shown
    assert "line 1\n" in log.read_text()
    LOG.handlers.clear()


def test_what_a_terminal_cannot_write_is_no_reason_to_fail(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys.stderr, "reconfigure", None, raising=False)
    with open("/dev/null", "w", encoding="ascii") as stream:  # noqa: PTH123
        monkeypatch.setattr(sys, "stderr", stream)
        show("✓ done\n")


def test_each_file_says_why_it_is_there(tmp_path: Path) -> None:
    texts = {
        "a/module.py": '"""What it does. And more."""\n',
        "a/test_x.py": "import os\n",
        "b.sql": "-- Cleans rows.\nSELECT 1\n",
        "c.md": "# A title\n\ntext\n",
        "d.toml": "# Settings of it\n",
        "LICENSE": "MIT\n",
        "table.csv": "1,2\n" * 100_000,
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {file.path: (file.lines, file.why) for file in listing(tmp_path)}
    assert found == {
        "a/module.py": (1, "What it does"),
        "a/test_x.py": (1, "tests of x"),
        "b.sql": (2, "Cleans rows"),
        "c.md": (3, "A title"),
        "d.toml": (1, "Settings of it"),
        "LICENSE": (1, "the licence"),
        "table.csv": (100_000, ""),
    }
    assert all(len(line) <= 40 for line in tree(listing(tmp_path), 40))


def test_text_is_cut_and_broken_by_the_cells_it_takes() -> None:
    assert clipped("データデータ", 7) == "データ…"
    assert clipped("short", 7) == "short"
    assert wrapped("one two three", 20) == ["one two three"]
