"""Released versions of the built-in template: none changes, none is forgotten, all still render."""

import json
import subprocess
from pathlib import Path
from typing import Any

import copier
import pytest
from packaging.version import Version

from mlscaffold.errors import UsageError
from mlscaffold.template.fences import unfenced
from mlscaffold.template.origins import with_releases
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in
from mlscaffold.update.migrations import migrated, removed
from scripts.release import EARLIER, SAMPLES, reason_not_to, rendered_tree, renders_file
from tests.update.world import bytes_of

BUILT_IN = with_releases(built_in())
RELEASED = BUILT_IN.released
RENDERS = json.loads(renders_file(built_in()).read_text(encoding="utf-8"))


def unpacked(version: str, folder: Path) -> Template:
    return BUILT_IN.unpacked(version, folder)


def test_there_are_versions_to_update_from() -> None:
    assert len(RELEASED) >= 2
    assert sorted(RELEASED, key=Version) == RELEASED
    assert list(RENDERS) == RELEASED


def test_the_template_did_not_change_without_a_new_version(tmp_path: Path) -> None:
    """Between releases VERSION is one in development, such as 0.4.0.dev0: then all may change."""
    template = built_in()
    if Version(template.version).is_devrelease:
        assert Version(template.version) > Version(RELEASED[-1])
        return
    assert template.version == RELEASED[-1], "release it: scripts/release.py"
    released = bytes_of(unpacked(template.version, tmp_path).folder)
    now = {
        path: each for path, each in bytes_of(template.folder).items() if "__pycache__" not in path
    }
    changed = sorted(
        path for path in released.keys() | now.keys() if released.get(path) != now.get(path)
    )
    hint = f"released {template.version} is another; set VERSION to the next one with .dev0"
    assert changed == [], hint


@pytest.mark.parametrize("version", RELEASED)
def test_released_versions_render_to_the_same_bytes(version: str, tmp_path: Path) -> None:
    template = unpacked(version, tmp_path)
    assert template.version == version
    known = EARLIER | SAMPLES
    assert {name: rendered_tree(template, known[name]) for name in RENDERS[version]} == RENDERS[
        version
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_plain_copier_renders_the_same(name: str, tmp_path: Path) -> None:
    """Files without Jinja are copied by this tool, not by Copier."""
    template, answers = built_in(), SAMPLES[name]
    render(template, answers, tmp_path / "ours" / "food")
    copier.run_copy(
        str(template.folder), str(tmp_path / "copier/food"), data=answers, defaults=True, quiet=True
    )
    ours, copiers = bytes_of(tmp_path / "ours"), bytes_of(tmp_path / "copier")
    for files in (ours, copiers):
        del files["food/.copier-answers.yml"]
    # Copier leaves the comments in that stand around a course's exercises.
    for path, (kind, content) in copiers.items():
        copiers[path] = (kind, unfenced(content) if path.endswith(".py") else content)
    assert ours == copiers


@pytest.mark.parametrize("version", RELEASED)
def test_the_changelog_tells_of_every_version(version: str) -> None:
    text = (built_in().folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {version}\n" in text


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no version 9\.9\.9"):
        unpacked("9.9.9", tmp_path / "x")


def test_git_and_copier_read_the_bundle(tmp_path: Path) -> None:
    subprocess.run(
        ["git", "clone", "--quiet", str(BUILT_IN.current.bundle), str(tmp_path / "clone")],
        check=True,
    )
    tags = subprocess.check_output(["git", "tag"], cwd=tmp_path / "clone", text=True)
    assert sorted(tags.split(), key=Version) == RELEASED
    assert (tmp_path / "clone/copier.yml").exists()


@pytest.mark.parametrize(
    ("version", "again", "expected"),
    [
        ("0.0.1", False, "is released already"),
        (RELEASED[-1], False, "is released already"),
        ("0.0.1", True, "only the last release"),
        ("99.0.0.dev0", False, "in development"),
        ("99.0.0", False, "has no section"),
        (RELEASED[-1], True, ""),
    ],
)
def test_what_is_not_released(version: str, again: bool, expected: str) -> None:
    said = reason_not_to(built_in(), version, again=again)
    assert expected in said if expected else said == ""


def test_answers_are_carried_over() -> None:
    def named(answers: dict[str, Any]) -> dict[str, Any]:
        return {"town" if key == "city" else key: value for key, value in answers.items()}

    migrations = {"0.2.0": (removed("colour"),), "0.3.0": (named,), "0.4.0": (removed("town"),)}
    old = {"city": "Turin", "colour": "blue"}
    assert migrated(old, ["0.2.0", "0.3.0"], migrations) == {"town": "Turin"}
    assert migrated(old, ["0.3.0.dev0"], migrations) == {"town": "Turin", "colour": "blue"}
    assert migrated(old, [], migrations) == old
    assert migrated(old, ["0.2.0", "0.3.0", "0.4.0"], migrations) == {}
