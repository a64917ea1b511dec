"""Git's plumbing on one project: what is made lies in a scratch store until it is kept."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.process import run_bytes

# Hooks, monitors and checks of line ends are for the user's own commands.
SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.safecrlf": "false",
    "core.sparseCheckout": "false",
    "advice.addEmbeddedRepo": "false",
    "init.templateDir": "",
    "commit.gpgSign": "false",
}
QUIET = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
# The same for gits that others start.
QUIETLY = {"GIT_CONFIG_COUNT": str(len(SETTINGS))} | {
    f"GIT_CONFIG_{part}_{number}": text
    for number, pair in enumerate(SETTINGS.items())
    for part, text in zip(("KEY", "VALUE"), pair, strict=True)
}
VARIABLES = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
USUAL = "Cloning into|hint:|warning:|Please make sure you have|and the repository exists"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "mlscaffold"), ("EMAIL", "mlscaffold@localhost"))
}


class GitError(MlscaffoldError):
    """A git command failed; `reason` is what git said."""

    reason = ""


@dataclass(frozen=True)
class Entry:
    """What a tree or an index holds at a path."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: no symbolic link, no submodule."""
        return self.mode.startswith("100")


Entries = dict[str, Entry]


@dataclass(frozen=True)
class Repository:
    """Where a project's folder, repository, objects and index lie; `prefix` ends with a slash."""

    folder: Path
    top: Path
    git_dir: Path
    objects: Path
    prefix: str
    hash: str

    @property
    def index(self) -> Path:
        """The user's own index."""
        return self.git_dir / "index"


def find(folder: Path) -> Repository | None:
    """The repository that holds `folder`, if there is one."""
    asked = ["--path-format=absolute", "--git-dir", "--git-path", "objects", "--show-toplevel"]
    asked += ["--show-prefix", "--show-object-format"]
    code, output, messages = call(["rev-parse", *asked], cwd=folder)
    if code:
        if "not a git repository" in messages.lower():
            return None
        message = f"git cannot work in `{folder}`: {reason(messages)}"
        raise UsageError(message, "mend that and try again")
    git_dir, objects, top, prefix, algorithm = os.fsdecode(output).split("\n")[:5]
    return Repository(folder, Path(top), Path(git_dir), Path(objects), prefix, algorithm)


def call(
    arguments: Iterable[str],
    *,
    cwd: Path,
    variables: dict[str, str] | None = None,
    stdin: bytes = b"",
) -> tuple[int, bytes, str]:
    """Run git; its exit code, output and messages."""
    command = ["git", *QUIET, *arguments]
    try:
        return run_bytes(command, cwd=cwd, variables=VARIABLES | (variables or {}), stdin=stdin)
    except FileNotFoundError as error:
        raise UsageError("git was not found on PATH", "install git 2.38 or newer") from error


def demand(
    arguments: list[str], *, cwd: Path, variables: dict[str, str] | None = None, stdin: bytes = b""
) -> bytes:
    """Run git where it must succeed; its output."""
    code, output, messages = call(arguments, cwd=cwd, variables=variables, stdin=stdin)
    if code:
        verb = next(each for each in arguments if each != "-c" and "=" not in each)
        error = GitError(f"`git {verb}` failed in {cwd}: {reason(messages)}")
        error.reason = reason(messages)
        raise error
    return output


def reason(messages: str) -> str:
    """Why git failed: all that it says, but for what it always says."""
    lines = [re.sub(r"^(fatal|error|remote): ", "", each.strip()) for each in messages.splitlines()]
    told = [each for each in lines if each and not re.match(USUAL, each)]
    return "; ".join(told)[:500] or "it does not say why"


