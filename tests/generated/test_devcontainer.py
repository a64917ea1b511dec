"""The development container, started by the tool that VS Code and Codespaces start theirs with."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.conftest import clean_environment
from tests.generated.test_image import docker, has_engine

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

TOOL = ["npx", "--yes", "@devcontainers/cli@0.89"]
IMAGE = "python:3.11-slim"  # in place of Microsoft's, which has more in it
NEW = ["--defaults", "--without", "all", "--with", "devcontainer"]


def run(*command: object) -> str:
    """What a command prints; fail with what it says."""
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=clean_environment()
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.mark.skipif(not has_engine(), reason="no Docker engine answers `docker info`")
@pytest.mark.skipif(not shutil.which("npx"), reason="the tool is run by npx, which is not here")
def test_the_container_has_what_the_project_needs(tmp_path: Path) -> None:
    made, folder = tmp_path / "food-times", tmp_path / "clone"
    run(sys.executable, "-m", "mlscaffold", "new", made, *NEW)
    run("git", "clone", "--quiet", made, folder)
    file = folder / ".devcontainer/devcontainer.json"
    settings = json.loads(file.read_text())
    assert settings["image"].startswith("mcr.microsoft.com/devcontainers/python:")
    file.write_text(json.dumps(settings | {"image": IMAGE}))
    started = json.loads(run(*TOOL, "up", "--workspace-folder", folder).splitlines()[-1])
    try:
        asked = ["python", "-m", "uv", "run", "--no-sync", "python", "-c"]
        script = "import food_times.service.api, sklearn; print('it runs')"
        said = run(*TOOL, "exec", "--workspace-folder", folder, *asked, script)
        assert "it runs" in said
    finally:
        docker("rm", "--force", started["containerId"])
