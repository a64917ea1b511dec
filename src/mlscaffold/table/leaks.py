"""Columns that give the target away: no model should be praised for reading the answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from statistics import fmean
from typing import Any

# A column that explains more than this share of the target by itself gives it away.
EXPLAINED = 0.995
# Different values of a column, per row, at which each value is its own explanation.
MOST_DISTINCT = 0.2
FEWEST_ROWS = 40
# A class of more than this share is nearly everywhere: being known there only tells nothing.
MOST_COMMON = 0.9
PROBED = 20

Values = Sequence[Any]
ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "{0} + {1}": lambda a, b: a + b,
    "{0} - {1}": lambda a, b: a - b,
    "{1} - {0}": lambda a, b: b - a,
}


def leaks(
    sample: Mapping[str, Values], target: str, features: Sequence[str], *, numeric: bool
) -> dict[str, str]:
    """The features that give the target away, each with the reason.

    `sample` holds values by column, None where one is missing; `numeric` says that the target is
    an amount, not a class.
    """
    found: dict[str, str] = {}
    for name in features:
        pairs = known(sample[name], sample[target])
        if len(pairs) < FEWEST_ROWS:
            continue
        if explained(pairs, numeric=numeric) > EXPLAINED:
            found[name] = f"alone predicts `{target}` almost perfectly"
        elif not numeric and (only := only_class(pairs, sample[target])):
            found[name] = f"is known only where `{target}` is `{only}`"
    if numeric:
        amounts = [name for name in features if name not in found and is_amount(sample[name])]
        for first, second, formula in sums(sample, target, amounts):
            reason = f"`{target}` is {formula.format(f'`{first}`', f'`{second}`')}"
            found |= {first: reason, second: reason}
    return found


def known(feature: Values, target: Values) -> list[tuple[Any, Any]]:
    """Pairs of which both are known."""
    return [(x, y) for x, y in zip(feature, target, strict=True) if x is not None and y is not None]


def only_class(pairs: list[tuple[Any, Any]], target: Values) -> Any:
    """The one class in which the feature is known, when that tells something; else None."""
    classes = Counter(y for y in target if y is not None)
    (name, count), *_ = Counter(y for _, y in pairs).most_common(1)
    only = count >= EXPLAINED * len(pairs) and len(pairs) < sum(classes.values())
    return name if only and classes[name] < MOST_COMMON * sum(classes.values()) else None


def is_amount(values: Values) -> bool:
    """Whether the values are numbers."""
    return any(value is not None for value in values) and not any(
        isinstance(v, str) for v in values
    )


def explained(pairs: list[tuple[Any, Any]], *, numeric: bool) -> float:
    """The share of what is to be known about the target that the feature tells, from 0 to 1."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for x, y in pairs:
        groups[x].append(y)
    if len(groups) <= MOST_DISTINCT * len(pairs):
        return by_value(groups, pairs, numeric=numeric)
    if not is_amount([x for x, _ in pairs]):
        return 0.0
    ordered = sorted(pairs)
    return by_order(ordered) if numeric else by_runs(ordered)


def by_value(groups: dict[Any, list[Any]], pairs: list[tuple[Any, Any]], *, numeric: bool) -> float:
    """Each value of the feature predicts its most frequent class, or its mean."""
    targets = [y for _, y in pairs]
    if numeric:
        within = sum(spread(ys) for ys in groups.values())
        return 1 - within / (spread(targets) or 1)
    wrong = len(targets) - max(Counter(targets).values())
    left = sum(len(ys) - max(Counter(ys).values()) for ys in groups.values())
    return 1 - left / wrong if wrong else 0.0


def spread(values: list[float]) -> float:
    """The sum of squared distances to the mean."""
    mean = fmean(values)
    return sum((value - mean) ** 2 for value in values)


def by_order(ordered: list[tuple[float, float]]) -> float:
    """The larger of the squared correlation and of what the neighbours in order tell."""
    xs, ys = [x for x, _ in ordered], [y for _, y in ordered]
    mean_x, mean_y = fmean(xs), fmean(ys)
    both = sum((x - mean_x) * (y - mean_y) for x, y in ordered)
    linear = both**2 / ((spread(xs) * spread(ys)) or 1)
    steps = sum((b - a) ** 2 for a, b in pairwise(ys)) / 2
    return max(linear, 1 - steps / (spread(ys) or 1))


def by_runs(ordered: list[tuple[float, Any]]) -> float:
    """How few times the class changes along the feature, against how few times it must."""
    classes = [y for _, y in ordered]
    changes = sum(a != b for a, b in pairwise(classes))
    fewest = len(set(classes)) - 1
    rarest = len(classes) - max(Counter(classes).values())
    return 1 - (changes - fewest) / rarest if rarest else 0.0


def sums(
    sample: Mapping[str, Values], target: str, amounts: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Pairs of amounts whose sum or difference is the target."""
    for first, second in combinations(amounts, 2):
        rows = list(zip(sample[first], sample[second], sample[target], strict=True))
        rows = [row for row in rows if None not in row]
        if len(rows) < FEWEST_ROWS:
            continue
        for formula, work in ARITHMETIC.items():
            if holds(rows[:PROBED], work) and holds(rows, work):
                yield first, second, formula


def holds(rows: list[Any], work: Callable[[float, float], float]) -> bool:
    """Whether the arithmetic gives the target in nearly all rows, and none of its parts is idle."""
    right = sum(abs(work(a, b) - y) <= 1e-6 * max(1.0, abs(y)) for a, b, y in rows)
    return right >= 0.99 * len(rows) and any(a for a, _, _ in rows) and any(b for _, b, _ in rows)
