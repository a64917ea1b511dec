"""What looks odd in a table, so that a person is asked: nothing here changes how it is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from mlscaffold.table.columns import MOST_CATEGORIES, Column
from mlscaffold.table.leaks import is_amount, linear, several
from mlscaffold.table.proposal import Proposal

# What people write where a number is missing.
TYPICAL = {-1.0, -9.0} | {sign * (10.0**n - 1) for sign in (1, -1) for n in (2, 3, 4, 5, 6)}
# A lone value is odd when it comes so often, and lies so far from all others, by their range.
OFTEN, FAR = 0.01, 0.5
MOSTLY_MISSING = 0.3


def sentinel(values: Sequence[Any]) -> tuple[float, int] | None:
    """The lowest or highest of some numbers when it may mean that none is known; how many there are."""
    counts = Counter(value for value in values if value is not None)
    ordered = sorted(counts)
    for odd, others in ((ordered[:1], ordered[1:]), (ordered[-1:], ordered[:-1])):
        if len(others) < 5 or counts[odd[0]] < max(3, OFTEN * counts.total()):
            continue
        gap = min(abs(odd[0] - others[0]), abs(odd[0] - others[-1]))
        spread = others[-1] - others[0]
        negative = odd[0] < 0 <= others[0]
        if gap > FAR * spread or (odd[0] in TYPICAL and (negative or gap > 0.1 * spread)):
            return float(odd[0]), counts[odd[0]]
    return None


def doubts(sample: dict[str, list[Any]], columns: Sequence[Column]) -> Iterator[str]:
    """Numbers that may stand for a missing value, in columns of amounts."""
    amounts = [column for column in columns if column.numeric and column.distinct > 6]
    found = {column.source: sentinel(sample[column.source]) for column in amounts}
    known = {odd[0] for odd in found.values() if odd}
    for name, odd in found.items():
        lowest = min((v for v in sample[name] if v is not None), default=None)
        if odd is None and lowest is not None and lowest < 0 and lowest in known:
            odd = (lowest, sample[name].count(lowest))
        if odd:
            way = "if that means missing, empty these cells in the file"
            yield f"`{name}` is {odd[0]:g} in {odd[1] / len(sample[name]):.1%} of the rows, far from the rest: {way}"


def about_target(sample: dict[str, list[Any]], proposal: Proposal) -> Iterator[str]:
    """What to think of before this column is predicted."""
    target, name = proposal.target, f"`{proposal.target.source}`"
    if target.missing > MOSTLY_MISSING * target.rows:
        share = target.missing / target.rows
        yield f"{share:.0%} of the rows have no {name}: nothing is learned from them"
    if proposal.task != "regression":
        return
    if target.kind == "integer" and target.distinct <= MOST_CATEGORIES:
        whole = f"its {target.distinct} whole numbers are names of classes"
        yield f"{name} is taken as an amount; if {whole}: --kind classification"
    amounts = [c.source for c in proposal.features if is_amount(sample[c.source])]
    if len(weights := linear(sample, target.source, amounts)) > 1:
        yield f"{name} is nearly worked out from {several(weights)}: are these known when it is predicted?"