@dataclass(frozen=True)
class Scratch:
    """New objects and indexes in a folder of their own; the repository's objects lie beneath.

    Nothing is written to the repository until `keep`.
    """

    repository: Repository
    folder: Path

    def __post_init__(self) -> None:
        """Make the empty store."""
        (self.folder / "objects").mkdir()

    def git(
        self,
        *arguments: str,
        index: str = "none",
        work_tree: Path | None = None,
        git_dir: Path | None = None,
        stdin: bytes = b"",
    ) -> bytes:
        """Run git on the scratch store; with a work tree, it runs there."""
        where = work_tree or self.repository.folder
        variables = self.variables(index, git_dir)
        variables["GIT_WORK_TREE"] = str(work_tree or self.repository.top)
        return demand([*arguments], cwd=where, variables=variables, stdin=stdin)

    def variables(self, index: str, git_dir: Path | None) -> dict[str, str]:
        """The environment that points git at the scratch store."""
        beneath = str(self.repository.objects).replace("\\", "\\\\").replace('"', '\\"')
        return {
            "GIT_DIR": str(git_dir or self.repository.git_dir),
            "GIT_INDEX_FILE": str(self.index(index)),
            "GIT_OBJECT_DIRECTORY": str(self.folder / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{beneath}"',
        }

    def index(self, name: str) -> Path:
        """An index of the scratch folder."""
        return self.folder / f"{name}.index"

    def tree_of(self, folder: Path) -> str:
        """A folder's files as a tree, ignored ones too, as git would store them in the project."""
        options = ["-c", "core.fileMode=true", "-c", "core.symlinks=true"]
        name = f"tree-{len(list(self.folder.iterdir()))}"
        self.git(*options, "add", "--all", "--force", ".", index=name, work_tree=folder)
        return self.written(name)

    def written(self, index: str, prefix: str = "") -> str:
        """The tree of an index, or of a folder in it."""
        options = [f"--prefix={prefix}"] if prefix else []
        return self.git("write-tree", *options, index=index).decode().strip()

    def entries(self, tree: str) -> Entries:
        """What a tree holds, by path."""
        found = {}
        # Of the whole tree, wherever in the repository the project lies.
        for line in fields(self.git("ls-tree", "-r", "-z", "--full-tree", tree)):
            facts, _, path = line.partition("\t")
            mode, _, oid = facts.split(" ")
            found[path] = Entry(mode, oid)
        return found

    def changed(self, tree: str, changes: dict[str, Entry | None]) -> str:
        """A tree with other entries at some paths; None takes a path away."""
        if not changes:
            return tree
        self.git("read-tree", tree, index="changed")
        self.enter("changed", changes)
        return self.written("changed")

    def enter(self, index: str, changes: dict[str, Entry | None]) -> None:
        """Change entries of an index; None takes a path away."""
        zero = "0" * (64 if self.repository.hash == "sha256" else 40)
        lines = (
            f"{entry.mode} {entry.oid} 0\t{path}" if entry else f"0 {zero}\t{path}"
            for path, entry in changes.items()
        )
        self.update_index(index, lines)

    def update_index(self, index: str, lines: Iterable[str]) -> None:
        """Give an index lines as `git update-index --index-info` reads them."""
        stdin = b"".join(os.fsencode(line) + b"\0" for line in lines)
        self.git("update-index", "-z", "--index-info", index=index, stdin=stdin)

    def matching(self, tree: str, patterns: Sequence[str]) -> set[str]:
        """The files of a tree that patterns of a .gitignore match."""
        if not patterns:
            return set()
        self.git("read-tree", tree, index="matching")
        options = ["--cached", "--ignored", "-z", *(f"--exclude={each}" for each in patterns)]
        top = self.repository.top
        return set(fields(self.git("ls-files", *options, index="matching", work_tree=top)))

    def blob(self, content: bytes) -> str:
        """Store a file's content."""
        return self.git("hash-object", "-w", "--stdin", stdin=content).decode().strip()

    def contents(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The contents of blobs."""
        wanted = sorted(set(oids))
        if not wanted:
            return {}
        output = self.git("cat-file", "--batch", stdin="".join(f"{o}\n" for o in wanted).encode())
        found, position = {}, 0
        for oid in wanted:
            end = output.index(b"\n", position)
            size = int(output[position:end].split()[2])
            found[oid] = output[end + 1 : end + 1 + size]
            position = end + size + 2
        return found

    def commit(
        self, tree: str, parents: Iterable[str], message: str, *, by: Sequence[str] | None = None
    ) -> str:
        """A commit of a tree; of our own, or by whom git's options name."""
        options = [option for parent in parents for option in ("-p", parent)]
        variables = self.variables("none", None) | (IDENTITY if by is None else {})
        command = [*(by or ()), "commit-tree", tree, *options]
        stdin = message.encode("utf-8", "surrogateescape")
        folder = self.repository.folder
        return demand(command, cwd=folder, variables=variables, stdin=stdin).decode().strip()

    def keep(self) -> None:
        """Copy the new objects to the repository: whole ones, and none that is there already."""
        for file in sorted((self.folder / "objects").rglob("*")):
            place = self.repository.objects / file.relative_to(self.folder / "objects")
            if file.is_file() and not place.exists():
                place.parent.mkdir(exist_ok=True)
                part = place.with_name(f"tmp_obj_{file.name}")
                shutil.copy(file, part)
                part.replace(place)


def fields(output: bytes) -> list[str]:
    """Parts of an output that end with NUL."""
    return os.fsdecode(output).split("\0")[:-1]
