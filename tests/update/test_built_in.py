"""Projects of the built-in template, from release to release, by the command line."""

import json
import re
from pathlib import Path

import copier
import pexpect
import pytest

from mlscaffold.git import porcelain
from mlscaffold.template.origins import with_releases
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.conftest import ROOT
from tests.update.conftest import Run, commit
from tests.update.world import bytes_of, git, write

LATEST = built_in().version
ANSWERS = ".copier-answers.yml"


def made(version: str, tmp_path: Path, **answers: object) -> Path:
    """A project of a released version, committed."""
    template = with_releases(built_in()).unpacked(version, tmp_path / "released")
    project = tmp_path / "food"
    render(template, {"project_name": "food", "author": "Ana", **answers}, project)
    porcelain.begin(project)
    porcelain.commit_all(project, "Start", author="Ana")
    return project


def test_two_versions_at_once_are_what_a_new_project_has(tmp_path: Path, run: Run) -> None:
    project = made("0.1.0", tmp_path)
    result = run("update", project, "-y", "--to", "0.3.0")
    assert result.code == 0
    lines = result.err.splitlines()
    assert "0.3.0" in lines
    assert "0.2.0" in lines
    assert "0.1.0" not in lines
    template = with_releases(built_in()).unpacked("0.3.0", tmp_path / "new")
    answers = {"project_name": "food", "author": "Ana"}
    render(template, answers, tmp_path / "expected")
    assert bytes_of(project) == bytes_of(tmp_path / "expected")


def test_a_component_is_added_at_the_same_version(tmp_path: Path, run: Run) -> None:
    project = made("0.3.0", tmp_path)
    assert run("update", project, "-y", "--to", "0.3.0", "--set", "collector=yes").code == 0
    assert (project / "src/food/collect.py").exists()
    assert "collector: true" in (project / ANSWERS).read_text()


def test_what_followed_from_a_changed_answer_follows_again(tmp_path: Path, run: Run) -> None:
    project = made("0.3.0", tmp_path)
    assert run("update", project, "-y", "--to", "0.3.0", "--set", "task=regression").code == 0
    text = (project / ANSWERS).read_text()
    assert "target: minutes\n" in text
    assert "which delivery time to promise" in text
    other = made("0.3.0", tmp_path / "other", task="regression")
    assert bytes_of(project) == bytes_of(other)


def test_what_was_worked_out_from_the_data_is_not_set(tmp_path: Path, run: Run) -> None:
    project = made("0.3.0", tmp_path)
    result = run("update", project, "-y", "--set", "package=other")
    assert (result.code, "follows from the other answers" in result.err) == (2, True)


def test_the_render_is_remembered_and_a_clone_needs_none(tmp_path: Path, run: Run) -> None:
    project = made("0.1.0", tmp_path)
    assert run("update", project, "-y", "--to", "0.2.0", "--no-lock").code == 0
    commit(project)
    git(tmp_path, "clone", "--quiet", str(project), "clone")
    assert "refs/mlscaffold/template/" in git(project, "for-each-ref")
    assert "refs/mlscaffold" not in git(tmp_path / "clone", "for-each-ref")
    for each in (project, tmp_path / "clone"):
        file = each / "src/food/api.py"
        file.write_text(f"# mine\n{file.read_text()}")
        assert run("update", each, "-y", "--to", "0.3.0").code == 0
    (tmp_path / "clone").rename(tmp_path / "again")
    assert bytes_of(project) == bytes_of(tmp_path / "again")


def test_new_projects_remember_what_they_were_rendered_to(tmp_path: Path, run: Run) -> None:
    project = tmp_path / "food"
    assert run("new", project, "-y", "--no-install").code == 0
    references = git(project, "for-each-ref", "--format=%(refname)", "refs/mlscaffold")
    tree = git(project, "rev-parse", f"{references.strip()}^{{tree}}")
    assert tree == git(project, "rev-parse", "HEAD^{tree}")
    assert run("diff", project).out == ""


