"""Whole projects: made by the command line, trained, tested and asked, as their user would."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# Beside the checkout on our machines; elsewhere these tests are skipped and say so.
DATASETS = Path(__file__).parents[3] / "shared/datasets"


@dataclass(frozen=True)
class Whole:
    """A project after `mlscaffold new --run`, and what the command printed as JSON."""

    folder: Path
    created: dict[str, Any]

    def run(self, command: str) -> str:
        """Run a command of the project's README; fail with its output."""
        result = subprocess.run(
            ["bash", "-euc", command],
            cwd=self.folder,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert result.returncode == 0, result.stdout[-4000:]
        return result.stdout

    def json(self, file: str) -> Any:
        """One of the project's JSON files."""
        return json.loads((self.folder / file).read_text(encoding="utf-8"))

    def readme_blocks(self) -> list[str]:
        """The commands that the project's README gives, block by block."""
        text = (self.folder / "README.md").read_text(encoding="utf-8")
        return re.findall(r"```bash\n(.*?)```", text, re.DOTALL)


def clean_environment() -> dict[str, str]:
    """Ours with the uv that mlscaffold brings, less the virtual environment we run in."""
    # One thread each: several projects may run at a time.
    settings = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "OMP_NUM_THREADS": "1",
    }
    return {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"} | settings


def make(folder: Path, *arguments: object) -> Whole:
    """Make and run a project in `folder`."""
    command = [sys.executable, "-m", "mlscaffold", "new", folder, *arguments]
    options = ["--defaults", "--run", "--json"]
    result = subprocess.run(
        [*map(str, command), *options], capture_output=True, text=True, env=clean_environment()
    )
    assert result.returncode == 0, result.stderr[-6000:]
    return Whole(folder, json.loads(result.stdout))


def dataset(name: str) -> Path:
    """A real table; the test is skipped where it is not at hand."""
    file = DATASETS / name
    if not file.exists():
        pytest.skip(f"the real tables are not in {DATASETS}: only the sample is tried")
    return file


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The sample's project with all defaults."""
    return make(tmp_path_factory.mktemp("projects") / "food-times")


@pytest.fixture(scope="session")
def sample_project(sample: Whole) -> Path:
    """Where the sample's project lies, its model trained."""
    return sample.folder
