"""Templates as other people write them, made into projects by `new` and updated: each kind of trouble once."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import copier
import pytest
import yaml

from mlscaffold.project.place import in_place
from tests.update.conftest import ANSWERS, FIRST, LINES, CopierTemplate, Result, Run, commit
from tests.update.world import Files, bytes_of, git, write

FILE = ".copier-answers.yml"
CHANGED = LINES.replace("line 3\n", "template\n")
QUESTIONS = "project_name: {type: str, default: demo}\n"
BARE: Files = {"{{ _copier_conf.answers_file }}.jinja": ANSWERS, "main.py": LINES}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def release(template: CopierTemplate, version: str, settings: str, files: Files) -> None:
    template.release(version, {**BARE, "copier.yml": QUESTIONS + settings, **files})


def new(run: Run, template: CopierTemplate, *arguments: str, name: str = "made") -> Result:
    result = run("new", name, "-y", "--template", template.folder, *arguments)
    assert result.code == 0, result
    return result


def recorded(project: Path) -> dict[str, str]:
    facts: dict[str, str] = yaml.safe_load((project / FILE).read_text())
    return facts


def test_the_head_of_a_folder_with_edits(template: CopierTemplate, run: Run, here: Path) -> None:
    """An author tries what is not tagged yet; what is recorded is a commit that exists."""
    write(template.folder, {"main.py": CHANGED})
    commit(template.folder)
    write(template.folder, {"other.py": "edited\n", "more.py": "not added\n"})
    before = bytes_of(template.folder)
    new(run, template, "--ref", "HEAD")
    assert (here / "made/main.py").read_text() == CHANGED
    assert (here / "made/other.py").read_text() == "edited\n"
    assert (here / "made/more.py").exists()
    version = recorded(here / "made")["_commit"]
    assert version.startswith("v1.0.0-1-g")
    git(template.folder, "cat-file", "-e", version.rpartition("-g")[2])
    assert bytes_of(template.folder) == before
    assert "is the newest version" in run("update", here / "made", "-y").err
    template.release("v1.1.0", FIRST)
    assert run("update", here / "made", "-y").code == 0


def test_an_extension_leaves_nothing_beside_its_template(
    template: CopierTemplate, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(template.folder))
    code = "from jinja2.ext import Extension\n\nclass Mine(Extension):\n    pass\n"
    release(
        template,
        "v2.0.0",
        "_jinja_extensions: [mine_of_template.Mine]\n",
        {"mine_of_template.py": code},
    )
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    new(run, template, "--trust")
    assert not list(template.folder.rglob("__pycache__"))
    assert recorded(here / "made")["_commit"] == "v2.0.0"


def test_files_that_git_ignores(template: CopierTemplate, run: Run, here: Path) -> None:
    """Those of the machine's own ignore list are committed; the project's own list is obeyed, and said."""
    (here / ".config/git").mkdir(parents=True)
    (here / ".config/git/ignore").write_text("main.py\n")
    files: Files = {".gitignore.jinja": "setup.sh\n", "setup.sh": "one\n"}
    release(template, "v2.0.0", "", files)
    result = new(run, template)
    assert "note: not committed, as the project's .gitignore has it: setup.sh" in result.err
    project = here / "made"
    assert "main.py" in git(project, "ls-files")
    release(template, "v3.0.0", "", {**files, "setup.sh": "two\n", "main.py": CHANGED})
    result = run("update", project, "-y")
    assert (project / "main.py").read_text() == CHANGED
    assert (project / "setup.sh").read_text() == "one\n"
    assert "you deleted it" not in result.err
    assert "git ignores your setup.sh" in result.err


def test_files_that_a_template_leaves_to_the_project(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    settings = "_skip_if_exists: ['/*.md', docs]\n_exclude: [copier.yml, .git, \"{% if _copier_operation == 'update' %}src{% endif %}\"]\n"
    base: Files = {
        "README.md": "write here\n",
        "docs/a.txt": "a\n",
        "docs/b.txt": "b\n",
        "src/a.py": "a\n",
        "gone.md": "x\n",
    }
    release(template, "v2.0.0", settings, base)
    made = template.project(project.parent / "made", "v2.0.0")
    write(made, {"README.md": "MINE\n"})
    (made / "docs/b.txt").unlink()
    commit(made)
    later: Files = {
        "README.md": "write here, please\n",
        "docs/a.txt": "A\n",
        "docs/b.txt": "B\n",
        "docs/c.txt": "c\n",
        "src/a.py": "A\n",
        "src/b.py": "b\n",
        "main.py": CHANGED,
    }
    release(template, "v3.0.0", settings, later)
    plain = Path(str(made) + "-plain")
    subprocess.run(["cp", "-r", made, plain], check=True)
    assert run("update", made, "-y").code == 0
    expected = {
        "README.md": "MINE\n",
        "docs/a.txt": "a\n",
        "docs/c.txt": "c\n",
        "src/a.py": "a\n",
        "gone.md": "x\n",
        "main.py": CHANGED,
    }
    for name, content in expected.items():
        assert (made / name).read_text() == content, name
    assert not (made / "src/b.py").exists()
    assert not (made / "docs/b.txt").exists()
    copier.run_update(str(plain), defaults=True, quiet=True, overwrite=True)
    differ = {"docs/b.txt", "gone.md"}  # which Copier brings back, and takes away
    ours, theirs = bytes_of(made), bytes_of(plain)
    assert {
        name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)
    } <= differ


def test_an_answer_that_is_no_longer_asked(template: CopierTemplate, run: Run, here: Path) -> None:
    """It is not recorded any more; files that depend on it stay, then and after the next update."""
    file = "{% if ci == 'GitHub' %}test.yml{% endif %}"
    release(template, "v2.0.0", "ci: {type: str, default: GitHub}\n", {file: "test\n"})
    new(run, template)
    release(template, "v3.0.0", "", {file: "test\n"})
    release(template, "v4.0.0", "", {file: "test\n", "main.py": CHANGED})
    for version in ("v3.0.0", "v4.0.0"):
        result = run("update", here / "made", "-y", "--to", version)
        assert result.code == 0
        assert (here / "made/test.yml").exists()
        assert "ci" not in recorded(here / "made")
        commit(here / "made")


def test_a_sparse_checkout(template: CopierTemplate, project: Path, run: Run) -> None:
    release(template, "v2.0.0", "", {"docs/a.md": LINES, "docs/b.md": LINES})
    made = template.project(project.parent / "made", "v2.0.0")
    git(made, "sparse-checkout", "set", "--cone", "nothing")
    assert not (made / "docs").exists()
    release(template, "v3.0.0", "", {"docs/a.md": CHANGED, "docs/b.md": LINES, "main.py": CHANGED})
    index = git(made, "ls-files", "-s", "-v")
    assert run("update", made, "-y").code == 0
    assert (made / "main.py").read_text() == CHANGED
    assert git(made, "show", ":docs/a.md") == CHANGED
    assert git(made, "show", ":docs/b.md") == LINES
    assert not (made / "docs/b.md").exists()
    assert run("update", made, "--abort").code == 0
    assert git(made, "ls-files", "-s", "-v") == index


def test_a_clone_of_an_empty_repository(
    template: CopierTemplate, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(here, "init", "--quiet", "--bare", "hub.git")
    git(here, "clone", "--quiet", "hub.git", "clone")
    monkeypatch.chdir(here / "clone")
    remote = git(here / "clone", "remote", "-v")
    with monkeypatch.context() as failing:
        failing.setattr("mlscaffold.project.place.move", full)
        assert run("new", ".", "-y", "--template", template.folder).code == 1
    assert [each.name for each in Path().iterdir()] == [".git"]
    assert git(here / "clone", "rev-parse", "--verify", "--quiet", "HEAD", check=False) == ""
    assert run("new", ".", "-y", "--template", template.folder).code == 0
    assert git(here / "clone", "log", "--format=%s").count("\n") == 1
    assert git(here / "clone", "status", "--short") == ""
    assert git(here / "clone", "remote", "-v") == remote
    template.release("v1.1.0", {**FIRST, "main.py": CHANGED})
    assert run("update", ".", "-y").code == 0
    git(here / "clone", "rm", "-rqf", ".")
    assert "holds files" in run("new", ".", "-y", "--template", template.folder).err


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_named(here: Path) -> None:
    from mlscaffold.errors import MlscaffoldError

    with (
        pytest.raises(MlscaffoldError, match=f"the disk of `{here}` is full"),
        in_place(here / "x"),
    ):
        full()


@pytest.mark.parametrize(
    "name", ["c #1", "k: v", "a blank", "x" * 90 + " y", "q'q\"", "- a", "ä ö"]
)
def test_an_address_is_written_as_yaml(
    template: CopierTemplate, run: Run, here: Path, name: str
) -> None:
    folder = here / name
    folder.mkdir()
    template.folder = template.folder.rename(folder / "t")
    new(run, template)
    assert recorded(here / "made")["_src_path"] == str(folder / "t")
    template.release("v1.1.0", {**FIRST, "main.py": CHANGED})
    assert run("update", here / "made", "-y").code == 0
    facts = recorded(here / "made")
    assert (facts["_src_path"], facts["_commit"]) == (str(folder / "t"), "v1.1.0")


def test_adopt_of_questions_without_defaults(
    template: CopierTemplate, run: Run, here: Path
) -> None:
    asked = "author: {type: str}\nmail: {type: str, validator: \"{% if '@' not in mail %}no{% endif %}\"}\nlevel: {type: str, choices: [low, high]}\n"
    text = 'name = "{{ project_name }}"\nauthor = "{{ author }}"\nmail = "{{ mail }}"\nlevel = "{{ level }}"\n'
    for number in range(12):
        release(
            template, f"v2.{number}.0", asked, {"a.toml.jinja": text + f"version {number}\n" * 3}
        )
    answers = {"project_name": "food", "author": "Ana B", "mail": "ana@host.org", "level": "high"}
    made = template.project(here / "made", "v2.3.0", **answers)
    before = recorded(made)
    (made / FILE).unlink()
    assert run("adopt", made, "-y", "--template", template.folder).code == 0
    assert recorded(made) == before | {"_src_path": str(template.folder)}


def test_adopt_finds_parts_that_add_files(template: CopierTemplate, run: Run, here: Path) -> None:
    asked = "docs: {type: bool, default: false}\nwhere: {type: str, multiselect: true, choices: [a, b, c], default: []}\n"
    files = {f"{{% if '{each}' in where %}}{each}.txt{{% endif %}}": LINES for each in "abc"}
    release(template, "v2.0.0", asked, files | {"{% if docs %}docs.md{% endif %}": LINES})
    made = template.project(here / "made", "v2.0.0", where=["a", "c"], docs=True)
    before = recorded(made)
    (made / FILE).unlink()
    assert run("adopt", made, "-y", "--template", template.folder).code == 0
    assert recorded(made) == before


def test_the_reason_that_git_gives(
    template: CopierTemplate, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = '#!/bin/sh\necho "git@host: Permission denied (publickey)." >&2; exit 255\n'
    (here / "ssh").write_text(said)
    (here / "ssh").chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(here / "ssh"))
    result = run("new", "made", "-y", "--template", "git@host:a/b.git")
    assert (result.code, "Permission denied (publickey)" in result.err) == (1, True)


def test_hints_name_what_is_wrong(template: CopierTemplate, run: Run, here: Path) -> None:
    release(template, "v2.0.0", "", {})
    new(run, template)
    release(template, "v3.0.0", "docs: {type: str, choices: [x, y]}\n", {})
    result = run("update", here / "made", "-y")
    assert (result.code, "--set docs=" in result.err) == (2, True)
    release(template, "v4.0.0", "_jinja_extensions: [no_such_package.Extension]\n", {})
    result = run("new", "other", "-y", "--trust", "--template", template.folder)
    assert "no_such_package" in result.err
    assert "--with no-such-package mlscaffold" in result.err
    assert "--set" not in result.err
    release(template, "v5.0.0", "", {"bad.txt.jinja": "{{ 1 / 0 }} {% for %}"})
    result = run("new", "other", "-y", "--template", template.folder)
    assert (result.code, "could not be rendered" in result.err) == (1, True)
    assert not (here / "other").exists()


def test_hooks_of_this_machine_do_not_run_in_clones(
    template: CopierTemplate, project: Path, run: Run, here: Path
) -> None:
    (here / "hooks").mkdir()
    (here / "hooks/post-checkout").write_text(f"#!/bin/sh\necho x >> {here}/ran\nexit 1\n")
    (here / "hooks/post-checkout").chmod(0o755)
    (here / ".gitconfig").write_text(f"[core]\n\thooksPath = {here}/hooks\n")
    new(run, template)
    template.release("v1.1.0", {**FIRST, "main.py": CHANGED})
    assert run("update", project, "-y").code == 0
    assert not (here / "ran").exists()


def test_tasks_of_a_template_that_is_trusted(
    template: CopierTemplate, run: Run, here: Path
) -> None:
    """They may begin the repository; what they change counts as the owner's work."""
    tasks = "_tasks: [git init --initial-branch=trunk, 'echo mine > main.py', 'rm other.py', 'ln -s /etc/passwd out']\n"
    message = "_message_after_copy: 'Welcome to {{ project_name }}'\n"
    release(template, "v2.0.0", tasks + message, {"other.py": LINES})
    result = new(run, template, "--trust")
    assert "Welcome to demo" in result.err
    project = here / "made"
    assert git(project, "branch", "--show-current") == "trunk\n"
    assert (project / "main.py").read_text() == "mine\n"
    assert git(project, "status", "--short") == ""
    release(template, "v3.0.0", tasks, {"other.py": CHANGED, "new.py": LINES})
    result = run("update", project, "-y")
    assert "tasks are not run" in result.err
    assert (project / "main.py").read_text() == "mine\n"
    assert not (project / "other.py").exists()
    assert (project / "new.py").exists()
    new(run, template, "--skip-tasks", name="plain")
    assert (here / "plain/main.py").read_text() == LINES


