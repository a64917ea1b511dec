"""The tool from its archives and from a git address, in fresh environments and other folders."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
UV = find_uv_bin()
MAKE = ["--defaults", "--no-install"]


def call(*command: object, cwd: Path) -> str:
    """Run a command with nothing of ours in its environment; what it printed."""
    ours = ("MLSCAFFOLD", "PYTHON", "VIRTUAL_ENV", "COVERAGE")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    bare["PATH"] = os.pathsep.join(
        {str(Path(shutil.which(name) or "").parent) for name in ("git", "sh")}
    )
    words = [*map(str, command)]
    return subprocess.run(words, cwd=cwd, check=True, env=bare, text=True, stdout=-1).stdout


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the sdist, so that both are known to hold the template."""
    folder = tmp_path_factory.mktemp("dist")
    call(UV, "build", "--quiet", "--out-dir", folder, cwd=ROOT)
    (found,) = folder.glob("mlscaffold_kit-*.whl")
    return found


def test_the_wheel_is_whole(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    places = {"src/mlscaffold": "mlscaffold", "templates": "mlscaffold/_templates"}
    there = {
        f"{inside}/{name}"
        for folder, inside in places.items()
        for name in files(ROOT / folder)
        if "__pycache__" not in name
    }
    assert packed == there


def test_the_wheel_makes_what_the_checkout_makes(wheel: Path, tmp_path: Path) -> None:
    call(UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv/bin/python"
    call(UV, "pip", "install", "--quiet", "--python", python, wheel, cwd=tmp_path)
    for name in ("wheel", "uvx", "checkout"):
        (tmp_path / name).mkdir()
    call(tmp_path / "venv/bin/mlscaffold", "new", "wheel/demo", *MAKE, cwd=tmp_path)
    call(sys.executable, "-m", "mlscaffold", "new", "checkout/demo", *MAKE, cwd=tmp_path)
    once = [UV, "tool", "run", "--python", sys.executable, "--from", wheel, "mlscaffold-kit"]
    call(*once, "new", "uvx/demo", *MAKE, cwd=tmp_path)
    assert files(tmp_path / "wheel/demo") == files(tmp_path / "checkout/demo")
    assert files(tmp_path / "uvx/demo") == files(tmp_path / "checkout/demo")
    assert "README.md" in files(tmp_path / "wheel/demo")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_it_is_installed_from_a_git_address(tmp_path: Path) -> None:
    once = [UV, "tool", "run", "--python", sys.executable, "--from", f"git+{ROOT.as_uri()}"]
    assert call(*once, "mlscaffold-kit", "--version", cwd=tmp_path).startswith("mlscaffold ")
