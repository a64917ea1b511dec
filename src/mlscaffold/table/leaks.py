"""Columns that give the target away: no model should be praised for reading the answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import mul
from statistics import fmean
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
        pairs = known(sample[name], sample[target])
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
            found |= dict.fromkeys(weights, f"`{target}` is {formula(weights)}")
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


def linear(sample: Mapping[str, Values], target: str, amounts: Sequence[str]) -> dict[str, float]:
    """The amounts that give the target when multiplied by these weights; empty when none do.

    Orthogonal matching pursuit: the column that explains most of what is left comes next.
    """
    often = [n for n in amounts if sum(v is None for v in sample[n]) < len(sample[n]) / 10][:WIDEST]
    rows = [
        row for row in zip(*(sample[n] for n in (*often, target)), strict=True) if None not in row
    ]
    rows = rows[:: -(-len(rows) // LOOKED_AT) or 1]
    if len(rows) < max(FEWEST_ROWS, 3 * len(often)):
        return {}
    *columns, left = (centred(column) for column in zip(*rows, strict=True))
    enough = (1 - WORKED_OUT) * dot(left, left)
    chosen: list[tuple[str, list[float], float]] = []  # name, what others do not tell, its share
    rest = dict(zip(often, columns, strict=True))
    originals = dict(rest)
    while rest and dot(left, left) > enough and len(chosen) < len(rows) / 3:
        name = max(rest, key=lambda n: dot(rest[n], left) ** 2 / (dot(rest[n], rest[n]) or 1e300))
        own = rest.pop(name)
        share = dot(own, left) / (dot(own, own) or 1e300)
        left = less(left, own, share)
        chosen.append((name, own, share))
        rest = {n: less(v, own, dot(v, own) / (dot(own, own) or 1e300)) for n, v in rest.items()}
        rest = {n: v for n, v in rest.items() if dot(v, v) > 1e-9 * dot(originals[n], originals[n])}
    return weights_of(chosen, originals) if chosen and dot(left, left) <= enough else {}


def weights_of(
    chosen: list[tuple[str, list[float], float]], originals: Mapping[str, list[float]]
) -> dict[str, float]:
    """The weights of the columns themselves, those of no account left out."""
    weights: dict[str, float] = {}
    for place in range(len(chosen) - 1, -1, -1):
        name, own, share = chosen[place]
        told = sum(w * dot(originals[n], own) for n, w in weights.items()) / dot(own, own)
        weights[name] = share - told
    size = {
        name: abs(w) * dot(originals[name], originals[name]) ** 0.5 for name, w in weights.items()
    }
    return {
        name: w for name, w in reversed(weights.items()) if size[name] > 0.01 * max(size.values())
    }


def is_sum(weights: Mapping[str, float]) -> bool:
    """Whether two columns or more count the same, as in sums, differences and means."""
    sizes = [abs(weight) for weight in weights.values()]
    return len(sizes) > 1 and max(sizes) < 1.01 * min(sizes)


def formula(weights: Mapping[str, float]) -> str:
    """Weights as a person writes them: `a` + `b` - 0.5 × `c`."""
    same = is_sum(weights)
    parts = [
        f"{'-' if w < 0 else '+'} " + (f"`{n}`" if same else f"{abs(w):.3g} × `{n}`")
        for n, w in weights.items()
    ]
    parts = parts if len(parts) <= 4 else [*parts[:3], f"+ … ({len(parts)} columns)"]
    return " ".join(parts).removeprefix("+ ")


def centred(values: Sequence[float]) -> list[float]:
    """Values less their mean."""
    mean = fmean(values)
    return [value - mean for value in values]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """The sum of products."""
    return float(sum(map(mul, one, other)))


def less(values: list[float], other: list[float], times: float) -> list[float]:
    """Values less so many times others."""
    return [a - times * b for a, b in zip(values, other, strict=True)]