def test_the_only_question_is_the_new_one(tmp_path: Path) -> None:
    project = made("0.1.0", tmp_path)
    child = pexpect.spawn(
        f"{ROOT}/.venv/bin/mlscaffold",
        ["update", str(project), "--to", "0.2.0"],
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),
    )
    asked = []
    child.expect("Record every run in MLflow")
    asked.append("tracking")
    child.send("\x1b[B\r")
    child.expect("What now")
    assert "0.1.0 → 0.2.0" in child.before
    assert "What is predicted" not in child.before
    child.send("\x1b[B\r")
    child.expect("diff --git")
    child.expect("What now")
    child.send("\r")
    child.expect("The update is staged")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "tracking: false" in (project / ANSWERS).read_text()
    assert not (project / "src/food/tracking.py").exists()


def test_declined_or_cancelled_nothing_changes(tmp_path: Path) -> None:
    project = made("0.2.0", tmp_path)
    before, index = bytes_of(project), git(project, "ls-files", "-s")
    for answer, code in (("\x1b[B\x1b[B\r", 0), ("\x03", 130)):
        command = f"{ROOT}/.venv/bin/mlscaffold"
        arguments = ["update", str(project), "--to", "0.3.0"]
        child = pexpect.spawn(command, arguments, encoding="utf-8", timeout=60)
        child.expect("What now")
        child.send(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code
        assert (bytes_of(project), git(project, "ls-files", "-s")) == (before, index)


def copier_project(project: Path, bundle: Path) -> None:
    """Let plain Copier find the template: its own kind of address, in place of the built-in one."""
    file = project / ANSWERS
    file.write_text(re.sub(r"(?m)^_src_path: .*$", f"_src_path: {bundle}", file.read_text()))
    commit(project)


def test_plain_copier_updates_our_projects_from_a_git_copy(tmp_path: Path, run: Run) -> None:
    bundle = built_in().bundle
    git(tmp_path, "clone", "--quiet", str(bundle), "template")
    project = made("0.2.0", tmp_path)
    copier_project(project, tmp_path / "template")
    copier.run_update(str(project), defaults=True, quiet=True, overwrite=True, vcs_ref="0.3.0")
    assert (project / ".github/workflows/template-update.yml").exists()
    assert "_commit: 0.3.0" in (project / ANSWERS).read_text()
    commit(project)
    # And from there on either tool goes on.
    facts = json.loads(run("update", project, "--check", "--json").out)
    assert (facts["current"], facts["outdated"]) == ("0.3.0", releases_after("0.3.0"))


def releases_after(version: str) -> bool:
    return with_releases(built_in()).released[-1] != version


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("version", "answers"),
    [("0.1.0", {}), ("0.3.0", {"task": "regression"}), ("0.5.0", {"project_name": "food-times"})],
)
def test_adopt(tmp_path: Path, run: Run, version: str, answers: dict[str, str]) -> None:
    project = made(version, tmp_path, **answers)
    expected = (project / ANSWERS).read_text()
    (project / ANSWERS).unlink()
    file = next(project.glob("src/*/api.py"))
    file.with_name("latency.py").unlink(missing_ok=True)
    file.write_text(f"# mine\n{file.read_text()}")
    commit(project)
    before = bytes_of(project)
    shown = run("adopt", project, "--dry-run", "--json")
    assert bytes_of(project) == before
    facts = json.loads(shown.out)
    assert (facts["version"], facts["written"]) == (version, False)
    assert facts["share"] > 0.95
    assert run("adopt", project, "-y").code == 0
    assert (project / ANSWERS).read_text() == expected
    again = run("adopt", project, "-y")
    assert (again.code, "is there already" in again.err) == (2, True)


def test_adopt_keeps_an_answers_file_that_cannot_be_read(tmp_path: Path) -> None:
    from mlscaffold.update.adopt import Adopted
    from mlscaffold.update.adopt import write as record

    write(tmp_path, {ANSWERS: "broken: [\n"})
    record(tmp_path, Adopted("a", "1", {}, 1.0, (), b"_commit: 1\n"))
    assert (tmp_path / ANSWERS).read_bytes() == b"_commit: 1\n"
    assert (tmp_path / f"{ANSWERS}.old-1").read_text() == "broken: [\n"


def test_adopt_a_folder_that_is_something_else(tmp_path: Path, run: Run) -> None:
    write(tmp_path / "poems", {"ode.txt": "Season of mists\n"})
    result = run("adopt", tmp_path / "poems", "-y")
    assert result.code == 1
    assert "has nothing in common" in result.err
    assert sorted(bytes_of(tmp_path / "poems")) == ["ode.txt"]
