"""Tables that were read already: a question that is asked again reads nothing again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.table.profile import Profile, profile
from mlscaffold.table.proposal import Proposal, guess_target, propose
from mlscaffold.table.sources import Source, obtain


@dataclass
class Tables:
    """What is known of each place; what lies elsewhere is fetched into `downloads`."""

    downloads: Path
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
