"""A project and two versions of its template, as small folders: the update without Copier."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.git import plumbing
from mlscaffold.git.plumbing import Scratch
from mlscaffold.update.apply import apply as applying
from mlscaffold.update.apply import recovery
from mlscaffold.update.apply.journal import Journal
from mlscaffold.update.merge import snapshot
from mlscaffold.update.merge.plan import Plan, plan

ANSWERS = ".copier-answers.yml"
VERSION = "1.4.0"


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Script:
    """A file that may be run."""

    text: str


File = str | bytes | Link | Script
Files = dict[str, File]


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            file.symlink_to(content.target)
            continue
        text = content.text if isinstance(content, Script) else content
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(0o755 if isinstance(content, Script) else 0o644)


def clear(folder: Path) -> None:
    for child in folder.iterdir():
        if child.name != ".git":
            shutil.rmtree(child) if child.is_dir() and not child.is_symlink() else child.unlink()


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    variables = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.name=Ana", "-c", "user.email=ana@localhost"]
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, env=os.environ | variables, capture_output=True)
    if check and done.returncode:
        raise AssertionError(f"{arguments}: {done.stdout!r}{done.stderr!r}")
    return os.fsdecode(done.stdout)


def bytes_of(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Every file outside `.git`: kind, permissions and content."""
    found = {}
    for place, folders, names in os.walk(folder):
        if ".git" in folders:
            folders.remove(".git")
        for path in (Path(place) / name for name in [*names, *folders]):
            name = str(path.relative_to(folder))
            if path.is_symlink():
                found[name] = ("link", os.fsencode(path.readlink()))
            elif path.is_file():
                mode = stat.S_IMODE(path.stat().st_mode)
                found[name] = (f"file {mode:o}", path.read_bytes())
    return found


class World:
    """A project under git, made from `base`; the template becomes `new`."""

    def __init__(self, folder: Path, base: Files, new: Files, *, within: str = "") -> None:
        self.top = folder / "project"
        self.project = self.top / within
        self.base, self.new = folder / "base", folder / "new"
        for place, files in ((self.base, base), (self.new, new), (self.project, base)):
            place.mkdir(parents=True, exist_ok=True)
            write(place, files)
        git(self.top, "init", "--quiet", "--initial-branch=main")
        if within:
            write(self.top, {"README.md": "the whole\n"})
        self.commit()

    def commit(self) -> None:
        git(self.top, "add", "--all")
        git(self.top, "commit", "--quiet", "--allow-empty", "--message", "work")

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.project / path
        file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))

    @contextmanager
    def planned(self, **how: bool) -> Iterator[Plan]:
        repository = plumbing.find(self.project)
        assert repository is not None
        with TemporaryDirectory() as name:
            scratch = Scratch(repository, Path(name))
            ours = snapshot.take(scratch)
            names = {"version": VERSION, "answers_file": ANSWERS}
            yield plan(scratch, ours, self.base, self.new, **names, **how)

    def update(self, at: recovery.At = recovery.nothing, **how: bool) -> Plan:
        with self.planned(**how) as merged:
            self.apply(merged, at)
        return merged

    def apply(self, merged: Plan, at: recovery.At = recovery.nothing) -> Journal:
        return applying.apply(merged, VERSION, "Update\n", at=at)

    def abort(self) -> tuple[str, ...]:
        repository = plumbing.find(self.project)
        assert repository is not None
        return recovery.abort(repository)

    def recover(self) -> str:
        repository = plumbing.find(self.project)
        assert repository is not None
        return recovery.recover(repository)

    def read(self, path: str) -> bytes:
        return (self.project / path).read_bytes()

    def state(self) -> tuple[dict[str, tuple[str, bytes]], str]:
        """All that an abort must bring back: every file's bytes, and the index."""
        return bytes_of(self.top), git(self.top, "ls-files", "-s", "-v", "-z")

    def staged(self) -> str:
        return git(self.top, "diff", "--cached", "--name-status")

    def unmerged(self) -> set[str]:
        output = git(self.project, "ls-files", "-u", "-z")
        return {line.partition("\t")[2] for line in output.split("\0")[:-1]}


def what(merged: Plan) -> dict[str, str]:
    """What the preview says of each file."""
    return {change.path: change.what for change in merged.changes}
