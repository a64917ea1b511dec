"""The tool from its wheel, in a fresh environment and another folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from uv import find_uv_bin

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def call(*command: object, cwd: Path) -> None:
    subprocess.run([*map(str, command)], cwd=cwd, check=True)


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_wheel_makes_what_the_checkout_makes(tmp_path: Path) -> None:
    uv = find_uv_bin()
    # From the sdist, so that both archives are known to hold the template.
    call(uv, "build", "--quiet", "--out-dir", tmp_path / "dist", cwd=ROOT)
    call(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv/bin/python"
    (wheel,) = (tmp_path / "dist").glob("mlscaffold_kit-*.whl")
    call(uv, "pip", "install", "--quiet", "--python", python, wheel, cwd=tmp_path)
    options = ["--defaults", "--no-install"]
    call(tmp_path / "venv/bin/mlscaffold", "new", "wheel/demo", *options, cwd=made(tmp_path))
    call(sys.executable, "-m", "mlscaffold", "new", "checkout/demo", *options, cwd=tmp_path)
    assert files(tmp_path / "wheel/demo") == files(tmp_path / "checkout/demo")
    assert "README.md" in files(tmp_path / "wheel/demo")


def made(folder: Path) -> Path:
    for name in ("wheel", "checkout"):
        (folder / name).mkdir()
    return folder
