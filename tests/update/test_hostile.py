"""Hostile values wherever the tool reads some, and templates that reach for more than a folder."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mlscaffold import cli
from tests.update.conftest import FIRST, CopierTemplate, Run, commit
from tests.update.world import Files, bytes_of, git, write

ANSWERS = ".copier-answers.yml"
VALUES: list[object] = [
    "--upload-pack=touch ran; ://",
    "-utouch ran://x",
    "ext::sh -c 'touch ran'",
    "git@-oProxyCommand=touch ran:x",
    "ssh://-oProxyCommand=touch ran/x",
    "{{ ''.__class__.__mro__ }}{{ cycler.__init__.__globals__.os.system('touch ran') }}",
    "$(touch ran)",
    "`touch ran`; touch ran",
    "../../../../etc/passwd",
    "mlscaffold:../../..",
    "a\nb\x1b[2J",
    "",
    "x" * 5000,
    "2024-99-99",
    {"a": ["b"]},
    [[], None],
    1e300,
    None,
]
RAW = ["_src_path: !!python/object/apply:os.system ['touch ran']\n", "a: &a [*a]\n", "[" * 5000]
RAW += ["_src_path: 2024-99-99\n_commit: 1\n", "\0", "- 1\n"]
# Every command, on a project or making one; `lock` and `completion` read no such file.
COMMANDS: dict[str, list[str]] = {
    "check": ["update", ".", "--check"],
    "update": ["update", ".", "-y", "--no-lock"],
    "dry-run": ["update", ".", "--dry-run", "-y", "--set", "project_name=b"],
    "continue": ["update", ".", "--continue"],
    "abort": ["update", ".", "--abort"],
    "diff": ["diff", "."],
    "add": ["add", "tracking", "-y"],
    "remove": ["remove", "tracking", "-y"],
    "parts": ["parts"],
    "one part": ["parts", "tracking"],
    "adopt": ["adopt", ".", "-y", "--template=../template"],
    "new": ["new", "made", "--dry-run", "--answers", ANSWERS],
    "lock": ["lock", "."],
    "detach": ["detach", ".", "--dry-run"],
    "exercises": ["exercises"],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that commands run in; nothing of the home folder is read."""
    monkeypatch.setenv("MLSCAFFOLD_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.rglob("ran*"))
    assert not list(Path("/etc").glob("ran*"))


def harmless(run: Run, arguments: list[str], about: object) -> None:
    """A command ends with a message of its own, whatever it read."""
    result = run(*arguments)
    assert result.code in (0, 1, 2, 3), (about, result)
    for word in ("Traceback", "fault of mlscaffold", "\x1b[2J"):
        assert word not in result.err, (about, result)


def test_every_command_is_walked() -> None:
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    walked = {arguments[0] for arguments in COMMANDS.values()}
    assert known - walked == {"questions", "profile", "completion", "release"}


@pytest.mark.parametrize("name", COMMANDS)
def test_hostile_answers_files(
    template: CopierTemplate,
    project: Path,
    here: Path,
    run: Run,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mlscaffold.project.environment.uv", lambda *_, **__: "")
    monkeypatch.chdir(project)
    facts = yaml.safe_load((project / ANSWERS).read_text())
    turn = list(COMMANDS).index(name)  # each value meets every key, if not with every command
    for place, key in enumerate([*facts, "other_parts", "raw_file"]):
        for value in VALUES[(place + turn) % 8 :: 2 if key == "_src_path" else 8]:
            text = yaml.safe_dump(facts | {key: value}, allow_unicode=True)
            (project / ANSWERS).write_text(text, encoding="utf-8")
            harmless(run, COMMANDS[name], (key, value))
            git(project, "checkout", "--quiet", "--force", "HEAD", "--", ".")
    for text in RAW:
        (project / ANSWERS).write_text(text, encoding="utf-8")
        harmless(run, COMMANDS[name], text)


@pytest.mark.parametrize(
    "key", ["title", "template", "version", "answers.author", "locked.author", "hidden", "parts"]
)
def test_hostile_presets(here: Path, run: Run, key: str) -> None:
    table, _, name = key.rpartition(".")
    for value in VALUES:
        if value is None:
            continue
        line = f"{name} = {json.dumps(value) if not isinstance(value, dict) else '{a = 1}'}\n"
        line = line.replace("null", '""')
        Path("preset.toml").write_text(f"[{table}]\n{line}" if table else line, encoding="utf-8")
        harmless(run, ["new", "made", "--dry-run", "--preset", "preset.toml"], (key, value))


@pytest.mark.parametrize("key", ["git.name", "git.email", "answers.author", "answers.project_name"])
def test_hostile_configurations(here: Path, run: Run, key: str) -> None:
    (here / "config").mkdir()
    table, _, name = key.partition(".")
    for value in (each for each in VALUES if isinstance(each, str)):
        text = f"[{table}]\n{name} = {json.dumps(value)}\n"
        (here / "config/config.toml").write_text(text, encoding="utf-8")
        harmless(run, ["new", "made", "--dry-run"], (key, value))


@pytest.mark.parametrize(
    "command",
    [
        ["new", "made", "--dry-run", "--template"],
        ["questions", "--template"],
        ["adopt", ".", "-y", "--template"],
        ["new", "made", "--dry-run", "--parts"],
        ["new", "made", "--dry-run", "--ref"],
    ],
)
def test_hostile_addresses(here: Path, run: Run, command: list[str]) -> None:
    for value in (each for each in VALUES if isinstance(each, str)):
        harmless(run, [*command[:-1], f"{command[-1]}={value}"], value)


@pytest.mark.parametrize(
    "secret",
    [
        "ssh://ana:s3cret@h/t.git",
        "https://s3cret@h/t.git",
        *(
            f"https://h/t.git?{name}=s3cret"
            for name in ("token", "pass", "code", "sas", "AWSAccessKeyId")
        ),
    ],
)
def test_addresses_with_a_secret_are_refused(
    project: Path, here: Path, run: Run, secret: str
) -> None:
    (project / ANSWERS).write_text(f"_commit: v1.0.0\n_src_path: {secret}\n")
    for arguments in (
        ["new", "made", "-y", "--template", secret],
        ["update", project, "--check"],
        ["diff", project],
    ):
        result = run(*arguments)
        assert result.code == 2
        assert "which the project would record" in result.err
        assert "s3cret" not in result.err


CODE = """
from pathlib import Path
from jinja2.ext import Extension
Path({place!r}).write_text("ran")
class Touch(Extension):
    pass
"""
READS = [
    "{{ '$SECRET' | expandvars }}",
    "{{ '/etc/*' | fileglob }}",
    "{{ '~' | expanduser }}",
    "{{ '.' | realpath }}",
]


def with_code(template: CopierTemplate, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of the template that brings an extension, which leaves a file when it is loaded."""
    write(place, {"evil_extension.py": CODE.format(place=str(place / "ran"))})
    monkeypatch.syspath_prepend(str(place))
    more = '\n_jinja_extensions: [evil_extension.Touch]\nextra: {type: str, default: "{{ project_name }}-x"}\n'
    template.release("v2.0.0", {**FIRST, "copier.yml": str(FIRST["copier.yml"]) + more})


@pytest.mark.parametrize(
    "arguments",
    [
        ["update", "PROJECT", "-y"],
        ["update", "PROJECT", "--dry-run", "-y", "--set", "project_name=b"],
        ["update", "PROJECT", "--json"],
        ["update", "PROJECT", "-y", "--branch", "b"],
        ["adopt", "OTHER", "-y", "--template", "TEMPLATE"],
        ["new", "made", "-y", "--template", "TEMPLATE"],
        ["new", "made", "--dry-run", "--template", "TEMPLATE"],
        ["new", "made", "--explain", "--template", "TEMPLATE"],
        ["questions", "--template", "TEMPLATE"],
    ],
)
def test_nothing_of_a_template_is_loaded_before_it_is_trusted(
    template: CopierTemplate,
    project: Path,
    here: Path,
    run: Run,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here / "code").mkdir()
    with_code(template, here / "code", monkeypatch)
    other = shutil.copytree(project, here / "other")
    (other / ANSWERS).unlink()
    places = {"PROJECT": str(project), "OTHER": str(other), "TEMPLATE": str(template.folder)}
    before = bytes_of(project)
    result = run(*(places.get(each, each) for each in arguments))
    assert result.code == (0 if arguments[0] == "questions" else 2), result
    assert arguments[0] == "questions" or "--trust" in result.err
    assert not (here / "code/ran").exists()
    assert bytes_of(project) == before
    assert not (here / "made").exists()


@pytest.mark.parametrize("text", READS)
@pytest.mark.parametrize("where", ["file", "default"])
def test_templates_that_nobody_trusts_read_nothing_of_this_machine(
    template: CopierTemplate,
    project: Path,
    here: Path,
    run: Run,
    text: str,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    question = f'\nleak: {{type: str, default: "{text}"}}\n' if where == "default" else ""
    leak: Files = {"leak.txt.jinja": text if where == "file" else "{{ leak }}"}
    template.release("v2.0.0", {**FIRST, "copier.yml": str(FIRST["copier.yml"]) + question, **leak})
    for command in (
        ["new", "made", "-y", "--template", template.folder],
        ["update", project, "-y"],
    ):
        result = run(*command)
        assert (result.code, "reads this machine" in result.err) == (2, True), result
        assert "--trust" in result.err
    assert os.environ["SECRET"] == "s3cret"
    assert run("new", "made", "-y", "--no-git", "--trust", "--template", template.folder).code == 0


def test_links_out_of_the_project_are_refused_by_every_command(
    template: CopierTemplate, project: Path, here: Path, run: Run
) -> None:
    preserve = str(FIRST["copier.yml"]) + "\n_preserve_symlinks: true\n"
    template.release("v2.0.0", {**FIRST, "copier.yml": preserve})
    (template.folder / "evil").symlink_to("/etc/passwd")
    commit(template.folder)
    git(template.folder, "tag", "v3.0.0")
    for command in (
        ["new", "made", "-y", "--template", template.folder],
        ["update", project, "-y"],
    ):
        assert "leads out of it" in run(*command).err
    assert not (project / "evil").is_symlink()
    # What an older version had is no reason to keep the next one away.
    template.release("v4.0.0", FIRST)
    made = template.project(here / "old", "v3.0.0")
    assert run("update", made, "-y").code == 0


def test_a_name_of_the_built_in_template_leads_nowhere_else(
    project: Path, here: Path, run: Run
) -> None:
    for wrong in (
        "mlscaffold:../..",
        "mlscaffold:/etc",
        "mlscaffold:end-to-end-projct",
        "end-to-end-project",
    ):
        (project / ANSWERS).write_text(f"_commit: 0.5.0\n_src_path: {wrong}\n")
        result = run("update", project, "--check")
        assert (result.code, "_src_path: mlscaffold:end-to-end-project" in result.err) == (2, True)
