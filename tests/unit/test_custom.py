"""Templates of other people: folders and git addresses, trust, and what they may not do."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Mlscaffold
from tests.git_server import PASSWORD, USER, git_server

FILE = "{{ _folder_name }} by {{ name }}, {{ password }}\n"
QUESTIONS = """
name: Ada
kind: {choices: {Long: l, Short: s}, default: l}
password: {type: str, secret: true, default: ""}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A small template with an answers file."""
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "copier.yml").write_text(QUESTIONS)
    (folder / "file.txt.jinja").write_text(FILE)
    answers = "{{ _copier_answers | to_nice_yaml }}"
    (folder / "{{ _copier_conf.answers_file }}.jinja").write_text(answers)
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(template: Path) -> Path:
    """The same with two versions, and something after them."""
    git(template, "init", "-q")
    for version in ("v1.0.0", "v2.0.0"):
        (template / "version.txt").write_text(version)
        git(template, "add", "-A")
        git(template, "commit", "-qm", version)
        git(template, "tag", version)
    (template / "version.txt").write_text("unreleased")
    git(template, "commit", "-qam", "unreleased")
    return template


def test_a_repository_on_a_server_that_wants_a_password(
    mlscaffold: Mlscaffold, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "served/t.git")
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login {USER} password {PASSWORD}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with git_server(tmp_path / "served") as address:
        told = mlscaffold("new", "demo", "-y", "--template", f"{address}/t.git")
        assert told.returncode == 2
        assert PASSWORD not in told.stderr
        assert not (tmp_path / "demo").exists()
        plain = address.replace(f"{USER}:{PASSWORD}@", "")
        new(mlscaffold, f"{plain}/t.git")
    assert (tmp_path / "demo/version.txt").read_text() == "v2.0.0"
    assert f"_src_path: {plain}/t.git" in (tmp_path / "demo/.copier-answers.yml").read_text()


def new(mlscaffold: Mlscaffold, template: object, *arguments: str) -> str:
    result = mlscaffold("new", "demo", "-y", "--no-git", "--template", template, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stderr


def test_a_folder_is_a_template(mlscaffold: Mlscaffold, template: Path, tmp_path: Path) -> None:
    end = new(mlscaffold, template, "--set", "name=Bo", "--set", "password=sesame")
    assert (tmp_path / "demo/file.txt").read_text() == "demo by Bo, sesame\n"
    answers = (tmp_path / "demo/.copier-answers.yml").read_text()
    assert f"_src_path: {template}" in answers
    assert "sesame" not in answers + end
    assert "uv run" not in end


@pytest.mark.parametrize(
    ("prefix", "arguments", "version"),
    [("", [], "v2.0.0"), ("git+file://", [], "v2.0.0"), ("", ["--ref", "v1.0.0"], "v1.0.0")],
)
def test_a_repository_is_taken_at_its_latest_tag(
    mlscaffold: Mlscaffold,
    repository: Path,
    tmp_path: Path,
    prefix: str,
    arguments: list[str],
    version: str,
) -> None:
    new(mlscaffold, f"{prefix}{repository}", *arguments)
    assert (tmp_path / "demo/version.txt").read_text() == version
    answers = (tmp_path / "demo/.copier-answers.yml").read_text()
    assert f"_commit: {version}" in answers
    assert f"_src_path: {prefix}{repository}\n" in answers


def test_a_trusted_template_may_load_code_and_name_its_answers_file(
    mlscaffold: Mlscaffold, repository: Path, tmp_path: Path
) -> None:
    more = "_jinja_extensions: [jinja2.ext.do]\n_answers_file: answers.yml\n"
    (repository / "copier.yml").write_text(QUESTIONS + more)
    git(repository, "commit", "-qam", "extension")
    git(repository, "tag", "v3.0.0")
    arguments = ["new", "demo", "-y", "--no-git", "--trust", "--template", repository]
    planned = json.loads(mlscaffold(*arguments, "--dry-run", "--json").stdout)
    assert json.loads(mlscaffold(*arguments, "--json").stdout)["files"] == len(planned["files"])
    answers = (tmp_path / "demo/answers.yml").read_text()
    assert f"_src_path: {repository}\n" in answers
    assert "_commit: v3.0.0" in answers


def test_an_unknown_version_is_refused(mlscaffold: Mlscaffold, repository: Path) -> None:
    result = mlscaffold("new", "demo", "-y", "--template", repository, "--ref", "v9")
    assert result.returncode == 2
    assert "has no version v9" in result.stderr


def test_commands_run_only_when_they_are_trusted(
    mlscaffold: Mlscaffold, template: Path, tmp_path: Path
) -> None:
    (template / "copier.yml").write_text(QUESTIONS + "_tasks: ['echo ran > ran.txt; echo said']\n")
    result = mlscaffold("new", "demo", "-y", "--no-git", "--template", template)
    assert result.returncode == 2
    assert "would run on this machine: echo ran > ran.txt" in result.stderr
    assert "--trust" in result.stderr
    assert not (tmp_path / "demo").exists()
    arguments = ["new", "demo", "-y", "--no-git", "--template", template, "--trust"]
    assert mlscaffold(*arguments, "--dry-run").returncode == 0
    assert not list(tmp_path.rglob("ran.txt"))
    assert json.loads(mlscaffold(*arguments, "--json").stdout)["files"] == 3
    assert (tmp_path / "demo/ran.txt").read_text() == "ran\n"


def test_extensions_are_code_as_well(mlscaffold: Mlscaffold, template: Path) -> None:
    (template / "copier.yml").write_text(QUESTIONS + "_jinja_extensions: [evil.Extension]\n")
    result = mlscaffold("new", "demo", "-y", "--template", template)
    assert "Jinja extension evil.Extension" in result.stderr


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"{{ '../' }}escaped.txt": "x"}, "could not be rendered"),
        ({"{{ '/tmp/mlscaffold-escaped' }}.txt.jinja": "x"}, "could not be rendered"),
        ({"{{ '.git' }}/hooks/post-commit": "#!/bin/sh"}, "from which git runs commands"),
        ({".GIT/config": "[core]"}, "from which git runs commands"),
        ({"link": Path("/etc/passwd")}, "has a link `link` that leads out of it"),
        ({"link": Path("../../outside")}, "leads out of it"),
    ],
)
def test_what_leads_out_of_the_folder_is_refused(
    mlscaffold: Mlscaffold,
    template: Path,
    tmp_path: Path,
    files: dict[str, str | Path],
    message: str,
) -> None:
    preserve = "_preserve_symlinks: true\n_exclude: [copier.yml]\n"
    (template / "copier.yml").write_text(QUESTIONS + preserve)
    for name, content in files.items():
        place = (
            template / name.replace("/tmp", "／tmp") if name.startswith("/") else template / name
        )
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(content) if isinstance(content, Path) else place.write_text(content)
    before = {path for path in tmp_path.rglob("*") if template not in path.parents}
    result = mlscaffold("new", "demo", "-y", "--template", template)
    assert result.returncode in (1, 2), result.stderr
    assert message in result.stderr
    assert {path for path in tmp_path.rglob("*") if template not in path.parents} == before


def test_a_link_that_appears_by_rendering_is_refused(
    mlscaffold: Mlscaffold, template: Path, tmp_path: Path
) -> None:
    (template / "copier.yml").write_text(QUESTIONS + "_preserve_symlinks: true\n")
    (template / "link.jinja").symlink_to("{{ '/etc/' ~ 'passwd' }}")
    result = mlscaffold("new", "demo", "-y", "--template", template)
    assert "leads out of it" in result.stderr or "could not be rendered" in result.stderr
    assert not (tmp_path / "demo").exists()


def test_questions_of_any_template_are_shown(mlscaffold: Mlscaffold, template: Path) -> None:
    found = json.loads(mlscaffold("questions", "--json", "--template", template).stdout)
    by_key = {question["key"]: question for question in found["questions"]}
    assert by_key["name"]["default"] == "Ada"
    assert [c["value"] for c in by_key["kind"]["choices"]] == ["l", "s"]
    assert by_key["password"]["secret"]


def test_questions_of_the_built_in_template(mlscaffold: Mlscaffold) -> None:
    found = json.loads(mlscaffold("questions", "--json").stdout)
    by_key = {question["key"]: question for question in found["questions"]}
    assert 0 < sum(question["prompted"] for question in found["questions"]) <= 9
    assert by_key["kind"]["choices"][0]["reason"].startswith("will this order be late")
    assert by_key["tracking"]["asked"] and not by_key["tracking"]["prompted"]
    put, _, more = mlscaffold("questions").stdout.partition("Not asked")
    assert "author  Your name" in put
    assert "tracking  Record every run in MLflow" in more


def test_a_preset_may_name_a_template_beside_it(
    mlscaffold: Mlscaffold, template: Path, tmp_path: Path
) -> None:
    preset = 'template = "./template"\n[locked]\nname = "Course"\n'
    (tmp_path / "course.toml").write_text(preset)
    result = mlscaffold("new", "demo", "-y", "--no-git", "--preset", "course.toml")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "demo/file.txt").read_text() == "demo by Course, \n"


def test_completion_runs_no_code_of_a_template(template: Path, tmp_path: Path) -> None:
    from types import SimpleNamespace

    from mlscaffold.commands.completion import settings

    context = SimpleNamespace(params={"source": str(template)})
    assert settings(context, "kind=") == ["kind=l", "kind=s"]
    (template / "copier.yml").write_text(QUESTIONS + "_jinja_extensions: [evil.Extension]\n")
    assert settings(context, "kind=") == []
