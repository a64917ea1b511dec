"""Presets, user defaults, environment and flags: which wins, and what is said about it."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mlscaffold.template.templates import built_in
from tests.conftest import Mlscaffold, write_visits

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
    assert "`tracking` is settled by `p.toml`" in result.stderr


def test_options_may_stand_in_the_environment(
    mlscaffold: Mlscaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLSCAFFOLD_KIND", "regression")
    assert explained(mlscaffold)["kind"][0] == "regression"


def test_a_misspelt_preset_names_the_nearest(mlscaffold: Mlscaffold, settings: Path) -> None:
    (settings / "presets/course.toml").write_text(PRESET)
    result = mlscaffold("new", "demo", "-y", "--preset", "corse")
    assert "did you mean `course`?" in result.stderr


COURSE = """
title = "Course of autumn"
by = "Ada Lovelace"
data = "visits.csv"
target = "Stays"
[locked]
parts = ["tracking"]
decision = "Who needs a bed?"
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a preset and its table, as an instructor hands them out."""
    folder = tmp_path / "course"
    folder.mkdir()
    write_visits(folder / "visits.csv")
    (folder / "course.toml").write_text(COURSE)
    return folder


def test_a_preset_settles_data_target_and_parts(
    mlscaffold: Mlscaffold, tmp_path: Path, course: Path
) -> None:
    result = mlscaffold("new", "demo", "--dry-run", "--json", "--preset", "course/course.toml")
    planned = json.loads(result.stdout)
    answers = planned["answers"]
    assert answers["tracking"] is True
    assert answers["notebook"] is False
    assert answers["decision"] == "Who needs a bed?"
    assert "raw/visits.csv" in " ".join(file["path"] for file in planned["files"])
    assert result.stderr.splitlines()[0] == "Settled for you (Course of autumn, by Ada Lovelace):"
    for line in ("  data: course/visits.csv", "  target: Stays", "  parts: tracking"):
        assert line in result.stderr.splitlines()
    # What the preset settles is not said again.
    again = "mlscaffold new demo --preset course/course.toml --kind classification"
    assert planned["again"] == f"{again} --set author=Gita --defaults"


@pytest.mark.parametrize(
    ("flags", "refusal"),
    [
        (["--data", "other.csv"], "`data` is settled by `course/course.toml`; --data changes it"),
        (["--target", "Ward"], "`target` is settled by `course/course.toml`; --target changes it"),
        (["--with", "monitoring"], "`parts` is settled by `course/course.toml`; --with changes it"),
        (["--set", "monitoring=yes"], "`monitoring` is settled by `course/course.toml`"),
    ],
)
def test_what_a_preset_settles_cannot_be_changed(
    mlscaffold: Mlscaffold, course: Path, flags: list[str], refusal: str
) -> None:
    result = mlscaffold("new", "demo", "-y", "--preset", "course/course.toml", *flags)
    assert result.returncode == 2
    assert refusal in result.stderr


def test_a_preset_chooses_the_version_of_the_template(
    mlscaffold: Mlscaffold, tmp_path: Path
) -> None:
    preset = tmp_path / "p.toml"
    preset.write_text(f'version = "{built_in().version}"\n')
    found = mlscaffold("new", "demo", "--dry-run", "--json", "--preset", "p.toml")
    assert json.loads(found.stdout)["version"] == built_in().version
    preset.write_text('version = "9.9"\n')
    result = mlscaffold("new", "demo", "-y", "--preset", "p.toml")
    assert (result.returncode, "9.9" in result.stderr) == (2, True)
    result = mlscaffold("new", "demo", "-y", "--preset", "p.toml", "--ref", "0.6.0")
    assert "`version` is settled by `p.toml`; --ref changes it" in result.stderr


@pytest.fixture
def address(course: Path) -> Iterator[str]:
    """The address of a server on which the course lies."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(course))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_preset_at_an_address_is_held_to_its_checksum(
    mlscaffold: Mlscaffold, course: Path, address: str
) -> None:
    arguments = ["new", "demo", "--dry-run", "--json", "--preset"]
    planned = json.loads(mlscaffold(*arguments, f"{address}/course.toml").stdout)
    _, _, _, _, named, *_ = planned["again"].split()
    checksum = hashlib.sha256((course / "course.toml").read_bytes()).hexdigest()
    assert named.strip("'") == f"{address}/course.toml#sha256={checksum}"
    assert planned["answers"]["decision"] == "Who needs a bed?"
    assert mlscaffold(*arguments, named.strip("'")).returncode == 0
    (course / "course.toml").write_text(COURSE.replace("bed", "room"))
    changed = mlscaffold(*arguments, named.strip("'"))
    assert (changed.returncode, "is not what it was" in changed.stderr) == (2, True)
    absent = mlscaffold(*arguments, f"{address}/none.toml")
    assert (absent.returncode, "cannot be fetched" in absent.stderr) == (2, True)


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
