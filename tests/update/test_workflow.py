"""The steps of the generated `template-update.yml`, run in clean clones of a real git server."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from uv import find_uv_bin

from mlscaffold.template.render import render
from mlscaffold.template.templates import Template, built_in
from mlscaffold.update import releases
from tests.conftest import ROOT
from tests.git_server import git_server
from tests.update.world import git

pytestmark = pytest.mark.slow

WORKFLOW = built_in().folder / "project/.github/workflows/template-update.yml"
# Stands for GitHub's own command line: keeps what it was asked to open.
GH = """#!/usr/bin/env python3
import json, os, sys
arguments = sys.argv[1:]
body = open(arguments[arguments.index("--body-file") + 1]).read()
with open(os.environ["PULL_REQUESTS"], "a") as file:
    print(json.dumps({"arguments": arguments, "body": body}), file=file)
"""


@dataclass
class Runner:
    """Runs the workflow as its machine would: a clone, then step after step."""

    folder: Path
    address: str
    runs: int = 0

    def run(self) -> list[str]:
        """The steps that were run, by their first words."""
        self.runs += 1
        temporary = self.folder / f"run-{self.runs}"
        temporary.mkdir()
        clone = temporary / "project"
        git(temporary, "clone", "--quiet", self.address, str(clone))
        variables = self.variables(temporary)
        done = []
        for step in yaml.safe_load(WORKFLOW.read_text())["jobs"]["update"]["steps"]:
            wanted = step.get("if") is None or variables.get("BRANCH")
            if "run" in step and wanted:
                done.append(step.get("name", step["run"].split()[0]))
                self.call(step["run"], clone, variables)
                variables |= added(temporary / "env")
        return done

    def call(self, script: str, clone: Path, variables: dict[str, str]) -> None:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=clone, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def variables(self, temporary: Path) -> dict[str, str]:
        (temporary / "env").touch()
        path = [self.folder / "bin", self.folder / "tools", Path(find_uv_bin()).parent]
        return dict(os.environ) | {
            "PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]]),
            "MLSCAFFOLD": str(ROOT),
            "UV_TOOL_DIR": str(self.folder / "uv"),
            "UV_TOOL_BIN_DIR": str(self.folder / "tools"),
            "RUNNER_TEMP": str(temporary),
            "GITHUB_ENV": str(temporary / "env"),
            "PULL_REQUESTS": str(self.folder / "pull-requests"),
            "HOME": str(self.folder),
        }

    def pull_requests(self) -> list[dict[str, object]]:
        file = self.folder / "pull-requests"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def added(file: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in pairs}


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH)
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "served").mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "served/food.git")
    git(tmp_path / "served/food.git", "config", "http.receivepack", "true")
    with git_server(tmp_path / "served") as address:
        yield Runner(tmp_path, f"{address}/food.git")


def pushed(runner: Runner, version: str) -> Path:
    """A project of a version of the built-in template, on the server."""
    template = built_in()
    if version != template.version:
        releases.extract(releases.bundle_of(template), version, runner.folder / template.name)
        template = Template(template.name, runner.folder / template.name)
    project = runner.folder / "food"
    render(template, {"project_name": "food", "author": "Ana"}, project)
    git(project, "init", "--quiet", "--initial-branch=main")
    push(project, runner.address)
    return project


def push(project: Path, address: str) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "work")
    git(project, "push", "--quiet", address, "main")


def test_a_pull_request_is_opened_once(runner: Runner) -> None:
    project = pushed(runner, "0.2.0")
    file = project / "sql/split.sql"
    file.write_text(f"-- mine\n{file.read_text()}")
    push(project, runner.address)
    done = runner.run()
    assert done == ["uv", "Look for a newer version", "Open a pull request"]
    (request,) = runner.pull_requests()
    latest = built_in().version
    assert f"template-update-{latest}" in request["arguments"]
    assert f"Update end-to-end-project from 0.2.0 to {latest}" in request["arguments"]
    assert "--draft" not in request["arguments"]
    assert "## 0.3.0\n\nA workflow, `template-update.yml`" in str(request["body"])
    git(project, "fetch", "--quiet", runner.address, "+refs/heads/*:refs/remotes/origin/*")
    branch = f"origin/template-update-{latest}"
    assert ".github/workflows/template-update.yml" in git(project, "ls-tree", "-r", branch)
    assert git(project, "show", f"{branch}:sql/split.sql").startswith("-- mine\n")
    assert git(project, "log", "-1", "--format=%an", branch) == "github-actions[bot]\n"
    assert runner.run() == ["uv", "Look for a newer version"]
    assert len(runner.pull_requests()) == 1


def test_conflicts_are_listed_and_make_a_draft(runner: Runner) -> None:
    project = pushed(runner, "0.1.0")
    file = project / "params.yaml"
    file.write_text(re.sub(r"(?m)$", " # mine", file.read_text()))
    push(project, runner.address)
    runner.run()
    (request,) = runner.pull_requests()
    assert "--draft" in request["arguments"]
    assert "Conflicts:\n- params.yaml: both changed the same lines" in str(request["body"])


def test_a_current_project_is_left_alone(runner: Runner) -> None:
    pushed(runner, built_in().version)
    assert runner.run() == ["uv", "Look for a newer version"]
    assert runner.pull_requests() == []
