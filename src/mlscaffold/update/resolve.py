"""`mlscaffold update --continue`: after a person resolved the conflicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import Undecided, UsageError
from mlscaffold.git.calls import demand, fields
from mlscaffold.git.plumbing import Repository
from mlscaffold.template.templates import built_in
from mlscaffold.update import packages
from mlscaffold.update.apply import journal as record
from mlscaffold.update.apply.journal import APPLIED, CONFLICTS, Journal
from mlscaffold.update.apply.recovery import recover
from mlscaffold.update.merge.plan import LOCKED_FROM

MARKS = (b"<<<<<<< yours", b">>>>>>> template-")


def resolved(repository: Repository) -> tuple[Journal, tuple[str, ...]]:
    """Check that nothing is left to resolve; lock the packages again if they were in conflict."""
    with record.alone(repository):
        recover(repository)
        journal = record.read(repository)
        if journal is None or journal.state != CONFLICTS:
            raise UsageError("no update waits for conflicts to be resolved", "mlscaffold update")
        repository = record.project_of(repository, journal)
        check_resolved(repository, journal)
        notes = relocked(repository) if "pyproject.toml" in journal.conflicts else ()
        done = replace(journal, state=APPLIED)
        done.write(record.place(repository))
    return done, notes


def check_resolved(repository: Repository, journal: Journal) -> None:
    """Refuse while paths are unmerged, or markers are left in files."""
    lines = fields(demand(["ls-files", "-u", "-z"], cwd=repository.folder))
    unmerged = sorted({line.partition("\t")[2] for line in lines})
    if unmerged:
        hint = "resolve them, then `git add` (or `git rm`) them; or `mlscaffold update --abort`"
        raise Undecided(f"in conflict: {', '.join(unmerged)}", hint)
    marked = [path for path in journal.conflicts if has_markers(repository.folder / path)]
    if marked:
        raise Undecided(f"markers are left in: {', '.join(marked)}", "edit, then `git add` them")


def has_markers(file: Path) -> bool:
    """Whether a file still has a conflict's markers."""
    if not file.is_file():
        return False
    return any(line.startswith(MARKS) for line in file.read_bytes().splitlines())


def relocked(repository: Repository) -> tuple[str, ...]:
    """Lock the packages of the resolved pyproject.toml, and stage the lock."""
    folder = repository.folder
    if not (folder / "uv.lock").exists() or not (folder / "pyproject.toml").exists():
        return ()
    files = {name: (folder / name).read_bytes() for name in LOCKED_FROM if (folder / name).exists()}
    notes: list[str] = []
    for path, content in packages.locker(built_in(), notes)(files).items():
        (folder / path).write_bytes(content)
        demand(["add", "--", path], cwd=folder)
    return tuple(notes)
