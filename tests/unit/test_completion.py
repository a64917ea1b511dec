"""What a shell proposes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Mlscaffold


def proposed(line: str, cwd: Path) -> list[str]:
    """What bash would be told for a line whose last word is being typed."""
    code = "import sys; sys.argv = ['mlscaffold']; from mlscaffold.cli import main; main()"
    words = line.split(" ")
    env = os.environ | {"_MLSCAFFOLD_COMPLETE": "complete_bash", "COMP_WORDS": line}
    env["COMP_CWORD"] = str(len(words) - 1)
    result = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=cwd, capture_output=True, text=True
    )
    return result.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mlscaffold ne", ["new"]),
        ("mlscaffold new --da", ["--data"]),
        ("mlscaffold new --kind r", ["regression"]),
        ("mlscaffold new --set tr", ["tracking="]),
        ("mlscaffold new --set task=", ["task=classification", "task=regression"]),
        ("mlscaffold new --data visits.csv --target St", ["Stays"]),
        ("mlscaffold new --data visits.csv --drop No", ["Note"]),
        ("mlscaffold new --data absent.csv --target St", []),
        ("mlscaffold new --preset c", ["course"]),
    ],
)
def test_words_are_proposed(
    visits: Path, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    visits.rename(visits.with_name("visits.csv"))
    (visits.parent / "presets").mkdir()
    (visits.parent / "presets/course.toml").write_text("")
    monkeypatch.setenv("MLSCAFFOLD_CONFIG", str(visits.parent))
    assert proposed(line, visits.parent) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_every_shell_has_a_script(mlscaffold: Mlscaffold, shell: str) -> None:
    result = mlscaffold("completion", shell)
    assert "_MLSCAFFOLD_COMPLETE" in result.stdout


def test_bash_takes_its_script(mlscaffold: Mlscaffold) -> None:
    script = mlscaffold("completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0


def test_an_unknown_shell_names_the_nearest(mlscaffold: Mlscaffold) -> None:
    result = mlscaffold("completion", "fsh")
    assert result.returncode == 2
    assert "did you mean `fish`?" in result.stderr
