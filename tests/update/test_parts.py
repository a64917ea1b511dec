"""`mlscaffold add` and `remove`: parts come and go, and what the owner wrote stays."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.git import porcelain
from mlscaffold.template.origins import with_releases
from mlscaffold.template.parts import parts_of, with_needs
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.update.conftest import CopierTemplate, Run, commit
from tests.update.world import Files, bytes_of, git, write

SWITCHES = [part.name for part in parts_of(built_in()).values() if part.is_switch]
NONE = dict.fromkeys(SWITCHES, False)
# The walk of the matrix takes every part out, in every order; here those that reach most files.
OFTEN = ("demo", "explain", "monitoring", "tracking")
OUT = [pytest.param(n, marks=[] if n in OFTEN else pytest.mark.matrix) for n in SWITCHES]
ADDRESS = "git+https://example.org/mlscaffold@v0.6.0"


def made(folder: Path, **answers: Any) -> Path:
    """A project of the built-in template without parts, but for those in `answers`."""
    render(built_in(), {"project_name": "food", "author": "Ana", **NONE, **answers}, folder)
    porcelain.begin(folder)
    porcelain.commit_all(folder, "Start", author="Ana")
    return folder


@pytest.mark.parametrize("kind", ["binary", pytest.param("regression", marks=pytest.mark.matrix)])
def test_parts_added_in_any_order_are_the_project_made_with_them(
    tmp_path: Path, run: Run, kind: str
) -> None:
    project = made(tmp_path / "food", kind=kind)
    order = random.Random(kind).sample(SWITCHES, len(SWITCHES))
    for name in order:
        assert run("add", name, "--project", project, "-y", "--no-lock").code == 0
        if git(project, "status", "--porcelain"):  # else another part has brought it
            commit(project)
    setting = ("--set", f"template_update={ADDRESS}")
    assert run("add", "template-update", "--project", project, "-y", *setting).code == 0
    yes = dict.fromkeys(SWITCHES, True) | {"template_update": ADDRESS}
    expected = made(tmp_path / "expected" / "food", kind=kind, **yes)
    assert bytes_of(project) == bytes_of(expected)


@pytest.mark.parametrize("name", OUT)
def test_remove_gives_the_earlier_tree_back(tmp_path: Path, run: Run, name: str) -> None:
    project = made(tmp_path / "food")
    before = bytes_of(project)
    assert run("add", name, "--project", project, "-y", "--no-lock").code == 0
    assert bytes_of(project) != before
    commit(project)
    gone = with_needs(parts_of(built_in()), [name])
    assert run("remove", *gone, "--project", project, "-y", "--no-lock").code == 0
    assert bytes_of(project) == before


def test_what_is_shown_staged_and_said(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    result = run("add", "analysis", "--project", project, "-y")
    assert result.code == 0
    assert "Add analysis (mlscaffold:end-to-end-project" in result.err
    assert "+ added    src/food/analysis/analyse.py" in result.err
    assert parts_of(built_in())["analysis"].show in result.err
    assert git(project, "status", "--porcelain", "src/food/analysis").count("A  ") > 3
    assert (project / ".git/MERGE_MSG").read_text() == "Add analysis\n"
    again = run("add", "analysis", "--project", project, "-y")
    assert (again.code, "already in the project; nothing to do" in again.err) == (0, True)
    assert run("add", "--abort", "--project", project).code == 0
    assert not (project / "src/food/analysis").exists()


def test_dry_run_json_and_diff(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    before = bytes_of(project)
    facts = json.loads(run("add", "explain", "--project", project, "--json", "--dry-run").out)
    assert (facts["state"], facts["message"]) == ("previewed", "Add explain\n")
    assert "+from ..explain import router as explain" in facts["diff"]
    assert bytes_of(project) == before
    result = run("add", "explain", "--project", project, "-y", "--diff")
    assert "+from ..explain import router as explain" in result.out


def test_on_a_branch(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    before = bytes_of(project)
    assert run("add", "explain", "--project", project, "-y", "--branch", "explain").code == 0
    assert bytes_of(project) == before
    assert git(project, "log", "-1", "--format=%s", "explain") == "Add explain\n"


def test_edits_around_a_part_stay_and_a_conflict_names_both_sides(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    api = project / "src/food/service/api.py"
    text = api.read_text()
    api.write_text(text.replace("app.frontend(", "MINE = 1\napp.frontend("))
    (project / "README.md").write_text("# Mine\n" + (project / "README.md").read_text())
    commit(project)
    assert run("add", "explain", "--project", project, "-y").code == 0
    assert "MINE = 1" in api.read_text()
    assert "explain.router" in api.read_text()
    commit(project)
    router = project / "src/food/explain/router.py"
    router.write_text(router.read_text() + "\nMINE = 2\n")
    commit(project)
    before = bytes_of(project)
    result = run("remove", "explain", "--project", project, "-y")
    assert result.code == 3
    assert "you changed it, the template removed it" in result.err
    assert "MINE = 2" in router.read_text()
    assert run("remove", "--abort", "--project", project).code == 0
    assert bytes_of(project) == before
    assert run("remove", "explain", "--project", project, "-y").code == 3
    git(project, "rm", "--quiet", "src/food/explain/router.py")
    done = run("remove", "--continue", "--project", project)
    assert (done.code, "Remove explain: complete and staged" in done.err) == (0, True)


def test_a_change_that_is_not_committed_is_not_built_upon(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    assert run("add", "analysis", "--project", project, "-y", "--no-lock").code == 0
    staged = bytes_of(project)
    for command in (["add", "explain"], ["remove", "analysis"]):
        result = run(*command, "--project", project, "-y")
        assert (result.code, "staged, and not committed yet: Add analysis" in result.err) == (
            3,
            True,
        )
    assert run("update", project, "-y", "--set", "explain=yes").code == 3
    assert bytes_of(project) == staged
    git(project, "reset", "--quiet", "--hard")
    assert run("add", "explain", "--project", project, "-y", "--no-lock").code == 0


def test_a_part_of_several_answers_comes_changes_and_goes(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food")
    before = bytes_of(project)
    on = ("--project", project, "-y", "--no-lock")
    refused = run("add", "deploy", "--set", "deploy=[nowhere]", *on)
    assert (refused.code, "`nowhere` is none of render" in refused.err) == (2, True)
    assert run("add", "deploy", "--set", "deploy=[render, fly]", *on).code == 0
    assert {path.name for path in (project / "deploy").iterdir()} == {"README.md", "render", "fly"}
    commit(project)
    assert run("update", project, "-y", "--no-lock", "--set", "deploy=[fly, heroku]").code == 0
    assert {path.name for path in (project / "deploy").iterdir()} == {"README.md", "fly", "heroku"}
    commit(project)
    assert run("remove", "deploy", *on).code == 0
    assert bytes_of(project) == before


def test_what_a_run_wrote_goes_with_its_part(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food", loadtest=True, tracking=True)
    readme = project / "README.md"
    start = "<!-- latency:start -->\n"
    assert start in readme.read_text()
    readme.write_text(readme.read_text().replace(start, f"{start}One at a time: 0.5 ms\n"))
    commit(project)
    write(
        project, {"mlflow.db": "runs", "mlruns/1/x": "more", "data/processed/test.parquet": "rows"}
    )
    assert git(project, "status", "--porcelain") == ""
    result = run("remove", "loadtest", "tracking", "--project", project, "-y", "--no-lock")
    assert result.code == 0, result.err
    assert "0.5 ms" not in readme.read_text()
    assert "note: mlflow.db stays, and is no longer ignored" in result.err
    assert "note: mlruns/ stays" in result.err
    assert "note: data" not in result.err
    assert "pytest\n" in result.err
    assert "mlscaffold remove --abort" in result.err


def test_abort_brings_back_what_was_removed_to_resolve_a_conflict(tmp_path: Path, run: Run) -> None:
    project = made(tmp_path / "food", explain=True)
    router = project / "src/food/explain/router.py"
    router.write_text(router.read_text() + "\nMINE = 2\n")
    before = bytes_of(project)
    assert run("remove", "explain", "--project", project, "-y", "--no-lock").code == 3
    git(project, "rm", "--quiet", "--force", "src/food/explain/router.py")
    assert run("remove", "--abort", "--project", project).code == 0
    assert bytes_of(project) == before


def test_a_folder_of_the_project_is_in_the_project(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made(tmp_path / "food")
    monkeypatch.chdir(project / "src/food")
    assert "this project has 0 of" in run("parts").out
    assert run("add", "explain", "-y", "--no-lock").code == 0
    assert (project / "src/food/explain/router.py").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add"], "no part is named"),
        (["add", "monitorin"], "did you mean `monitoring`?"),
        (["add", "template_update"], "mlscaffold add template_update --set template_update=…"),
        (["add", "explain", "--set", "author=Eve"], "`author` is no part"),
        (["add", "explain", "--dry-run", "--branch", "b"], "exclude each other"),
        (["add", "explain", "--abort"], "take no parts"),
        (["remove", "nothing"], "there is no part `nothing`"),
        (["parts", "nothing"], "there is no part `nothing`"),
    ],
)
def test_wrong_use(tmp_path: Path, run: Run, arguments: list[str], said: str) -> None:
    project = made(tmp_path / "food")
    before = bytes_of(project)
    result = run(*arguments, "--project", project)
    assert (result.code, said in result.err) == (2, True)
    assert bytes_of(project) == before


def test_outside_of_a_project(tmp_path: Path, run: Run) -> None:
    result = run("add", "explain", "--project", tmp_path, "-y")
    assert (result.code, "has no .copier-answers.yml" in result.err) == (2, True)
    result = run("add", "explain", "--project", tmp_path / "none", "-y")
    assert (result.code, "there is no folder" in result.err) == (2, True)


def test_a_project_of_before_there_were_parts(tmp_path: Path, run: Run) -> None:
    template = with_releases(built_in()).unpacked("0.5.0", tmp_path / "released")
    project = tmp_path / "food"
    render(template, {"project_name": "food", "author": "Ana"}, project)
    porcelain.begin(project)
    porcelain.commit_all(project, "Start", author="Ana")
    result = run("add", "monitoring", "--project", project, "-y")
    assert (result.code, "the template has no parts" in result.err) == (2, True)


QUESTIONS = """
_subdirectory: project
project_name: {type: str, default: demo}
---
!include "project/*/{# part #}/question.yml"
"""


def template_with(parts: dict[str, dict[str, Any]], version: str = "1") -> Files:
    """A template of parts: each a folder with a file, its needs in EXPECT.yml."""
    files: Files = {
        "copier.yml": QUESTIONS,
        "project/{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml -}}",
        "project/main.py": f"VERSION = {version}\n",
    }
    for name, facts in parts.items():
        folder = f"project/{{{{ '.' if {name} }}}}"
        question = json.dumps({name: {"type": "bool", "help": f"Add {name}?", "default": False}})
        files |= {
            f"{folder}/{{# part #}}/question.yml": question,
            f"{folder}/{{# part #}}/EXPECT.yml": json.dumps(
                {"files": [f"{name}.py"], "purpose": f"About {name}."} | facts
            ),
            f"{folder}/{name}.py": f"# {name} of version {version}\n",
        }
    return files


WATCHED: dict[str, dict[str, Any]] = {
    "tracking": {},
    "monitoring": {},
    "retraining": {"needs": ["tracking", "monitoring"]},
}


@pytest.fixture
def other(tmp_path: Path) -> tuple[CopierTemplate, Path]:
    """Another template with parts, one of which needs two, and a project of it."""
    template = CopierTemplate(tmp_path / "template")
    template.release("v2.0.0", template_with(WATCHED))
    return template, template.project(tmp_path / "project", "v2.0.0")


def test_what_a_part_needs_comes_with_it_and_stays(
    other: tuple[CopierTemplate, Path], run: Run
) -> None:
    _, project = other
    result = run("add", "retraining", "--project", project, "-y")
    assert result.code == 0
    assert "tracking comes with it: retraining needs it" in result.err
    assert {"tracking.py", "monitoring.py", "retraining.py"} <= bytes_of(project).keys()
    commit(project)
    refused = run("remove", "tracking", "--project", project, "-y")
    assert (refused.code, "retraining needs tracking" in refused.err) == (2, True)
    assert "mlscaffold remove retraining tracking" in refused.err
    assert run("remove", "retraining", "tracking", "--project", project, "-y").code == 0
    assert "monitoring.py" in bytes_of(project)
    assert not {"tracking.py", "retraining.py"} & bytes_of(project).keys()
    shown = run("parts", "--project", project)
    assert (shown.code, "has 1 of 3" in shown.out) == (0, True)


def test_a_new_version_and_a_new_part_at_once(other: tuple[CopierTemplate, Path], run: Run) -> None:
    template, project = other
    template.release("v2.1.0", template_with(WATCHED | {"replay": {}}, "2"))
    unknown = run("add", "replay", "--project", project, "-y")
    assert (unknown.code, "there is no part `replay`" in unknown.err) == (2, True)
    assert run("update", project, "-y", "--set", "replay=yes").code == 0
    assert (project / "replay.py").read_text() == "# replay of version 2\n"


def test_a_part_that_a_new_version_withdraws(other: tuple[CopierTemplate, Path], run: Run) -> None:
    template, project = other
    assert run("add", "tracking", "monitoring", "--project", project, "-y").code == 0
    write(project, {"monitoring.py": "# monitoring of version 1\nmine = 1\n"})
    commit(project)
    template.release("v2.1.0", template_with({}, "2"))
    result = run("update", project, "-y")
    assert result.code == 3
    assert "the template no longer asks: monitoring, retraining, tracking" in result.err
    assert not (project / "tracking.py").exists()
    assert "mine = 1" in (project / "monitoring.py").read_text()


def test_a_part_whose_files_move_into_two_others(
    other: tuple[CopierTemplate, Path], run: Run
) -> None:
    template, project = other
    long = "".join(f"line {number}\n" for number in range(40))
    files = template_with(WATCHED)
    files["project/{{ '.' if tracking }}/tracking.py"] = long
    template.release("v2.1.0", files)
    assert run("update", project, "-y", "--set", "tracking=yes").code == 0
    write(project, {"tracking.py": long.replace("line 30\n", "mine\n")})
    commit(project)
    files = template_with({"experiments": {}, "registry": {}, "monitoring": {}}, "2")
    files["project/{{ '.' if experiments }}/experiments.py"] = long
    template.release("v2.2.0", files)
    answers = ("--set", "experiments=yes", "--set", "registry=yes")
    assert run("update", project, "-y", *answers).code == 0
    assert (project / "experiments.py").read_text() == long.replace("line 30\n", "mine\n")
    assert (project / "registry.py").exists()
