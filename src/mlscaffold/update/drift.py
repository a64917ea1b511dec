"""`mlscaffold diff`: what a project changed against the template's version it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.errors import UsageError
from mlscaffold.git import plumbing
from mlscaffold.git.plumbing import Scratch
from mlscaffold.template import recorded
from mlscaffold.template.origins import origin_of
from mlscaffold.update.merge import snapshot
from mlscaffold.update.merge.changes import Change
from mlscaffold.update.merge.merge import comparable, differences
from mlscaffold.update.update import Wish, render_into
from mlscaffold.update.versions import template_of

WORDS = {"M": "changed", "T": "changed", "R": "renamed", "D": "removed"}


@dataclass(frozen=True)
class Drift:
    """Files of the template that the project changed, and how many files are its own."""

    address: str
    version: str
    changes: tuple[Change, ...]
    own: int
    scratch: Scratch
    trees: tuple[str, str]

    def diff(self, *options: str) -> bytes:
        """The project's changes of the template's files, as a diff."""
        command = ["diff", "-M", "--no-ext-diff", "--no-color", "--diff-filter=a", *options]
        return self.scratch.git(*command, *self.trees)


@contextmanager
def drift(wish: Wish) -> Iterator[Drift]:
    """Compare a project with its template; what runs write between markers does not count."""
    repository = plumbing.find(wish.folder)
    if repository is None:
        raise UsageError(f"`{wish.folder}` is in no git repository", "git init, then git add --all")
    before = recorded.read(wish.folder, wish.answers_file)
    origin = origin_of(before.address, wish.folder)
    with TemporaryDirectory(prefix="mlscaffold-") as name:
        temporary = Path(name)
        (temporary / "scratch").mkdir()
        scratch = Scratch(repository, temporary / "scratch")
        place = temporary / "old"
        template = template_of(origin, before.version, place, before.others, trusted=wish.trust)
        rendered = temporary / "base" / wish.folder.resolve().name
        render_into(rendered, template, before.answers, before)
        ours, base = snapshot.take(scratch), scratch.tree_of(rendered)
        base, _ = comparable(scratch, base, base, ours, before.file)
        found = differences(scratch, base, ours.tree)
        yield Drift(
            before.address,
            before.version,
            tuple(change(*each) for each in found if each[0] != "A"),
            sum(each[0] == "A" for each in found),
            scratch,
            (base, ours.tree),
        )


def change(status: str, was: str, path: str) -> Change:
    """A difference as a change of one file."""
    return Change(path, WORDS[status], was if was != path else None)  # type: ignore[arg-type]
