"""A roster as it is written: its rows with their lines, and which column is what."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mlscaffold.cohort import headers
from mlscaffold.errors import UsageError

SEPARATORS = ",;\t"
# Rows below the header in exports of Canvas and Google Classroom, which stand for nobody.
TOTALS = {"Points Possible", "Points", "Date", "Class Average"}
TRIAL = {"Student, Test", "Test Student"}  # whom Canvas lets teachers look through
ADDRESS = r"[^@\s]+@[^@\s]+"


@dataclass(frozen=True)
class Record:
    """One row: its first and its last line, from 1, and its cells."""

    first: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file of rows below a header."""

    header: Record
    records: tuple[Record, ...]

    @cached_property
    def filled(self) -> set[str]:
        """Headers of columns in which something stands."""
        named = [self.by_header(each) for each in self.records]
        return {header for cells in named for header, cell in cells.items() if cell}

    @cached_property
    def columns(self) -> dict[str, str]:
        """By what we call a column: its header."""
        return headers.taken(self.header.cells, self.filled)

    @cached_property
    def source(self) -> str:
        """What ids are taken from: `id`, `handle` or `email`; empty where there is nothing."""
        return headers.source_of_id(self.columns, self.filled)

    def by_header(self, record: Record) -> dict[str, str]:
        """The cells of a row by their headers, of two that are alike the first; the last may be left out."""
        pairs = [*zip(self.header.cells, record.cells, strict=False)]
        return dict.fromkeys(self.header.cells, "") | dict(reversed(pairs))

    def said(self, record: Record) -> dict[str, str]:
        """What a row says, by what we call it."""
        cells = self.by_header(record)
        said = {name: cells[header] for name, header in self.columns.items()}
        both = " ".join(filter(None, (said.pop("first", ""), said.pop("last", ""))))
        said["name"] = said.get("name") or both
        said["handle"] = said.get("handle", "").removeprefix("@")
        said["id"] = named(said.get(self.source, ""))
        if re.fullmatch(
            ADDRESS, said["handle"]
        ):  # such as Moodle's user names, which no git host has
            said["handle"] = ""
        return said

    @property
    def people(self) -> Iterator[tuple[Record, dict[str, str]]]:
        """Each row that stands for somebody, and what it says."""
        for record in self.records:
            said = self.said(record)
            if any(said.values()) and not is_nobody(said):
                yield record, said

    @property
    def notes(self) -> list[str]:
        """What was taken for what."""
        said = headers.told(self.columns, self.header.cells, self.source)
        nobody = [each for each in self.records if is_nobody(self.said(each))]
        said += [f"line {each.first} stands for nobody: `{each.cells[0]}`" for each in nobody]
        addresses = [
            self.by_header(each).get(self.columns.get(self.source, "")) for each in self.records
        ]
        if any(each and re.fullmatch(ADDRESS, each) for each in addresses):
            said.insert(0, "of an e-mail address the id is the part before @")
        return said


def is_nobody(said: dict[str, str]) -> bool:
    """Whether a row is one of totals, or of a student that there is not."""
    return said["name"] in TRIAL or (said["name"] in TOTALS and not said["id"])


def named(text: str) -> str:
    """An id; of an e-mail address the part before @."""
    return text.partition("@")[0] if re.fullmatch(ADDRESS, text) else text


def read(file: Path) -> Sheet:
    """A file of text with commas, semicolons or tabs. Raises UsageError with the line at fault."""
    text = decoded(file)
    beginning = (text.splitlines() or [""])[0]
    separator = max(SEPARATORS, key=beginning.count)
    records = [each for each in recorded(file, text, separator) if any(each.cells)]
    if not records:
        raise UsageError(f"`{file}` is empty", f"its first line is: {','.join(headers.COLUMNS)}")
    return Sheet(records[0], tuple(records[1:]))


def decoded(file: Path) -> str:
    """The text of a file in UTF-8, with a mark in front or not."""
    try:
        content = file.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"`{file}`, line {line}: is no UTF-8"
        raise UsageError(message, 'save it as "CSV UTF-8"') from error
    except OSError as error:
        raise UsageError(f"`{file}` cannot be read: {error.strerror}", "check the path") from error


def recorded(file: Path, text: str, separator: str) -> Iterator[Record]:
    """All rows of a text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    try:
        for cells in reader:
            yield Record(first, reader.line_num, tuple(each.strip() for each in cells))
            first = reader.line_num + 1
    except csv.Error as error:
        hint = "is a quotation mark in it that was not closed?"
        raise UsageError(f"`{file}`, line {first}: {error}", hint) from error
