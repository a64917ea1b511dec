"""Who takes part: roster.csv, or what a classroom tool exports."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mlscaffold.cohort import sheet
from mlscaffold.cohort.checks import Fault, faults, remote_of
from mlscaffold.cohort.headers import COLUMNS
from mlscaffold.cohort.problems import Problem, refuse
from mlscaffold.cohort.sheet import Record, Sheet
from mlscaffold.cohort.whole import write_whole
from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean, nearest


@dataclass(frozen=True)
class Learner:
    """One who takes part; only the id enters a repository. `remote` is as git takes it."""

    id: str
    name: str = ""
    email: str = ""
    handle: str = ""
    remote: str = ""
    section: str = ""
    team: str = ""


def read(file: Path) -> list[Learner]:
    """Everybody in a roster. Raises UsageError with every row that is wrong."""
    return read_with_notes(file)[0]


def read_with_notes(file: Path) -> tuple[list[Learner], list[str]]:
    """Everybody in a roster, and which column was taken for what."""
    found = sheet.read(file)
    refuse(file, problems(found, file.parent))
    people = [said for _, said in found.people]
    if not people:
        raise UsageError(f"`{file}` has nobody in it", "a line for each learner, below the header")
    remotes = [remote_of(said.get("remote", ""), file.parent) for said in people]
    both = zip(people, remotes, strict=True)
    return [Learner(**said | {"remote": remote}) for said, remote in both], found.notes


def problems(found: Sheet, folder: Path) -> Iterator[Problem]:
    """Everything that is wrong with a roster, in the order of its lines."""
    if not found.source:
        hint = f"its first line is: {','.join(COLUMNS)}; only the id must be there"
        yield Problem("line 1", "no column has ids, handles or e-mail addresses", hint)
        return
    yield from twice_in_header(found)
    yield from misspelt(found)
    ids: dict[str, int] = {}
    remotes: dict[str, tuple[int, str]] = {}
    for record, said in found.people:
        wrong = [*too_long(found, record), *faults(said, folder)]
        wrong += [*same_id(ids, record, said), *same_remote(remotes, record, said)]
        yield from (Problem(f"line {record.first}", what, hint) for what, hint in wrong)


def twice_in_header(found: Sheet) -> Iterator[Problem]:
    """Two columns of one name, of which only one could be taken."""
    for header in found.columns.values():
        if found.header.cells.count(header) > 1:
            yield Problem("line 1", f"two columns are called `{header}`", "rename one")


def misspelt(found: Sheet) -> Iterator[Problem]:
    """Headers of a roster of ours that are nearly the name of a column."""
    cells = [each for each in found.header.cells if each not in found.columns.values()]
    for header in cells if "id" in found.header.cells else ():
        if near := nearest(header, [each for each in COLUMNS if each not in found.columns]):
            yield Problem("line 1", f"there is no column `{header}`", f"did you mean `{near}`?")


def too_long(found: Sheet, record: Record) -> Iterator[Fault]:
    """A row of which a cell has no header, so that all may be in wrong columns."""
    columns = len(found.header.cells)
    if len(record.cells) > columns:
        hint = "put quotation marks around a cell with a separator in it"
        yield f"has {len(record.cells)} cells, the header {columns}", hint


def same_id(known: dict[str, int], record: Record, said: dict[str, str]) -> Iterator[Fault]:
    """An id that another row has, which for some file systems is so in capitals too."""
    first = known.setdefault(said["id"].lower(), record.first)
    if said["id"] and first != record.first:
        hint = "give each learner an id of their own; capitals make no difference"
        yield f"the id `{said['id']}` is taken by line {first}", hint


def same_remote(
    known: dict[str, tuple[int, str]], record: Record, said: dict[str, str]
) -> Iterator[Fault]:
    """A repository that another row has, unless both are of one team."""
    remote, team = said.get("remote", ""), said.get("team", "")
    first, others = known.setdefault(remote, (record.first, team))
    if remote and first != record.first and (not team or team != others):
        hint = "give each their own, or both the same team"
        yield f"the remote is that of line {first}", hint


def chosen(
    learners: Sequence[Learner], only: Iterable[str] = (), section: str = ""
) -> list[Learner]:
    """Those that are named, and of one section; by default all. Raises UsageError for who is unknown."""
    wanted, ids = [*only], [each.id for each in learners]
    for name in wanted:
        if name not in ids:
            hint = did_you_mean(name, ids, "roster.csv has their ids")
            raise UsageError(f"there is no learner `{name}`", hint)
    sections = {each.section for each in learners} - {""}
    if section and section not in sections:
        there = f"there are {', '.join(sorted(sections))}" if sections else "roster.csv has none"
        raise UsageError(f"there is no section `{section}`", did_you_mean(section, sections, there))
    found = [each for each in learners if not wanted or each.id in wanted]
    found = [each for each in found if not section or each.section == section]
    if not found:
        raise UsageError(f"nobody of those is in section `{section}`", "leave --section out")
    return found


def repositories(
    learners: Sequence[Learner], wanted: Sequence[Learner]
) -> dict[Learner, list[Learner]]:
    """Those wanted who work in the same repository, by the first of the roster, whose project it is."""
    first = {each.remote or each.id: each for each in reversed(learners)}
    found: dict[Learner, list[Learner]] = {}
    for each in wanted:
        found.setdefault(first[each.remote or each.id], []).append(each)
    return found


def as_text(learners: Iterable[Learner]) -> str:
    """A roster of ours."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(each) for each in learners)
    return text.getvalue()


def forget(file: Path, learner: str) -> bool:
    """Take the rows of one learner out of a file, and leave every other byte; whether there were any."""
    found = sheet.read(file)
    gone = {
        line
        for record, said in found.people
        if said["id"] == learner
        for line in range(record.first, record.last + 1)
    }
    lines = file.read_bytes().splitlines(keepends=True)
    if gone:
        write_whole(file, b"".join(line for n, line in enumerate(lines, 1) if n not in gone))
    return bool(gone)
