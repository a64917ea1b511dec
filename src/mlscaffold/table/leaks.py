"""Columns that give the target away: no model should be praised for reading the answer."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from operator import mul
from statistics import correlation, fmean
from typing import Any

# A column that explains more than this share of the target by itself gives it away.
EXPLAINED = 0.995
# Different values of a column, per row, at which each value is its own explanation.
MOST_DISTINCT = 0.2
FEWEST_ROWS = 40
# A class of more than this share is nearly everywhere: being known there only tells nothing.
MOST_COMMON = 0.9
# More than this share of the variance explained: the target is worked out from other columns.
WORKED_OUT = 0.9999
# So many rows and columns are looked at: of more, it would take seconds.
LOOKED_AT, WIDEST = 500, 60

Values = Sequence[Any]


def leaks(
    sample: Mapping[str, Values], target: str, features: Sequence[str], *, numeric: bool
) -> dict[str, str]:
    """The features that give the target away, each with the reason.

    `sample` holds values by column, None where one is missing; `numeric` says that the target is
    an amount, not a class.
    """
    found: dict[str, str] = {}
    for name in features:
        both = zip(sample[name], sample[target], strict=True)
        pairs = [(x, y) for x, y in both if x is not None and y is not None]
        if len(pairs) < FEWEST_ROWS:
            continue
        if explained(pairs, numeric=numeric) > EXPLAINED:
            found[name] = f"alone predicts `{target}` almost perfectly"
        elif not numeric and (only := only_class(pairs, sample[target])):
            found[name] = f"is known only where `{target}` is `{only}`"
    if numeric:
        amounts = [name for name in features if name not in found and is_amount(sample[name])]
        weights = linear(sample, target, amounts)
        if is_sum(weights):
            found |= dict.fromkeys(weights, f"`{target}` is worked out from {several(weights)}")
    return found


def only_class(pairs: list[tuple[Any, Any]], target: Values) -> Any:
    """The one class in which the feature is known, when that tells something; else None."""
    classes = Counter(y for y in target if y is not None)
    (name, count), *_ = Counter(y for _, y in pairs).most_common(1)
    only = count >= EXPLAINED * len(pairs) and len(pairs) < sum(classes.values())
    return name if only and classes[name] < MOST_COMMON * sum(classes.values()) else None


def is_amount(values: Values) -> bool:
    """Whether the values are numbers."""
    known = [value for value in values if value is not None]
    return bool(known) and not any(isinstance(value, str) for value in known)


def explained(pairs: list[tuple[Any, Any]], *, numeric: bool) -> float:
    """The share of what is to be known about the target that the feature tells, from 0 to 1."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for x, y in pairs:
        groups[x].append(y)
    if len(groups) <= MOST_DISTINCT * len(pairs):
        # Each value predicts its mean, or its most frequent class.
        error: Callable[[list[Any]], float] = spread if numeric else mistakes
        whole = error([y for _, y in pairs])
        return 1 - sum(map(error, groups.values())) / whole if whole else 0.0
    if not is_amount([x for x, _ in pairs]):
        return 0.0
    ordered = sorted(pairs)
    return by_order(ordered) if numeric else by_runs(ordered)


def mistakes(classes: Sequence[Any]) -> int:
    """How many are wrong if the most frequent class is always said."""
    return len(classes) - max(Counter(classes).values())


def spread(values: Sequence[float]) -> float:
    """The sum of squared distances to the mean."""
    mean = fmean(values)
    return sum((value - mean) ** 2 for value in values)


def by_order(ordered: list[tuple[float, float]]) -> float:
    """The larger of the squared correlation and of what the neighbours in order tell."""
    xs, ys = [x for x, _ in ordered], [y for _, y in ordered]
    if not (whole := spread(ys)):
        return 0.0
    steps = sum((b - a) ** 2 for a, b in pairwise(ys)) / 2
    return max(correlation(xs, ys) ** 2, 1 - steps / whole)


def by_runs(ordered: list[tuple[float, Any]]) -> float:
    """How few times the class changes along the feature, against how few times it must."""
    classes = [y for _, y in ordered]
    changes = sum(a != b for a, b in pairwise(classes))
    rarest = mistakes(classes)
    return 1 - (changes - len(set(classes)) + 1) / rarest if rarest else 0.0


def linear(sample: Mapping[str, Values], target: str, amounts: Sequence[str]) -> dict[str, float]:
    """The amounts that give the target when multiplied by these weights; empty when none do."""
    often = [n for n in amounts if sum(v is None for v in sample[n]) < len(sample[n]) / 10][:WIDEST]
    names = [*often, target]
    rows = [row for row in zip(*(sample[n] for n in names), strict=True) if None not in row]
    rows = rows[:: -(-len(rows) // LOOKED_AT) or 1]
    if len(rows) < max(FEWEST_ROWS, 3 * len(often)):
        return {}
    columns, sizes = zip(*(scaled(column) for column in zip(*rows, strict=True)), strict=True)
    parts = fitted([[sum(map(mul, a, b)) for b in columns] for a in columns])
    least = 0.01 * max(map(abs, parts.values()), default=0.0)
    kept = {place: part for place, part in parts.items() if abs(part) > least}
    return {often[place]: part * sizes[-1] / sizes[place] for place, part in kept.items()}


def fitted(products: list[list[float]]) -> dict[int, float]:
    """The weights of columns that give the last one, by least squares; empty when none do.

    `products` are those of every two columns, each of length 1. A step of Gauss-Jordan elimination
    takes in the column that explains most of what is left, until nothing is.
    """
    weighted: list[int] = []
    while products[-1][-1] > 1 - WORKED_OUT:
        # A column that others make up tells nothing more.
        rest = [i for i in range(len(products) - 1) if products[i][i] > 1e-9 and i not in weighted]
        if not rest:
            return {}
        best = max(rest, key=lambda i: products[i][-1] ** 2 / products[i][i])
        own = [value / products[best][best] for value in products[best]]
        products = [[v - row[best] * w for v, w in zip(row, own, strict=True)] for row in products]
        products[best] = own
        weighted.append(best)
    return {place: products[place][-1] for place in weighted}


def is_sum(weights: Mapping[str, float]) -> bool:
    """Whether two columns or more count the same, as in sums, differences and means."""
    sizes = [abs(weight) for weight in weights.values()]
    return len(sizes) > 1 and max(sizes) < 1.01 * min(sizes)


def several(names: Iterable[str]) -> str:
    """Names as a person reads them, the first of many: `a`, `b`, `c` and 7 more."""
    listed = [f"`{name}`" for name in names]
    more = f" and {len(listed) - 3} more" if len(listed) > 4 else ""
    return ", ".join(listed[:3] if more else listed) + more


def scaled(values: Sequence[float]) -> tuple[list[float], float]:
    """Values less their mean, made of length 1, and how long they were; 1 if all are the same."""
    mean = fmean(values)
    size = spread(values) ** 0.5 or 1.0
    return [(value - mean) / size for value in values], size
