"""The steps of the generated `template-update.yml`, run in clean clones of a real git server."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.errors import MlscaffoldError
from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in
from tests.conftest import ROOT
from tests.git_server import git_server
from tests.update.world import git, write
from tests.workflow import GitHub, Machine

pytestmark = pytest.mark.slow

INSTALL = 'uv tool install "$MLSCAFFOLD"'
SOURCE = "git+https://example.org/mlscaffold@v1.0.0"
CHANGELOG = "# Changelog\n\n## 2.0.0\n\nSteps in words.\n\n## 1.0.0\n\nThe first.\n"


@dataclass
class Runner:
    """A machine that runs the workflow, and what it asked GitHub for."""

    folder: Path
    address: str
    workflow: str
    machine: Machine
    github: GitHub

    def run(self) -> list[str]:
        """The steps that were run."""
        return self.machine.run(self.workflow)

    def pull_requests(self) -> list[dict[str, Any]]:
        return self.github.asked("pr", "create")


def machine(folder: Path, address: str, github: GitHub) -> Machine:
    """One that keeps nothing in the user's folders."""
    variables = github.variables | {
        "PATH": f"{github.folder}{os.pathsep}{folder / 'tools'}",
        "UV_TOOL_DIR": str(folder / "uv"),
        "UV_TOOL_BIN_DIR": str(folder / "tools"),
        "HOME": str(folder),
    }
    return Machine(address, folder / "jobs", variables)


@pytest.fixture(scope="module")
def workflow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The workflow of a project that has it."""
    folder = tmp_path_factory.mktemp("food")
    render(built_in(), {"project_name": "food", "template_update": SOURCE}, folder)
    return (folder / ".github/workflows/template-update.yml").read_text()


@pytest.fixture
def runner(tmp_path: Path, workflow: str) -> Iterator[Runner]:
    github = GitHub(tmp_path / "bin")
    (tmp_path / "served").mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "served/food.git")
    git(tmp_path / "served/food.git", "config", "http.receivepack", "true")
    with git_server(tmp_path / "served") as address:
        place = f"{address}/food.git"
        # From this checkout, which stands for the pinned place.
        here = workflow.replace(SOURCE, str(ROOT))
        yield Runner(tmp_path, place, here, machine(tmp_path, place, github), github)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template of two versions."""
    folder = tmp_path / "steps"
    write(
        folder,
        {"copier.yml": "name: Ana\n", "CHANGELOG.md": CHANGELOG, "steps.txt": "one\n\n\nend\n"},
    )
    write(folder, {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}"})
    git(folder, "init", "--quiet")
    for version, step in (("v1.0.0", "one"), ("v2.0.0", "first")):
        write(folder, {"steps.txt": f"{step}\n\n\nend\n"})
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", version)
        git(folder, "tag", version)
    return folder


def pushed(runner: Runner, template: Path, version: str) -> Path:
    """A project of a version of that template, on the server."""
    git(template, "checkout", "--quiet", version)
    project = runner.folder / "food"
    render(Template("steps", template, str(template), version), {}, project)
    git(template, "checkout", "--quiet", "v2.0.0")
    git(project, "init", "--quiet", "--initial-branch=main")
    push(project, runner.address)
    return project


def push(project: Path, address: str) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "work")
    git(project, "push", "--quiet", address, "main")


def test_the_tool_comes_from_the_pinned_place_alone(workflow: str) -> None:
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    (install,) = (step for step in job["steps"] if "install" in step.get("run", ""))
    assert install["run"] == 'uv tool install "$MLSCAFFOLD"'
    assert install["env"] == {"MLSCAFFOLD": SOURCE}


@pytest.mark.parametrize(
    "source",
    ["mlscaffold-kit", SOURCE.replace("@v1.0.0", ""), SOURCE.replace("v1.0.0", "main"), "a.whl"],
)
def test_a_place_that_may_change_is_refused(source: str, tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="a commit or a version's tag"):
        render(built_in(), {"project_name": "food", "template_update": source}, tmp_path / "food")


def test_a_pull_request_is_opened_once(runner: Runner, template: Path) -> None:
    project = pushed(runner, template, "v1.0.0")
    file = project / "steps.txt"
    file.write_text(f"{file.read_text()}mine\n")
    push(project, runner.address)
    done = runner.run()
    assert done == [INSTALL, "Look for a newer version", "Open a pull request"]
    (request,) = runner.pull_requests()
    assert "template-update-v2.0.0" in request["arguments"]
    assert f"Update {template} from v1.0.0 to v2.0.0" in request["arguments"]
    assert "--draft" not in request["arguments"]
    git(project, "fetch", "--quiet", runner.address, "+refs/heads/*:refs/remotes/origin/*")
    branch = "origin/template-update-v2.0.0"
    assert git(project, "show", f"{branch}:steps.txt") == "first\n\n\nend\nmine\n"
    assert git(project, "log", "-1", "--format=%an", branch) == "github-actions[bot]\n"
    runner.run()
    assert len(runner.pull_requests()) == 1


def test_conflicts_are_listed_and_make_a_draft(runner: Runner, template: Path) -> None:
    project = pushed(runner, template, "v1.0.0")
    (project / "steps.txt").write_text("mine\n\n\nend\n")
    push(project, runner.address)
    runner.run()
    (request,) = runner.pull_requests()
    assert "--draft" in request["arguments"]
    assert "Conflicts:\n- steps.txt: both changed the same lines" in str(request["body"])


def test_a_current_project_is_left_alone(runner: Runner, template: Path) -> None:
    pushed(runner, template, "v2.0.0")
    assert runner.run() == [INSTALL, "Look for a newer version"]
    assert runner.pull_requests() == []
