"""What the tool makes of a file, in the words of the tests: the one place that knows its functions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.names import snake_case
from mlscaffold.table.answers import data_answers
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.table.columns import Column
from mlscaffold.table.findings import findings
from mlscaffold.table.profile import Profile, find_column, profile
from mlscaffold.table.proposal import Proposal, propose

COARSE = {"integer": "number", "identifier": "text"}


@dataclass(frozen=True)
class Found:
    """A proposal; columns are looked up by header, or by place as `@3`."""

    profile: Profile
    proposal: Proposal
    # What was said about the file while it was read.
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column with this header or place."""
        return find_column(self.profile, name, "--target")

    def is_feature(self, name: str) -> bool:
        """Whether something is learned from the column."""
        return self.column(name) in self.proposal.features

    def reason(self, name: str) -> str:
        """Why the column is left out; empty when nothing is said."""
        return self.proposal.left_out.get(self.column(name).source, "")

    def kind(self, name: str) -> str:
        """number, category, date or text."""
        kind = self.column(name).kind
        return COARSE.get(kind, kind)

    def mentions(self, name: str) -> bool:
        """Whether a nested value became columns or is said to be left out."""
        used = [column.source for column in self.proposal.features]
        known = [*used, *self.proposal.left_out, *self.notes]
        return any(snake_case(name) in snake_case(each) for each in known)

    @property
    def split(self) -> str:
        """time or random."""
        return "time" if self.proposal.time else "random"


def proposal_of(file: Path, target: str, options: Sequence[str] = ()) -> Found:
    """What `mlscaffold new --data FILE --target COL` with these options would make."""
    chosen = read_options(options)
    layout = Layout(*(chosen.get(name) for name in ("table", "header", "delimiter", "encoding")))
    made = profile(file, layout)
    wishes = {name: chosen.get(name) for name in ("positive", "split")}
    proposal = propose(
        made,
        target,
        Choices(
            chosen.get("kind"), drop=tuple(chosen["drop"]), keep=tuple(chosen["keep"]), **wishes
        ),
    )
    json.dumps(data_answers(made, proposal), allow_nan=False)  # they are recorded as YAML
    return Found(made, proposal, tuple(findings(made, proposal)))


def answers_of(file: Path, target: str, choices: Choices | None = None) -> dict[str, Any]:
    """The template's answers about a table."""
    found = profile(file)
    return data_answers(found, propose(found, target, choices))


def read_options(options: Sequence[str]) -> dict[str, Any]:
    """`--drop x --drop y --no-header` as `{"drop": ["x", "y"], "header": False}`."""
    chosen: dict[str, Any] = {"drop": [], "keep": [], "header": None}
    rest = list(options)
    while rest:
        name = rest.pop(0).removeprefix("--")
        if name == "no-header":
            chosen["header"] = False
        elif name in ("drop", "keep"):
            chosen[name].append(rest.pop(0))
        else:
            chosen[name] = rest.pop(0)
    return chosen
