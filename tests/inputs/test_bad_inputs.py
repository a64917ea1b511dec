"""Bad input of every kind: one line, a hint, exit code 2, and nothing written."""

import sys
from pathlib import Path

import pytest

from mlscaffold.cli import main
from tests.inputs.bad_inputs import Case, cases

CASES = list(cases())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file, a full folder and a link to nowhere; settings of its own."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file.txt").write_text("mine")
    (tmp_path / "file.txt").write_text("mine")
    (tmp_path / "dangling").symlink_to("/nowhere/at/all")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLSCAFFOLD_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("MLSCAFFOLD_STATE", str(tmp_path / "state"))
    return tmp_path


def content(folder: Path) -> dict[str, bytes | None]:
    return {str(p): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def test_there_are_three_hundred() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize("case", CASES, ids=[name for name, _, _ in CASES])
def test_bad_input_is_refused_in_one_line(
    folder: Path, case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, arguments, files = case
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    before = content(folder)
    monkeypatch.setattr(sys, "argv", ["mlscaffold", "new", "--no-install", "--no-git", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"], shown.err
    assert all(len(line) < 700 and line.isprintable() for line in lines), shown.err
    assert lines[1] != "hint: "
    assert ended.value.code == 2, shown.err
    assert content(folder) == before
