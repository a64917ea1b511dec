"""The cohort's one bare repository: a few references for each learner, and nothing of theirs checked out."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import MlscaffoldError
from mlscaffold.git.calls import call, demand
from mlscaffold.git.plumbing import Repository

LEARNERS = "refs/learners"
# What a learner was given first, what their repository has, and what was made for them.
GIVEN, HEAD, UPDATE = "given", "head", "update"
# How this machine's owner likes git, such as its patches, is not for the course's.
OURS_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Nothing is cleared away while several git processes write.
SETTINGS = {"gc.auto": "0", "maintenance.auto": "false", "core.bare": "false"}


@dataclass(frozen=True)
class Starter:
    """A first commit to be made: files that differ from those of the tree, and the message."""

    learner: str
    tree: str
    files: Mapping[str, bytes]
    message: str
    when: int  # seconds since 1970


@dataclass(frozen=True)
class Store:
    """The repository, and who its commits are by."""

    folder: Path
    name: str

    @property
    def repository(self) -> Repository:
        """The same as git's plumbing takes it."""
        here = self.folder
        return Repository(here, here, here, here / "index", here / "objects", "", "sha1")

    def git(
        self,
        *arguments: str,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> bytes:
        """Run git in it."""
        where = {"GIT_DIR": str(self.folder), **OURS_ALONE, **(variables or {})}
        return demand([*arguments], cwd=cwd or self.folder, variables=where, stdin=stdin)

    def begin(self) -> None:
        """Make it, if it is not there."""
        if not (self.folder / "HEAD").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.git("init", "--quiet", "--bare", "--object-format=sha1", ".")
            for name, value in SETTINGS.items():
                self.git("config", name, value)
        elif call(["rev-parse"], cwd=self.folder, variables={"GIT_DIR": str(self.folder)})[0]:
            hint = "take it away: it is made anew of the learners' repositories"
            raise MlscaffoldError(f"`{self.folder}` is no repository of git's any more", hint)

    def commits(self, what: str, learner: str = "") -> dict[str, str]:
        """The commits of one kind, by learner; of one learner or of all."""
        place = f"{LEARNERS}/{learner}".rstrip("/")
        asked = ("for-each-ref", "--format=%(refname) %(objectname)", place)
        rows = (line.split(" ") for line in self.git(*asked).decode().splitlines())
        found = ((name.split("/")[2:], commit) for name, commit in rows)
        return {learner: commit for (learner, kind), commit in found if kind == what}

    def is_within(self, commit: str, later: str) -> bool:
        """Whether one commit is part of the history of another."""
        asked = ["merge-base", "--is-ancestor", commit, later]
        return not call(asked, cwd=self.folder, variables={"GIT_DIR": str(self.folder)})[0]

    def tree_of(self, folder: Path) -> str:
        """A folder's files as a tree, those that git would ignore too."""
        options = ("-c", "core.fileMode=true", "-c", "core.symlinks=true")
        with TemporaryDirectory(prefix="mlscaffold-") as name:
            where = {"GIT_WORK_TREE": str(folder), "GIT_INDEX_FILE": str(Path(name, "index"))}
            self.git(*options, "add", "--all", "--force", ".", variables=where, cwd=folder)
            return self.git("write-tree", variables=where).decode().strip()

    def containing(self, tree: str, word: str) -> dict[str, bytes]:
        """The files of a tree that have a word in them, by path."""
        asked = ["grep", "-l", "-z", "-I", "--fixed-strings", "-e", word, tree]
        where = {"GIT_DIR": str(self.folder)}
        names = call(asked, cwd=self.folder, variables=where)[1].decode().split("\0")[:-1]
        paths = [name.partition(":")[2] for name in names]
        return {path: self.git("cat-file", "blob", f"{tree}:{path}") for path in paths}

    def start(self, starters: Iterable[Starter]) -> None:
        """Commit what learners are given, all at once: nobody has it, or everybody."""
        stream = b"".join(map(self.first_commit, starters))
        self.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=stream)

    def first_commit(self, starter: Starter) -> bytes:
        """One first commit in the words of `git fast-import`."""
        message = starter.message.encode()
        lines = [
            b"commit %s/%s/%s" % (LEARNERS.encode(), starter.learner.encode(), GIVEN.encode()),
            b"committer %s %d +0000" % (self.identity.encode(), starter.when),
            b"data %d\n%s" % (len(message), message),
            b"M 040000 %s " % starter.tree.encode(),
        ]
        for path, text in starter.files.items():
            lines += [b"M 100644 inline %s" % path.encode(), b"data %d\n%s" % (len(text), text)]
        return b"\n".join(lines) + b"\n"

    @property
    def identity(self) -> str:
        """Who the commits are by, as git writes it."""
        return f"{self.name} <course@localhost>"

    def as_author(self, seconds: int) -> dict[str, str]:
        """The variables that make a commit the course's, of a given time: run again, it is the same."""
        found: dict[str, str] = {}
        for who in ("AUTHOR", "COMMITTER"):
            found |= {f"GIT_{who}_NAME": self.name, f"GIT_{who}_EMAIL": "course@localhost"}
            found[f"GIT_{who}_DATE"] = f"@{seconds} +0000"
        return found

    def forget(self, learner: str) -> None:
        """Let go of everything of one learner, the objects too."""
        for name in (GIVEN, HEAD, UPDATE):
            self.git("update-ref", "-d", f"{LEARNERS}/{learner}/{name}")
        self.git("gc", "--quiet", "--prune=now")


def store_of(state: Path, title: str) -> Store:
    """The store of a course, made if it is not there; `state` is its folder of them."""
    name = "".join(each for each in title if each not in "<>\n\0").strip(" .,:;\"'") or "Course"
    store = Store(state / "store.git", name)
    store.begin()
    return store
