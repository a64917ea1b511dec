"""What Copier's own update loses without a word, and this one does not: one test for each."""

from pathlib import Path

import copier

from tests.update.conftest import FIRST, LINES, CopierTemplate, Run, commit
from tests.update.world import Files, git, write

CHANGED = LINES.replace("line 3\n", "template\n")


def test_loss_1_edits_of_a_file_that_the_template_renamed(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    files = {**FIRST, "renamed.py": CHANGED}
    del files["main.py"]
    template.release("v1.1.0", files)
    write(project, {"main.py": LINES.replace("line 17\n", "mine\n")})
    commit(project)
    assert run("update", project, "-y").code == 0
    assert (project / "renamed.py").read_text() == CHANGED.replace("line 17\n", "mine\n")
    assert not (project / "main.py").exists()


def test_loss_2_a_file_that_the_template_deleted_and_the_user_edited(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    files = dict(FIRST)
    del files["main.py"]
    template.release("v1.1.0", files)
    write(project, {"main.py": LINES.replace("line 17\n", "mine\n")})
    commit(project)
    result = run("update", project, "-y")
    assert result.code == 3
    assert "! conflict main.py" in " ".join(result.err.split()), result.err
    assert "you changed it, the template removed it" in result.err
    assert "mine" in (project / "main.py").read_text()


def test_loss_3_a_binary_file_that_the_user_changed(
    template: CopierTemplate, tmp_path: Path, run: Run
) -> None:
    logo: Files = {"logo.png": b"\x89PNG\0\1\2\3" * 30}
    template.release("v1.1.0", {**FIRST, **logo})
    template.release("v1.2.0", {**FIRST, **logo, "main.py": CHANGED})
    project = template.project(tmp_path / "with-logo", "v1.1.0")
    write(project, {"logo.png": b"\x89PNG\0mine" * 30})
    commit(project)
    assert run("update", project, "-y").code == 0
    assert (project / "logo.png").read_bytes() == b"\x89PNG\0mine" * 30
    assert (project / "main.py").read_text() == CHANGED


def test_loss_4_an_ignored_file_that_the_template_now_ships(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    template.release("v1.1.0", {**FIRST, ".env": "KEY=example\n"})
    write(project, {".gitignore": ".env\n"})
    commit(project)
    write(project, {".env": "KEY=secret\n"})
    result = run("update", project, "-y")
    assert result.code == 0
    assert "= kept     .env" in result.err
    assert (project / ".env").read_text() == "KEY=secret\n"
    assert ".env" not in git(project, "ls-files").splitlines()


def test_loss_5_conflicts_with_exit_code_0(
    template: CopierTemplate, project: Path, run: Run
) -> None:
    template.release("v1.1.0", {**FIRST, "main.py": CHANGED, "other.py": CHANGED})
    write(project, {"main.py": LINES.replace("line 3\n", "mine\n")})
    commit(project)
    result = run("update", project, "-y")
    assert result.code == 3
    text = (project / "main.py").read_text()
    assert "<<<<<<< yours\nmine\n=======\ntemplate\n>>>>>>> template-v1.1.0\n" in text
    # One conflict sends nothing else to a reject file, either.
    assert (project / "other.py").read_text() == CHANGED
    assert not list(project.rglob("*.rej"))


def test_copier_does_lose_an_edit_in_a_renamed_file(
    template: CopierTemplate, project: Path
) -> None:
    """When this fails, Copier has learned it, and the docs should say so."""
    files = {**FIRST, "renamed.py": CHANGED}
    del files["main.py"]
    template.release("v1.1.0", files)
    write(project, {"main.py": LINES.replace("line 17\n", "mine\n")})
    commit(project)
    copier.run_update(str(project), defaults=True, quiet=True, overwrite=True)
    texts = [file.read_text() for file in project.glob("*.py")]
    assert not any("mine" in text for text in texts)
