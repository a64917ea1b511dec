"""Git's plumbing on one project: what is made lies in a scratch store until it is kept."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.git.calls import IDENTITY, call, demand, ended, fields, reason


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
    """Where a project's folder, repository, index and objects lie; `prefix` ends with a slash."""

    folder: Path
    top: Path
    git_dir: Path
    index: Path
    objects: Path
    prefix: str
    hash: str


def find(folder: Path) -> Repository | None:
    """The repository that holds `folder`, if there is one."""
    asked = ["--path-format=absolute", "--show-toplevel", "--git-dir", "--git-path", "index"]
    asked += ["--git-path", "objects", "--show-prefix", "--show-object-format"]
    code, output, messages = call(["rev-parse", *asked], cwd=folder)
    if code:
        if "not a git repository" in messages.lower():
            return None
        message = f"git cannot work in `{folder}`: {reason(messages)}"
        raise UsageError(message, "mend that and try again")
    *places, prefix, algorithm = os.fsdecode(output).split("\n")[:6]
    top, git_dir, index, objects = map(Path, places)
    return Repository(folder, top, git_dir, index, objects, prefix, algorithm)


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
        stdin: bytes = b"",
    ) -> bytes:
        """Run git on the scratch store; with a work tree, it runs there."""
        where = work_tree or self.repository.folder
        variables = self.variables(index)
        variables["GIT_WORK_TREE"] = str(work_tree or self.repository.top)
        return demand([*arguments], cwd=where, variables=variables, stdin=stdin)

    def variables(self, index: str, git_dir: Path | None = None) -> dict[str, str]:
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
        self.update_index("changed", ((path, entry, 0) for path, entry in changes.items()))
        return self.written("changed")

    def update_index(self, index: str, entries: Iterable[tuple[str, Entry | None, int]]) -> None:
        """Give an index other entries at some paths and stages; None takes all of a path away."""
        none = Entry("0", "0" * (64 if self.repository.hash == "sha256" else 40))
        all_of = ((path, entry or none, stage) for path, entry, stage in entries)
        stdin = ended(f"{entry.mode} {entry.oid} {stage}\t{path}" for path, entry, stage in all_of)
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

    def sizes(self, oids: Iterable[str]) -> dict[str, int]:
        """The sizes of blobs, in bytes."""
        wanted = "".join(f"{oid}\n" for oid in oids).encode()
        asked = "--batch-check=%(objectname) %(objectsize)"
        lines = self.git("cat-file", asked, stdin=wanted).decode().splitlines()
        return {oid: int(size) for oid, _, size in (line.partition(" ") for line in lines)}

    def contents(self, oids: Iterable[str], *, largest: int | None = None) -> dict[str, bytes]:
        """The contents of blobs, but for those of more than so many bytes."""
        wanted = sorted(set(oids))
        if largest is not None:
            wanted = [oid for oid, size in self.sizes(wanted).items() if size <= largest]
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
        variables = self.variables("none") | (IDENTITY if by is None else {})
        command = [*(by or ()), "commit-tree", tree, *options]
        stdin, folder = message.encode("utf-8", "surrogateescape"), self.repository.folder
        return demand(command, cwd=folder, variables=variables, stdin=stdin).decode().strip()

    def keep(self, name: str, commit: str, *, fresh: bool = False) -> None:
        """Name a commit in the repository, if `fresh` by a name that is not taken yet.

        Its new objects are copied there first: whole ones, and none that is there already.
        """
        for file in sorted((self.folder / "objects").rglob("*")):
            place = self.repository.objects / file.relative_to(self.folder / "objects")
            if file.is_file() and not place.exists():
                place.parent.mkdir(exist_ok=True)
                part = place.with_name(f"tmp_obj_{file.name}-{self.folder.name}")
                shutil.copy(file, part)
                part.replace(place)
        old = ["0" * len(commit)] * fresh
        demand(["update-ref", name, commit, *old], cwd=self.repository.folder)
