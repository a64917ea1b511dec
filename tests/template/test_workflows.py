"""The logic of the workflows after a release, with stand-ins for the project's commands and for `gh`."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.template.conftest import Rendered
from tests.update.world import git
from tests.workflow import GitHub, Machine

NEWS = "31 cases; drift: `district`"
# Stands for uv: the project's jobs end as they are told to, the pipeline writes the report.
UV = f"""#!/bin/sh
case "$*" in
  *.monitoring*)
    if [ "$CODE" = 1 ]; then echo "0 new cases tell nothing" >&2; exit 1; fi
    mkdir -p reports
    echo '{{"checks": [{{"column": "district", "of": "values", "psi": 0.51234, "limit": 0.2, "is_drift": true}}]}}' > reports/drift.json
    echo '{NEWS}'
    exit "$CODE" ;;
  *.retraining*) echo "the verdict"; exit "$CODE" ;;
  "run dvc repro") echo "changed by a run" >> params.yaml; printf '<!-- results:start -->\\na table\\n<!-- results:end -->\\nmore\\n' > README.md ;;
esac
"""


@dataclass
class Repository:
    """A project on a server, what GitHub was asked for, and the machine that runs its workflows."""

    folder: Path
    server: Path
    work: Path
    github: GitHub

    def tag(self, name: str, *, data: str = "more") -> None:
        """Push a commit with data and a tag, which is not merged."""
        git(self.work, "switch", "--quiet", "--detach", "main")
        (self.work / "data/raw/table.csv").write_text(data)
        git(self.work, "add", "--force", "--all")
        git(self.work, "commit", "--quiet", "--allow-empty", "--message", name)
        git(self.work, "tag", name)
        git(self.work, "push", "--quiet", str(self.server), name)

    def run(self, workflow: str, code: int = 0, ref: str = "refs/heads/main") -> list[str]:
        """The steps of a workflow that were run; `code` is the job's exit code."""
        variables = self.github.variables | {"CODE": str(code)}
        jobs = self.folder / f"jobs-{len(list(self.folder.iterdir()))}"
        machine = Machine(str(self.server), jobs, variables, {"ref": ref})
        return machine.run(self.work / f".github/workflows/{workflow}.yml")

    def branches(self) -> set[str]:
        return set(git(self.server, "branch", "--format=%(refname:short)").split())


@pytest.fixture
def repository(rendered: Rendered, tmp_path: Path) -> Repository:
    work, server = tmp_path / "work", tmp_path / "server.git"
    shutil.copytree(rendered("retraining alone"), work)
    (work / "data/raw").mkdir(parents=True)
    (work / "data/raw/table.csv").write_text("some")
    git(work, "init", "--quiet", "--initial-branch=main")
    git(work, "add", "--force", "--all")
    git(work, "commit", "--quiet", "--message", "first")
    git(tmp_path, "clone", "--quiet", "--bare", str(work), str(server))
    github = GitHub(tmp_path / "bin")
    (github.folder / "uv").write_text(UV)
    (github.folder / "uv").chmod(0o755)
    return Repository(tmp_path, server, work, github)


@pytest.mark.parametrize(
    ("workflow", "first"), [("drift", "Find the newest data"), ("retrain", "Find the data")]
)
def test_without_a_tag_there_is_nothing_to_do(
    repository: Repository, workflow: str, first: str
) -> None:
    assert repository.run(workflow) == [first]
    repository.tag("data-1")
    git(repository.server, "update-ref", "refs/heads/main", "data-1")  # merged
    assert repository.run(workflow) == [first]


def test_drift_opens_one_issue_and_brings_it_up_to_date(repository: Repository) -> None:
    repository.tag("data-1")
    for _ in range(2):
        repository.run("drift", 3)
    (opened,) = repository.github.asked("issue", "create")
    (edited,) = repository.github.asked("issue", "edit")
    assert edited["arguments"][2] == "7"
    for each in (opened, edited):
        assert "In the rows of `data-1`:" in each["body"]
        assert f"\n    {NEWS}\n    district (values): PSI 0.51, limit 0.2\n" in each["body"]


def test_no_drift_opens_nothing_and_what_cannot_be_told_is_red(repository: Repository) -> None:
    repository.tag("data-1")
    repository.run("drift", 0)
    with pytest.raises(AssertionError, match="0 new cases tell nothing"):
        repository.run("drift", 1)
    assert repository.github.asked() == []


def test_a_promotion_opens_one_pull_request(repository: Repository) -> None:
    repository.tag("data-1")
    repository.run("retrain", ref="refs/tags/data-1")
    (request,) = repository.github.asked("pr", "create")
    assert "retrain-data-1" in request["arguments"]
    verdict, report = request["body"].split("\n", 1)
    assert (verdict, "a table" in report, "more" in report) == ("    the verdict", True, False)
    assert git(repository.server, "show", "retrain-data-1:data/raw/table.csv") == "more"
    assert "changed by a run" in git(repository.server, "show", "retrain-data-1:params.yaml")
    parent, tagged = git(repository.server, "rev-parse", "retrain-data-1^", "data-1").split()
    assert parent == tagged
    assert repository.run("retrain") == ["Find the data"]  # its pull request is open


def test_the_newest_data_are_taken_by_hand_and_on_schedule(repository: Repository) -> None:
    for number, time in enumerate(("2026-01-01T00:00Z", "2026-03-01T00:00Z", "2026-02-01T00:00Z")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GIT_COMMITTER_DATE", time)
            repository.tag(f"data-{number}", data=str(number))
    repository.run("retrain")
    assert repository.branches() == {"main", "retrain-data-1"}


@pytest.mark.parametrize("code", [3, 1])
def test_without_a_promotion_there_is_no_pull_request(repository: Repository, code: int) -> None:
    repository.tag("data-1")
    if code == 3:
        assert repository.run("retrain", code)[-1] == "Retrain"
    else:
        with pytest.raises(AssertionError, match="the verdict"):
            repository.run("retrain", code)
    assert repository.github.asked() == []
    assert repository.branches() == {"main"}


def test_a_tag_without_data_is_red(repository: Repository) -> None:
    repository.tag("data-1", data="some")
    with pytest.raises(AssertionError, match="::error::data-1 has no data that the default branch"):
        repository.run("retrain", ref="refs/tags/data-1")


@pytest.mark.parametrize("name", ["sample whole", "multiclass postgres whole"])
def test_gitlab_runs_what_github_runs(project: Path) -> None:
    (job,) = yaml.safe_load((project / ".github/workflows/ci.yml").read_text())["jobs"].values()
    steps = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    jobs = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    lines = [*jobs["test"]["script"], *jobs["build"]["script"]]
    assert [
        line.replace("//docker:", "//127.0.0.1:") for line in lines if "apk" not in line
    ] == steps


@pytest.mark.parametrize("name", ["sample whole"])
def test_the_example_of_an_environment_has_the_services_settings(project: Path) -> None:
    text = (project / ".env.example").read_text()
    named = {line.lstrip("# ").partition("=")[0] for line in text.splitlines() if "=" in line}
    code = "".join(file.read_text() for file in project.glob("src/*/service/*.py"))
    asked = {word for word in ("API_KEY", "CORS_ORIGINS", "MODEL_DIR", "LOG_DIR") if word in code}
    assert asked and asked <= named
