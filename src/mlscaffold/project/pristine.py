"""What a project's template rendered to when it was rendered, kept in the project's own repository.

It is the base of the next update: exactly what was put there, and no rendering of an old version.
A clone does not have it; then the recorded version is rendered again.
"""

import hashlib
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.git.calls import call, ended
from mlscaffold.git.plumbing import Repository, Scratch, find
from mlscaffold.template import recorded
from mlscaffold.template.recorded import Recorded


def reference(repository: Repository, answers_file: str) -> str:
    """The name that keeps it; one for each project of a repository."""
    place = os.fsencode(repository.prefix + answers_file)
    return f"refs/mlscaffold/template/{hashlib.sha256(place).hexdigest()[:16]}"


def key(made: Recorded) -> str:
    """What must be the same for the render to be the same."""
    facts = [made.address, made.version, made.answers]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def recall(repository: Repository, made: Recorded) -> str | None:
    """The tree that this version rendered to with these answers, if it was kept."""
    name = reference(repository, made.file)
    command = ["log", "-1", "--no-show-signature", "--format=%T %s", name, "--"]
    code, output, _ = call(command, cwd=repository.folder)
    tree, _, kept = output.decode("utf-8", "replace").strip().partition(" ")
    return tree if not code and kept == key(made) else None


def remember(scratch: Scratch, tree: str, file: str) -> None:
    """Keep a rendered tree, by what its answers file says."""
    entry = scratch.entries(tree).get(file)
    if entry is None:
        return
    repository = scratch.repository
    text = scratch.contents([entry.oid])[entry.oid].decode("utf-8", "replace")
    commit = scratch.commit(tree, [], key(recorded.read_text(text, repository.folder, file)))
    scratch.keep(reference(repository, file), commit)


def remember_files(folder: Path, names: list[str], file: str, source: Path | None = None) -> None:
    """Keep those files of a new project that its template made, as they are in it or in `source`."""
    repository = find(folder)
    if repository is None:
        return
    with TemporaryDirectory() as name:
        scratch = Scratch(repository, Path(name))
        added = ("update-index", "--add", "-z", "--stdin")
        scratch.git(*added, index="made", work_tree=source, stdin=ended(names))
        remember(scratch, scratch.written("made"), file)