def test_what_a_killed_run_left_is_cleared(template: CopierTemplate, run: Run, here: Path) -> None:
    for place in (here, here / "made"):
        (place / ".mlscaffold-dead/new/made").mkdir(parents=True)
        (place / ".mlscaffold-dead/mlscaffold.lock").touch()
    with in_place(here / "other"):
        assert not (here / ".mlscaffold-dead").exists()
        new(run, template)
        assert len(list(here.glob(".mlscaffold-*"))) == 1  # one at work is left alone
    assert not list(here.rglob(".mlscaffold-*"))


def test_what_kill_9_left_is_cleared_by_the_next_run(
    template: CopierTemplate, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the project's place and in the system's temporary folder, and never a living run's."""
    (temporary := here / "temporary").mkdir()
    (temporary / "mlscaffold-notes").mkdir()  # somebody's own
    monkeypatch.setenv("TMPDIR", str(temporary))
    release(template, "v2.0.0", f"_tasks: ['echo $$ > {here}/task; exec sleep 600']\n", {})
    command = [sys.executable, "-m", "mlscaffold", "new", "--template", template.folder, "-y"]
    slow = subprocess.Popen([*command, "slow", "--trust"], stderr=subprocess.DEVNULL)
    while not (task := here / "task").exists() or not task.read_text():
        assert slow.poll() is None
    before = [*here.glob(".mlscaffold-*"), *temporary.iterdir()]
    assert len(before) == 3
    subprocess.run([*command, "first", "--skip-tasks"], check=True, capture_output=True)
    assert all(each.exists() for each in before)
    slow.kill()
    slow.wait()
    os.kill(int(task.read_text()), signal.SIGKILL)
    subprocess.run([*command, "second", "--skip-tasks"], check=True, capture_output=True)
    assert [*here.glob(".mlscaffold-*"), *temporary.iterdir()] == [temporary / "mlscaffold-notes"]


def test_a_project_of_a_pre_release_is_not_newer_than_its_template(
    template: CopierTemplate, run: Run, here: Path
) -> None:
    template.release("v2.0.0rc1", {**FIRST, "main.py": CHANGED})
    new(run, template, "--ref", "v2.0.0rc1")
    assert run("update", here / "made", "--check").code == 0
    assert "v2.0.0rc1 is the newest version" in run("update", here / "made", "-y").err
    template.release("v2.0.0", FIRST)
    assert run("update", here / "made", "--check").code == 3


def test_a_released_version_of_the_built_in_template(run: Run, here: Path) -> None:
    result = run("new", "made", "-y", "--no-install", "--no-git", "--ref", "0.5.0")
    assert result.code == 0
    assert "--ref 0.5.0" in result.err
    assert recorded(here / "made")["_commit"] == "0.5.0"
    assert "there are 0.1.0" in run("new", "other", "-y", "--ref", "0.0.9").err


def test_messages_are_shown_when_copier_shows_them(
    template: CopierTemplate, run: Run, here: Path
) -> None:
    """Before the questions without answers, afterwards with them; none of them steers the terminal."""
    messages = (
        '_message_before_copy: "first {{ _folder_name }}{{ project_name }}\\e[2J"\n'
        "_message_after_copy: 'made {{ project_name }}'\n"
        "_message_before_update: 'second {{ _folder_name }}{{ project_name }}'\n"
        '_message_after_update: "updated {{ project_name }}\\e[2J"\n'
    )
    release(template, "v2.0.0", messages, {})
    said = new(run, template).err
    assert (
        said.index("first made\\x1b[2J\n")
        < said.index("Making the first")
        < said.index("made demo")
    )
    assert not {"second", "updated"} & set(said.split())
    release(template, "v3.0.0", messages + "_min_copier_version: '9'\n", {"main.py": CHANGED})
    said = run("update", here / "made", "-y").err
    assert (
        said.index("second made\n") < said.index("files: ") < said.index("updated demo\\x1b[2J\n")
    )
    assert "first" not in said
