import sys
import tomllib
from pathlib import Path

import pytest

from mlscaffold.project.environment import reason, typed_here, with_constraints

CONSTRAINTS = "# tested\nnumpy==2.4.6 ; python_full_version < '3.12'\nuvicorn==0.54.0\n"


def test_constraints_join_the_settings_that_are_there() -> None:
    text = '[project]\nname = "x"\n\n[tool.uv]\ndefault-groups = ["dev"]\n'
    settings = tomllib.loads(with_constraints(text, CONSTRAINTS))["tool"]["uv"]
    assert settings["default-groups"] == ["dev"]
    assert settings["constraint-dependencies"] == CONSTRAINTS.splitlines()[1:]


def test_constraints_make_settings_where_there_are_none() -> None:
    settings = tomllib.loads(with_constraints('[project]\nname = "x"\n', CONSTRAINTS))["tool"]["uv"]
    assert len(settings["constraint-dependencies"]) == 2


def test_the_reason_of_a_failure_is_one_line() -> None:
    offline = "error: Failed to fetch: `x`\n  Caused by: dns error: failed to lookup"
    assert reason(offline) == "the package index cannot be reached"
    assert reason("Resolving\nerror: no such thing\n") == "error: no such thing"


COMMANDS = ("uv sync", "uv run dvc repro", "uv run pytest")


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our Python's folder, with a uv in it, first on PATH; nobody has activated it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").touch(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{tmp_path / 'other'}")
    for name in ("VIRTUAL_ENV", "SHELL", "MLSCAFFOLD_CALLED"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_commands_for_uv_stay_where_a_person_has_it(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", str(ours))
    assert typed_here(*COMMANDS) == list(COMMANDS)
    monkeypatch.delenv("VIRTUAL_ENV")
    (ours / "other").mkdir()
    (ours / "other/uv").touch(0o755)
    assert typed_here(*COMMANDS) == list(COMMANDS)


def test_without_uv_commands_are_those_of_an_activated_environment(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate = "source .venv/bin/activate"
    assert typed_here(*COMMANDS) == ["mlscaffold lock", activate, "dvc repro", "pytest"]
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    monkeypatch.setenv("MLSCAFFOLD_CALLED", "python3 /clone/dev.py")
    assert typed_here("uv sync") == ["python3 /clone/dev.py lock"]
    assert typed_here("uv run pytest") == [f"{activate}.fish", "pytest"]
