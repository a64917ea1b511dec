"""A small Copier template with tags, projects made of it, and the command line in this process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import copier
import pytest

from mlscaffold import cli
from tests.update.world import Files, clear, git, write

LINES = "".join(f"line {number}\n" for number in range(20))
QUESTIONS = """
_exclude: [CHANGELOG.md, copier.yml, .git]
project_name: {type: str, default: demo}
kind: {type: str, choices: [small, large], default: small}
"""
ANSWERS = "{{ _copier_answers | to_nice_yaml -}}"
FIRST: Files = {
    "copier.yml": QUESTIONS,
    "CHANGELOG.md": "# Changes\n\n## 1.0.0\n\nThe first.\n",
    "{{ _copier_conf.answers_file }}.jinja": ANSWERS,
    "main.py": LINES,
    "other.py": LINES.replace("line", "other"),
    "kind.txt.jinja": "{{ kind }} {{ project_name }}\n",
}


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


class CopierTemplate:
    """A template under git; `release` tags a version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "--quiet", "--initial-branch=main")
        self.release("v1.0.0", FIRST)

    def release(self, version: str, files: Files) -> None:
        clear(self.folder)
        write(self.folder, files)
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--message", version)
        git(self.folder, "tag", version)

    def project(self, folder: Path, version: str = "v1.0.0", **answers: object) -> Path:
        """What plain `copier copy` makes, committed."""
        copier.run_copy(
            str(self.folder), str(folder), data=answers, defaults=True, quiet=True, vcs_ref=version
        )
        git(folder, "init", "--quiet", "--initial-branch=main")
        commit(folder)
        return folder


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "work")


@pytest.fixture
def template(tmp_path: Path) -> CopierTemplate:
    return CopierTemplate(tmp_path / "template")


@pytest.fixture
def project(template: CopierTemplate, tmp_path: Path) -> Path:
    return template.project(tmp_path / "project")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["mlscaffold", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capfd.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    return call
