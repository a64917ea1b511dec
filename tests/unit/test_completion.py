"""What a shell proposes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Mlscaffold
from tests.terminal import Terminal


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
        ("mlscaffold new --set kind=", ["kind=binary", "kind=regression"]),
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


def needs(shell: str) -> pytest.MarkDecorator:
    reason = f"{shell} is not installed: scripts/install-shells.sh"
    return pytest.mark.skipif(not shutil.which(shell), reason=reason)


@needs("fish")
def test_fish_proposes(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "c.fish").write_text(mlscaffold("completion", "fish").stdout)
    ask = "; ".join(f'complete -C "mlscaffold new {end}"' for end in ("--kind r", "--set tr"))
    told = subprocess.run(
        ["fish", "--no-config", "-c", f"source c.fish; {ask}"],
        cwd=tmp_path,
        env=with_program(),
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == ["regression", "tracking="]


@needs("zsh")
def test_zsh_proposes(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    (tmp_path / "_mlscaffold").write_text(mlscaffold("completion", "zsh").stdout)
    begin = "fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; PS1=rea''dy:"
    with Terminal("zsh -f -i", cwd=str(tmp_path), env=with_program()) as terminal:
        terminal.send(begin, "enter")
        terminal.wait("ready:")
        terminal.send("mlscaffold new --kind r", "tab")
        terminal.wait("--kind regression")
        terminal.send(" --set tr", "tab")
        terminal.wait("--set tracking=")


def with_program() -> dict[str, str]:
    """The environment, with the tested program found by its name."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
