"""What GitHub, Docker and a security review look at: every project is clean for their tools."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.template.conftest import NAMES, Rendered

BIN = Path(sys.executable).parent
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+(\.\d+)*$")

Files = dict[str, Path]


@pytest.fixture(scope="session")
def repository(rendered: Rendered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All workflows, Dockerfiles and compositions that any project has, each content once."""
    root = tmp_path_factory.mktemp("hygiene")
    (root / ".git").mkdir()  # actionlint looks for the top of a repository
    for name in NAMES:
        project = rendered(name)
        for file in (
            *project.glob(".github/workflows/*.yml"),
            *project.glob("*ockerfile"),
            *project.glob("compose*.y*ml"),
            *project.glob(".gitlab-ci.yml"),
        ):
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:8]
            place = root / file.relative_to(project).parent / f"{digest}-{file.name}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return root


def clean(tool: str, *arguments: object, cwd: Path) -> None:
    """Run a linter that must have nothing to say."""
    ran = subprocess.run(
        [BIN / tool, *map(str, arguments)], cwd=cwd, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def workflows(root: Path) -> list[Path]:
    """The workflows of all projects."""
    found = sorted(root.glob(".github/workflows/*.yml"))
    assert {file.name.partition("-")[2] for file in found} >= {"ci.yml", "drift.yml", "retrain.yml"}
    return found


def test_actionlint_finds_nothing(repository: Path) -> None:
    clean("actionlint", f"-shellcheck={BIN / 'shellcheck'}", *workflows(repository), cwd=repository)


def test_zizmor_finds_nothing(repository: Path) -> None:
    clean("zizmor", "--offline", "--persona=regular", "--no-progress", ".", cwd=repository)


def test_workflows_follow_their_schema(repository: Path) -> None:
    found = workflows(repository)
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        clean("check-jsonschema", "--builtin-schema", schema, *found, cwd=repository)


def test_compositions_follow_their_schema(repository: Path) -> None:
    found = sorted(repository.glob("*-compose.yaml"))
    assert found
    clean("check-jsonschema", "--builtin-schema", "vendor.compose-spec", *found, cwd=repository)


def test_pipelines_of_gitlab_follow_their_schema(repository: Path) -> None:
    found = sorted(repository.glob("*-.gitlab-ci.yml"))
    assert found
    clean("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *found, cwd=repository)


def test_hadolint_finds_nothing(repository: Path) -> None:
    found = sorted(repository.glob("*-Dockerfile"))
    assert found
    clean("hadolint", *found, cwd=repository)


def test_actions_are_pinned_and_permissions_are_said(repository: Path) -> None:
    for file in workflows(repository):
        text = file.read_text(encoding="utf-8")
        assert "permissions" in yaml.safe_load(text), file.name
        assert "concurrency" in yaml.safe_load(text), file.name
        for line in text.splitlines():
            assert "uses:" not in line or PINNED.search(line), f"{file.name}: {line}"


@pytest.mark.parametrize("name", ["sample whole", "amounts whole", "multiclass postgres whole"])
def test_no_secret_is_in_a_project(project: Path) -> None:
    assert secrets_in(project) == {}


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text('KEY = "AKIA' + 'IOSFODNN7EXAMPLX"\n')
    assert "settings.py" in secrets_in(tmp_path)


def secrets_in(folder: Path) -> dict[str, object]:
    """What looks like a secret, by file."""
    command = [BIN / "detect-secrets", "scan", "--all-files", "."]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return dict(json.loads(ran.stdout)["results"])
