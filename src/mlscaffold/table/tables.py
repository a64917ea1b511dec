"""Tables by their place: a file here, an address on the web, a query to a PostgreSQL database."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.table.database import ADDRESS, extract
from mlscaffold.table.profile import Profile, profile
from mlscaffold.table.proposal import Proposal, guess_target, propose


@dataclass(frozen=True)
class Source:
    """A table as a file on this machine, and the template's answers about where it came from."""

    path: Path
    answers: dict[str, Any]  # none of a file


def obtain(data: str, *, query: str | None, folder: Path) -> Source:
    """Bring a table to this machine: a path stays as it is, all else is written into `folder`.

    Raises UsageError when it cannot be had, or when an address, which the project will name, has
    a secret in it.
    """
    scheme = re.match(r"\s*([A-Za-z][\w+.-]+)://", data)
    kind = scheme[1].lower() if scheme else ""
    if kind in ("postgresql", "postgres"):
        return Source(*extract(data.strip(), query, folder))
    if query is not None:
        raise UsageError("--query needs a database in --data", ADDRESS)
    if kind in ("http", "https"):
        from mlscaffold.table.web import download

        return Source(*download(data.strip(), folder))
    if kind:
        hint = f"give a file, a web address, or a database {ADDRESS}"
        raise UsageError(f"--data cannot read from {kind}:// addresses", hint)
    return Source(Path(data), {})


@dataclass
class Tables:
    """Tables that were read already: a question that is asked again reads nothing again."""

    downloads: Path  # for what lies elsewhere
    layout: Layout = field(default_factory=Layout)
    query: str | None = None
    read: dict[str, tuple[Source, Profile]] = field(default_factory=dict)
    proposals: dict[tuple[str, str, Choices], Proposal] = field(default_factory=dict)

    def open(self, place: str) -> tuple[Source, Profile]:
        """A table's source and profile."""
        if place not in self.read:
            source = obtain(place, query=self.query, folder=self.downloads)
            self.read[place] = source, profile(source.path, self.layout)
        return self.read[place]

    def propose(self, place: str, column: str, choices: Choices) -> Proposal:
        """What is proposed for a column of a table."""
        key = (place, column, choices)
        if key not in self.proposals:
            self.proposals[key] = propose(self.open(place)[1], column, choices)
        return self.proposals[key]

    def look(
        self, place: str, column: str | None, choices: Choices
    ) -> tuple[Profile, Proposal | None]:
        """A table's profile, and what is proposed for the column named or the likeliest one."""
        table = self.open(place)[1]
        try:
            return table, self.propose(place, column or guess_target(table).source, choices)
        except UsageError:
            if column:
                raise
            return table, None
