"""`mlscaffold update` and `diff` as their user runs them, on projects of a plain Copier template."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from uv import find_uv_bin

from mlscaffold.git import plumbing
from mlscaffold.update.apply import journal
from tests.update.conftest import FIRST, LINES, QUESTIONS, CopierTemplate, Run, commit
from tests.update.world import Files, bytes_of, git, write

CHANGED = LINES.replace("line 3\n", "template\n")
ANSWERS = ".copier-answers.yml"
SECOND: Files = {
    **FIRST,
    "main.py": CHANGED,
    "CHANGELOG.md": "# Changes\n\n## 1.1.0\n\nNews.\n\n## 1.0.0\n\nThe first.\n",
}


@pytest.fixture
def outdated(template: CopierTemplate, project: Path) -> Path:
    template.release("v1.1.0", SECOND)
    return project


def conflicting(project: Path) -> None:
    write(project, {"main.py": LINES.replace("line 3\n", "mine\n")})
    commit(project)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_check(template: CopierTemplate, project: Path, run: Run) -> None:
    before = everything(project)
    assert run("update", project, "--check").code == 0
    template.release("v1.1.0", SECOND)
    result = run("update", project, "--check")
    assert (result.code, result.out) == (3, "")
    assert "v1.0.0 → v1.1.0" in result.err
    facts = json.loads(run("update", project, "--check", "--json").out)
    assert (facts["current"], facts["latest"], facts["outdated"]) == ("v1.0.0", "v1.1.0", True)
    assert everything(project) == before


def test_dry_run_shows_all_and_writes_nothing(outdated: Path, run: Run) -> None:
    write(outdated, {"other.py": "mine, not committed\n", "new.txt": "mine\n"})
    before = everything(outdated)
    result = run("update", outdated, "--dry-run")
    assert result.code == 0
    assert "~ changed  main.py" in result.err
    assert "\n1.1.0\n\nNews.\n\n2 files: 2 changed; +2 −2 lines\n" in result.err
    assert "-line 3\n+template\n" in result.out
    assert "mine" not in result.out
    assert everything(outdated) == before


def test_a_dry_run_may_be_asked_for_in_the_environment(
    outdated: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(outdated)
    monkeypatch.setenv("MLSCAFFOLD_DRY_RUN", "1")
    assert "Nothing was written" in run("update", outdated).err
    assert everything(outdated) == before


def test_what_the_dry_run_shows_is_what_comes(outdated: Path, run: Run) -> None:
    shown = run("update", outdated, "--dry-run").out
    assert run("update", outdated, "-y").code == 0
    assert git(outdated, "diff", "--cached") == shown
    assert git(outdated, "status", "--porcelain").count("M  ") == 2


def test_json(outdated: Path, run: Run) -> None:
    conflicting(outdated)
    result = run("update", outdated, "--json", "--dry-run")
    facts = json.loads(result.out)
    assert result.code == 3
    assert (facts["state"], facts["from"], facts["to"]) == ("previewed", "v1.0.0", "v1.1.0")
    assert facts["conflicts"] == ["main.py"]
    assert {each["path"]: each["what"] for each in facts["files"]} == {
        ANSWERS: "changed",
        "main.py": "conflict",
    }
    assert all(each["advice"] for each in facts["files"] if each["what"] == "conflict")
    assert "+template" in facts["diff"]
    assert json.loads(run("update", outdated, "--json").out)["state"] == "conflicts"


def test_a_current_project_is_left_alone(project: Path, run: Run) -> None:
    before = everything(project)
    result = run("update", project, "-y")
    assert result.code == 0
    assert "v1.0.0 is the newest version" in result.err
    assert everything(project) == before


def test_continue(outdated: Path, run: Run) -> None:
    conflicting(outdated)
    assert run("update", outdated, "-y").code == 3
    again = run("update", outdated, "-y")
    assert (again.code, "an update to v1.1.0 is under way" in again.err) == (3, True)
    early = run("update", outdated, "--continue")
    assert (early.code, "in conflict: main.py" in early.err) == (3, True)
    git(outdated, "add", "main.py")
    marked = run("update", outdated, "--continue")
    assert (marked.code, "markers are left in: main.py" in marked.err) == (3, True)
    write(outdated, {"main.py": CHANGED})
    git(outdated, "add", "main.py")
    assert run("update", outdated, "--continue").code == 0
    git(outdated, "-c", "core.editor=true", "commit", "--quiet")
    assert git(outdated, "log", "-1", "--format=%s").startswith("Update ")
    assert run("update", outdated, "-y").code == 0


def test_conflicts_committed_without_continue_are_over(
    template: CopierTemplate, outdated: Path, run: Run
) -> None:
    conflicting(outdated)
    assert run("update", outdated, "-y").code == 3
    write(outdated, {"main.py": CHANGED})
    commit(outdated)
    template.release("v1.2.0", {**SECOND, "other.py": CHANGED})
    assert run("update", outdated, "-y").code == 0
    assert (outdated / "other.py").read_text() == CHANGED


def test_abort(outdated: Path, run: Run) -> None:
    conflicting(outdated)
    write(outdated, {"untracked.txt": "mine\n", "other.py": "not committed\n"})
    before, index = bytes_of(outdated), git(outdated, "ls-files", "-s")
    assert run("update", outdated, "-y").code == 3
    assert bytes_of(outdated) != before
    assert run("update", outdated, "--abort").code == 0
    assert (bytes_of(outdated), git(outdated, "ls-files", "-s")) == (before, index)
    nothing = run("update", outdated, "--abort")
    assert (nothing.code, "no update is under way" in nothing.err) == (2, True)


def test_an_interrupted_update_is_undone_and_then_done(outdated: Path, run: Run) -> None:
    assert run("update", outdated, "-y").code == 0
    repository = plumbing.find(outdated)
    assert repository is not None
    written = journal.read(repository)
    assert written is not None
    # As if it had been killed before its last step, with nothing written yet.
    git(outdated, "reset", "--quiet", "--hard")
    from dataclasses import replace

    replace(written, state=journal.APPLYING).write(journal.place(repository))
    refused = run("update", outdated, "--dry-run")
    assert (refused.code, "was interrupted here" in refused.err) == (1, True)
    result = run("update", outdated, "-y")
    assert "an interrupted update was undone" in result.err
    assert (outdated / "main.py").read_text() == CHANGED


def test_to_a_version_and_not_back(template: CopierTemplate, outdated: Path, run: Run) -> None:
    template.release("v2.0.0", {**SECOND, "main.py": "rewritten\n"})
    assert run("update", outdated, "-y", "--to", "v1.1.0").code == 0
    assert (outdated / "main.py").read_text() == CHANGED
    commit(outdated)
    back = run("update", outdated, "-y", "--to", "v1.0.0")
    assert (back.code, "going back from v1.1.0 to v1.0.0" in back.err) == (2, True)
    unknown = run("update", outdated, "-y", "--to", "v9.9.9")
    assert (unknown.code, "has no version v9.9.9" in unknown.err) == (2, True)


def test_two_versions_at_once(template: CopierTemplate, outdated: Path, run: Run) -> None:
    template.release("v1.2.0", {**SECOND, "other.py": CHANGED})
    assert run("update", outdated, "-y").code == 0
    assert (outdated / "main.py").read_text() == (outdated / "other.py").read_text() == CHANGED
    assert "_commit: v1.2.0" in (outdated / ANSWERS).read_text()


def test_set_changes_an_answer_at_the_same_version(project: Path, run: Run) -> None:
    result = run("update", project, "-y", "--set", "kind=large")
    assert result.code == 0
    assert (project / "kind.txt").read_text() == "large demo\n"
    assert "kind: large" in (project / ANSWERS).read_text()
    assert "Change answers" in (project / ".git/MERGE_MSG").read_text()


def test_answers_edited_by_hand_are_changes(project: Path, run: Run) -> None:
    text = (project / ANSWERS).read_text().replace("kind: small", "kind: large")
    write(project, {ANSWERS: text})
    assert run("update", project, "-y").code == 0
    assert (project / "kind.txt").read_text() == "large demo\n"


def test_answers_with_missing_keys(template: CopierTemplate, outdated: Path, run: Run) -> None:
    lines = (outdated / ANSWERS).read_text().splitlines(keepends=True)
    write(outdated, {ANSWERS: "".join(line for line in lines if "kind" not in line)})
    commit(outdated)
    assert run("update", outdated, "-y").code == 0
    assert "kind: small" in (outdated / ANSWERS).read_text()


BROKEN = {
    "[1, 2": "is not valid YAML (line",
    "- just\n- a list\n": "holds no answers",
    "<<<<<<< ours\n_commit: 1\n=======\n_commit: 2\n>>>>>>> theirs\n": "has conflict markers",
    "_src_path: x\n": "does not say `_commit`",
    "_commit: 1\n": "does not say `_src_path`",
    "_commit: 1\n_src_path: /not/there\n": "there is no template `/not/there`",
    "_commit: 1\n_src_path: mlscaffold:poems\n": "no built-in template `mlscaffold:poems`",
    "_commit: 0.0.9\n_src_path: mlscaffold:end-to-end-project\n": "no version `0.0.9`",
}


@pytest.mark.parametrize("text", BROKEN)
def test_broken_answers(project: Path, run: Run, text: str) -> None:
    write(project, {ANSWERS: text})
    before = everything(project)
    result = run("update", project, "-y")
    assert result.code == 2
    assert BROKEN[text] in result.err
    assert "hint: " in result.err
    assert everything(project) == before


def test_new_questions_take_their_default(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    more = QUESTIONS + "colour: {type: str, default: blue}\n"
    files = {**FIRST, "copier.yml": more, "colour.txt.jinja": "{{ colour }}\n"}
    template.release("v1.1.0", files)
    facts = json.loads(run("update", project, "--json", "--dry-run").out)
    assert facts["new_questions"] == ["colour"]
    assert run("update", project, "-y", "--set", "colour=red").code == 0
    assert (project / "colour.txt").read_text() == "red\n"


def test_questions_that_are_gone_and_answers_no_longer_valid(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    without = QUESTIONS.replace("small", "tiny").replace(", default: tiny", "")
    template.release("v1.1.0", {**FIRST, "copier.yml": without})
    before = everything(project)
    result = run("update", project, "-y")
    assert (result.code, "`kind` is not accepted" in result.err) == (2, True)
    assert "--set kind=VALUE" in result.err
    assert everything(project) == before
    template.release("v1.1.1", {**FIRST, "copier.yml": QUESTIONS.replace("small", "tiny")})
    result = run("update", project, "-y")
    assert "note: `kind` is not accepted" in result.err
    assert "its default is taken, `tiny`" in " ".join(result.err.split())
    assert (project / "kind.txt").read_text() == "tiny demo\n"
    commit(project)
    gone = "_exclude: [copier.yml, .git]\nproject_name: {type: str, default: demo}\n"
    files = {**FIRST, "copier.yml": gone, "kind.txt.jinja": "any\n"}
    template.release("v1.2.0", files)
    result = run("update", project, "-y")
    assert "note: the template no longer asks: kind" in result.err
    assert "kind" not in (project / ANSWERS).read_text()


def test_branch(outdated: Path, run: Run) -> None:
    write(outdated, {"other.py": "not committed\n"})
    before, index = bytes_of(outdated), git(outdated, "ls-files", "-s")
    result = run("update", outdated, "-y", "--branch", "news")
    assert result.code == 0
    assert (bytes_of(outdated), git(outdated, "ls-files", "-s")) == (before, index)
    assert git(outdated, "log", "--format=%s", "main..news").startswith("Update ")
    assert git(outdated, "diff", "--name-only", "main", "news") == f"{ANSWERS}\nmain.py\n"
    taken = run("update", outdated, "-y", "--branch", "news")
    assert (taken.code, "there is a branch `news`" in taken.err) == (2, True)
    assert run("update", outdated, "-y", "--branch", "bad name").code == 2


def test_a_branch_with_conflicts(outdated: Path, run: Run) -> None:
    conflicting(outdated)
    result = run("update", outdated, "-y", "--branch", "news")
    assert result.code == 3
    assert "<<<<<<< yours" in git(outdated, "show", "news:main.py")
    assert "Conflicts:\n- main.py: both changed" in git(
        outdated, "log", "-1", "--format=%B", "news"
    )
    assert git(outdated, "status", "--porcelain") == ""


def test_a_branch_of_a_subfolder(template: CopierTemplate, tmp_path: Path, run: Run) -> None:
    whole = tmp_path / "whole"
    project = template.project(whole / "deep/project")
    shutil.rmtree(project / ".git")
    write(whole, {"README.md": "the whole\n"})
    git(whole, "init", "--quiet", "--initial-branch=main")
    commit(whole)
    template.release("v1.1.0", SECOND)
    assert run("update", project, "-y", "--branch", "news").code == 0
    changed = git(whole, "diff", "--name-only", "main", "news").splitlines()
    assert changed == [f"deep/project/{ANSWERS}", "deep/project/main.py"]


def test_a_project_without_git(template: CopierTemplate, outdated: Path, run: Run) -> None:
    shutil.rmtree(outdated / ".git")
    before = bytes_of(outdated)
    refused = run("update", outdated, "-y")
    assert (refused.code, "--begin" in refused.err) == (2, True)
    assert bytes_of(outdated) == before
    assert run("update", outdated, "-y", "--begin").code == 0
    assert (outdated / "main.py").read_text() == CHANGED
    assert git(outdated, "show", "HEAD:main.py") == LINES


def test_a_project_that_its_repository_ignores(
    template: CopierTemplate, tmp_path: Path, run: Run
) -> None:
    whole = tmp_path / "whole"
    project = template.project(whole / "work")
    shutil.rmtree(project / ".git")
    write(whole, {".gitignore": "work/\n"})
    git(whole, "init", "--quiet")
    commit(whole)
    template.release("v1.1.0", SECOND)
    result = run("update", project, "-y")
    assert (result.code, "ignores the project" in result.err) == (2, True)


def test_a_template_that_runs_code_needs_trust(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    extensions = "_jinja_extensions: [jinja2.ext.loopcontrols]\n"
    template.release("v1.1.0", {**SECOND, "copier.yml": extensions + QUESTIONS})
    before = bytes_of(project)
    refused = run("update", project, "-y")
    assert (refused.code, "--trust" in refused.err) == (2, True)
    assert bytes_of(project) == before
    assert run("update", project, "-y", "--trust").code == 0


def test_tasks_of_a_template_are_not_run(template: CopierTemplate, project: Path, run: Run) -> None:
    tasks = "_tasks: ['touch task-was-run']\n_migrations: ['touch migration-was-run']\n"
    template.release("v1.1.0", {**SECOND, "copier.yml": tasks + QUESTIONS})
    result = run("update", project, "-y")
    assert result.code == 0
    assert not list(project.glob("*-was-run"))


def test_a_template_that_cannot_be_reached(project: Path, run: Run) -> None:
    text = (project / ANSWERS).read_text()
    lines = [line for line in text.splitlines() if not line.startswith("_src_path")]
    write(project, {ANSWERS: "\n".join([*lines, "_src_path: http://127.0.0.1:9/x.git", ""])})
    for option in ("--check", "-y"):
        result = run("update", project, option)
        assert (result.code, "cannot be read" in result.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--check", "--abort"], "exclude each other"),
        (["--check", "--set", "a=b"], "are for an update itself"),
        (["--continue"], "no update waits"),
        (["--abort"], "no update is under way"),
        (["--set", "kin=large", "-y"], "did you mean `kind`"),
        (["--set", "kind", "-y"], "has no KEY=VALUE"),
        ([], "nobody is there to answer"),
    ],
)
def test_wrong_use(project: Path, run: Run, arguments: list[str], expected: str) -> None:
    result = run("update", project, *arguments)
    assert (result.code, expected in result.err) == (2, True), result.err


def test_no_project_at_all(tmp_path: Path, run: Run) -> None:
    for command in (["update", tmp_path, "-y"], ["update", tmp_path, "--check"]):
        result = run(*command)
        assert (result.code, f"has no {ANSWERS}" in result.err or "--begin" in result.err) == (
            2,
            True,
        )
    assert run("update", tmp_path / "nowhere", "-y").code == 2


def test_diff(project: Path, run: Run) -> None:
    write(project, {"main.py": LINES.replace("line 17\n", "mine\n"), "own.py": "own\n"})
    (project / "other.py").unlink()
    result = run("diff", project)
    assert result.code == 0
    assert "-line 17\n+mine\n" in result.out
    assert "own.py" not in result.out
    assert "2 of its files changed" in result.err
    assert "main.py  |  2 +-" in run("diff", project, "--stat").out
    facts = json.loads(run("diff", project, "--json").out)
    assert {each["path"]: each["what"] for each in facts["files"]} == {
        "main.py": "changed",
        "other.py": "removed",
    }
    assert facts["own_files"] == 1


def test_adopt(template: CopierTemplate, project: Path, run: Run) -> None:
    template.release("v1.1.0", SECOND)
    expected = (project / ANSWERS).read_text()
    (project / ANSWERS).unlink()
    write(project, {"other.py": "all my own\n", "mine.py": "mine\n"})
    shown = run("adopt", project, "--template", template.folder, "--dry-run", "--json")
    facts = json.loads(shown.out)
    assert (facts["version"], facts["written"]) == ("v1.0.0", False)
    assert not (project / ANSWERS).exists()
    assert run("adopt", project, "--template", template.folder, "-y").code == 0
    assert (project / ANSWERS).read_text() == expected
    assert run("adopt", project).code == 2


def test_adopt_records_no_password(project: Path, run: Run) -> None:
    (project / ANSWERS).unlink()
    result = run("adopt", project, "-y", "--template", "https://ana:s3cret@127.0.0.1/t.git")
    assert (result.code, "s3cret" in result.err) == (2, False)
    assert not (project / ANSWERS).exists()


def test_two_projects_in_one_repository(template: CopierTemplate, tmp_path: Path, run: Run) -> None:
    whole = tmp_path / "whole"
    first, second = (template.project(whole / name) for name in ("first", "second"))
    for each in (first, second):
        shutil.rmtree(each / ".git")
    git(whole, "init", "--quiet", "--initial-branch=main")
    write(first, {"main.py": LINES.replace("line 3\n", "mine\n")})
    commit(whole)
    template.release("v1.1.0", SECOND)
    before = bytes_of(whole)
    assert run("update", first, "-y").code == 3
    assert run("update", second, "-y").code == 3
    assert run("update", second, "--continue").code == 3
    assert run("update", second, "--abort").code == 0
    assert bytes_of(whole) == before
    assert run("update", second, "-y").code == 0
    assert (second / "main.py").read_text() == CHANGED


# Without dependencies, so that no network is needed to lock it.
PACKAGE = """\
[project]
name = "demo"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []
"""


def template_of_packages(template: CopierTemplate, folder: Path) -> Path:
    """Two versions of a template that differ in a package's version; a project of the first."""
    template.release("v1.1.0", {**FIRST, "pyproject.toml": PACKAGE})
    template.release("v1.2.0", {**FIRST, "pyproject.toml": PACKAGE.replace("0.1.0", "0.2.0")})
    return template.project(folder / "locked", "v1.1.0")


