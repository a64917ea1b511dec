"""Presets, user defaults, environment and flags: which wins, and what is said about it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mlscaffold

PRESET = """
title = "Course of autumn"
hidden = ["monitoring"]
[answers]
author = "Preset"
decision = "Preset decides."
[locked]
tracking = false
"""


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of our own: nobody's defaults, git knows Gita."""
    config = tmp_path / "config"
    (config / "presets").mkdir(parents=True)
    (tmp_path / "gitconfig").write_text("[user]\nname = Gita\n")
    monkeypatch.setenv("MLSCAFFOLD_CONFIG", str(config))
    monkeypatch.setenv("MLSCAFFOLD_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    return config


def explained(mlscaffold: Mlscaffold, *arguments: str) -> dict[str, tuple[Any, str]]:
    result = mlscaffold("new", "demo", "--explain", "--json", *arguments)
    assert result.returncode == 0, result.stderr
    return {row["key"]: (row["value"], row["from"]) for row in json.loads(result.stdout)}


def test_the_stronger_place_wins(
    mlscaffold: Mlscaffold, tmp_path: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert explained(mlscaffold)["author"] == ("Gita", "git")
    (settings / "config.toml").write_text('[answers]\nauthor = "Usual"\nlicense = "MIT"\n')
    value, where = explained(mlscaffold)["author"]
    assert (value, where.split()[0]) == ("Usual", "defaults")
    (settings / "presets/course.toml").write_text(PRESET)
    value, where = explained(mlscaffold, "--preset", "course")["author"]
    assert (value, where.split()[0]) == ("Preset", "preset")
    (tmp_path / "answers.yml").write_text("author: File\n")
    arguments = ["--preset", "course", "--answers", "answers.yml"]
    assert explained(mlscaffold, *arguments)["author"] == ("File", "--answers answers.yml")
    monkeypatch.setenv("MLSCAFFOLD_SET_AUTHOR", "Environment")
    assert explained(mlscaffold, *arguments)["author"] == ("Environment", "environment")
    assert explained(mlscaffold, *arguments, "--set", "author=Flag")["author"] == ("Flag", "--set")


def test_a_locked_answer_cannot_be_changed(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PRESET)
    found = explained(mlscaffold, "--preset", "p.toml")
    assert found["tracking"] == (False, "preset p.toml (locked)")
    result = mlscaffold("new", "demo", "-y", "--preset", "p.toml", "--set", "tracking=yes")
    assert result.returncode == 2
    assert "`tracking` is locked by `p.toml`" in result.stderr


def test_options_may_stand_in_the_environment(
    mlscaffold: Mlscaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLSCAFFOLD_KIND", "regression")
    assert explained(mlscaffold)["kind"][0] == "regression"


def test_a_misspelt_preset_names_the_nearest(mlscaffold: Mlscaffold, settings: Path) -> None:
    (settings / "presets/course.toml").write_text(PRESET)
    result = mlscaffold("new", "demo", "-y", "--preset", "corse")
    assert "did you mean `course`?" in result.stderr


def test_a_preset_for_another_version_is_refused(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('version = "9.9"\n')
    result = mlscaffold("new", "demo", "-y", "--preset", "p.toml")
    assert "is for version 9.9 of the template" in result.stderr


def test_explaining_and_looking_make_nothing(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    explained(mlscaffold)
    result = mlscaffold("new", "demo", "--dry-run")
    assert "README.md" in result.stdout
    assert "the project's front page" in result.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_looked_at_is_what_is_made(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    arguments = ["new", "demo", "-y", "--no-install", "--no-git", "--set", "author=Ada", "--json"]
    planned = json.loads(mlscaffold(*arguments, "--dry-run").stdout)
    assert planned["answers"]["author"] == "Ada"
    created = json.loads(mlscaffold(*arguments).stdout)
    files = [p for p in (tmp_path / "demo").rglob("*") if p.is_file()]
    assert created["files"] == len(planned["files"]) == len(files)
    assert created["again"] == planned["again"]
    lines = {file["path"]: file["lines"] for file in planned["files"]}
    assert lines["README.md"] == (tmp_path / "demo/README.md").read_text().count("\n")
    unexplained = [file["path"] for file in planned["files"] if not file["why"]]
    assert len(unexplained) <= 0.06 * len(files), unexplained


def test_the_recorded_answers_of_a_project_make_it_again(
    mlscaffold: Mlscaffold, tmp_path: Path
) -> None:
    made = ["-y", "--no-install", "--no-git"]
    mlscaffold("new", "first/demo", *made, "--set", "kind=regression")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert mlscaffold("new", "a/demo", *made, "--kind", "regression").returncode == 0
    recorded = tmp_path / "a/demo/.copier-answers.yml"
    result = mlscaffold("new", "b/demo", *made, "--answers", recorded)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "b/demo/.copier-answers.yml").read_text() == recorded.read_text()


def test_the_user_defaults_name_who_commits(
    mlscaffold: Mlscaffold, tmp_path: Path, settings: Path
) -> None:
    import subprocess

    (tmp_path / "gitconfig").write_text("")
    (settings / "config.toml").write_text('[git]\nname = "Ada"\nemail = "ada@example.org"\n')
    assert mlscaffold("new", "demo", "-y", "--no-install").returncode == 0
    command = ["git", "log", "--format=%an <%ae>"]
    log = subprocess.run(command, cwd=tmp_path / "demo", capture_output=True, text=True)
    assert log.stdout.strip() == "Ada <ada@example.org>"
