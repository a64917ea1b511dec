"""A project takes its place whole or not at all, and harms nothing that is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.project.place import check_project_name, in_place
from mlscaffold.template.templates import built_in


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize("existing", [True, False])
def test_a_project_appears_at_once(tmp_path: Path, existing: bool) -> None:
    target = tmp_path / "demo"
    if existing:
        target.mkdir()
    with in_place(target) as folder:
        (folder / "a").write_text("a")
        assert not (target / "a").exists()
    assert names(tmp_path) == ["a", "demo"]


@pytest.mark.parametrize("existing", [True, False])
def test_a_failure_leaves_nothing(tmp_path: Path, existing: bool) -> None:
    target = tmp_path / "demo"
    if existing:
        target.mkdir()
    with pytest.raises(KeyboardInterrupt), in_place(target) as folder:
        (folder / "a").write_text("a")
        raise KeyboardInterrupt
    assert names(tmp_path) == (["demo"] if existing else [])


@pytest.mark.parametrize("existing", [True, False])
def test_what_came_in_the_meantime_is_kept(tmp_path: Path, existing: bool) -> None:
    target = tmp_path / "demo"
    if existing:
        target.mkdir()
    with pytest.raises(UsageError, match="made by someone else"), in_place(target) as folder:
        (folder / "a").write_text("ours")
        (folder / "b").write_text("ours")
        target.mkdir(exist_ok=True)
        (target / "b").write_text("theirs")
    assert names(tmp_path) == ["b", "demo"]
    assert (target / "b").read_text() == "theirs"


def test_of_two_at_once_one_wins(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mlscaffold", "new", "demo", "-y", "--no-install", "--no-git"]
    both = [subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) for _ in range(2)]
    for each in both:
        each.communicate()
    assert sorted(each.returncode for each in both) == [0, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert (tmp_path / "demo/README.md").exists()


@pytest.mark.parametrize(
    "name", ["class", "json", "pandas", "git", "test-model", "1abc", "a\nb", ""]
)
def test_names_that_break_a_project_are_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_project_name(name, built_in())
    assert "--set project_name=" in caught.value.hint


@pytest.mark.parametrize("name", ["food", "My project 2", "a.b-c_d", "x" * 60])
def test_other_names_are_accepted(name: str) -> None:
    check_project_name(name, built_in())