def test_packages_are_locked_again_after_a_conflict(
    template: CopierTemplate, tmp_path: Path, run: Run
) -> None:
    project = template_of_packages(template, tmp_path)
    write(project, {"pyproject.toml": PACKAGE.replace("0.1.0", "0.5.0")})
    subprocess.run([find_uv_bin(), "lock", "--quiet"], cwd=project, check=True)
    commit(project)
    assert run("update", project, "-y").code == 3
    assert 'version = "0.5.0"' in (project / "uv.lock").read_text()
    write(project, {"pyproject.toml": PACKAGE.replace("0.1.0", "0.9.0")})
    git(project, "add", "pyproject.toml")
    result = run("update", project, "--continue")
    assert (result.code, "note: " in result.err) == (0, False), result.err
    assert 'version = "0.9.0"' in git(project, "show", ":uv.lock")


def test_packages_are_locked_again_in_the_preview(
    template: CopierTemplate, tmp_path: Path, run: Run
) -> None:
    project = template_of_packages(template, tmp_path)
    subprocess.run([find_uv_bin(), "lock", "--quiet"], cwd=project, check=True)
    commit(project)
    shown = run("update", project, "--dry-run")
    assert "~ changed  uv.lock" in shown.err
    assert run("update", project, "-y").code == 0
    assert git(project, "diff", "--cached") == shown.out
    assert 'version = "0.2.0"' in (project / "uv.lock").read_text()
