"""How the features, and the order of the rows, go with the target: shown in notebooks/eda.ipynb.

A target with classes comes as a categorical series, whose categories are the classes in their order.
"""

import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from .wording import short

FEW = 0.01  # of the rows: a smaller group is not shown
WEAK = 0.01  # of the variance: a feature that explains less is not named


def tenths(values: pd.Series) -> pd.Series:
    """Ten parts of equal size, from 0 for the lowest values to 9; equal values stay together."""
    return (values.rank(method="min") - 1) * 10 // values.count()


def groups(feature: pd.Series) -> pd.Series:
    """A number as the median of its tenth; a category as it is, or `(rest)` when it is rare."""
    if is_numeric_dtype(feature):
        return feature.groupby(tenths(feature)).transform("median")
    known = feature.fillna("(missing)")
    shares = known.value_counts(normalize=True)
    return known.where(known.isin(shares[shares >= FEW].index[:10]), "(rest)")


def as_numbers(values: pd.Series) -> pd.DataFrame:
    """A number as it is; each class, or group of a category, as 0 and 1; of two only the second."""
    if is_numeric_dtype(values):
        return values.astype(float).to_frame()
    classes = values if isinstance(values.dtype, pd.CategoricalDtype) else groups(values)
    columns = pd.get_dummies(classes, dtype=float).rename(columns=str)
    if columns.shape[1] == 2:
        return columns.iloc[:, 1:]
    return columns[columns.mean().sort_values(ascending=False).index]


def by_group(feature: pd.Series, target: pd.Series) -> pd.DataFrame:
    """Mean of the target, or share of its classes, in each group of a feature."""
    grouped = as_numbers(target).groupby(groups(feature), dropna=False)
    return grouped.mean()[grouped.size() >= FEW * len(target)]


def by_order(values: pd.Series, order: pd.Series) -> pd.DataFrame:
    """Mean of a number, or share of each class, in tenths of the rows: by where a tenth begins."""
    begins = order.groupby(tenths(order)).transform("min")
    return as_numbers(values).groupby(begins).mean()


def chance(values: pd.Series) -> tuple[float, float]:
    """The limits that 997 of 1,000 tenths of the rows keep when their order means nothing."""
    numbers = as_numbers(values).iloc[:, 0]
    width = 3 * numbers.std() / (numbers.count() / 10) ** 0.5
    return numbers.mean() - width, numbers.mean() + width


def legible(means: pd.DataFrame) -> pd.DataFrame:
    """Means for a chart: at most five columns, and labels of at most thirty letters."""
    return means.iloc[:, :5].rename(columns=cut, index=cut)


def cut(label: object) -> object:
    """The beginning of a long text; what is no text as it is."""
    return f"{label[:29]}…" if isinstance(label, str) and len(label) > 30 else label


def relation(features: pd.DataFrame, target: pd.Series) -> pd.Series:
    """Share of the target's variance that each feature explains alone, the largest first.

    It is the R² of answering with the mean of a row's group, adjusted for the number of groups: 0 is
    nothing, 1 all. Curves count, categories need no order, and what is missing is a group too.
    """
    numbers = as_numbers(target)
    shares = {name: explained(numbers, groups(features[name])) for name in features}
    return pd.Series(shares, dtype=float).sort_values(ascending=False)


def explained(numbers: pd.DataFrame, group: pd.Series) -> float:
    """Adjusted R² of the groups' means; of several columns the variances are added."""
    inside = (numbers - numbers.groupby(group, dropna=False).transform("mean")).pow(2).sum().sum()
    total = (numbers - numbers.mean()).pow(2).sum().sum()
    adjustment = (len(numbers) - 1) / (len(numbers) - group.nunique(dropna=False))
    return max(0.0, 1 - float(inside / total) * adjustment)


def findings(features: pd.DataFrame, target: pd.Series, order: pd.Series) -> list[str]:
    """Three findings in Markdown; every name and figure in them comes from the data."""
    return [
        about_features(features, target),
        about_target(target),
        about_order(features, target, order),
    ]


def about_features(features: pd.DataFrame, target: pd.Series) -> str:
    """Which feature tells most about the target, and where the target is lowest and highest."""
    shares = relation(features, target)
    if not (shares >= WEAK).any():
        return f"No feature tells much about `{target.name}`: none explains even 1% of it alone."
    name = shares.index[0]
    means = by_group(features[name], target)
    column = str((means.max() - means.min()).idxmax())
    low, high = means[column].idxmin(), means[column].idxmax()
    return (
        f"`{name}` tells most about `{target.name}`: alone it explains {shares.iloc[0]:.0%} of the "
        f"variance. Where it is {place(low)}, the {measure(target, column)} is "
        f"{figure(target, means[column].min())}; where it is {place(high)}, "
        f"{figure(target, means[column].max())}."
    )


def about_target(target: pd.Series) -> str:
    """How good an answer is that looks at no feature: what a model has to beat."""
    if is_numeric_dtype(target):
        return about_numbers(target)
    shares = target.value_counts(normalize=True)
    name, share = shares.index[0], shares.iloc[0]
    text = f"`{target.name}` is `{name}` in {share:.0%} of the rows: always answering `{name}` is"
    if share < 0.7:
        return f"{text} right as often, which a model has to beat."
    return f"{text} right as often and finds nothing else, so that accuracy alone says little."


def about_numbers(target: pd.Series) -> str:
    """How far off the median is as an answer, and whether the values stop at a limit."""
    middle, mean = target.median(), target.mean()
    text = (
        f"`{target.name}` has the median {short(middle)} and the mean {short(mean)}. Always answering "
        f"the median is off by {short((target - middle).abs().mean())} on average, which a model "
        "has to beat."
    )
    for name, end in {"highest": target.max(), "lowest": target.min()}.items():
        share = (target == end).mean()
        if share > max(FEW, 5 / target.nunique()):  # five times what a value has on average
            text += f" {share:.1%} of the rows have exactly the {name} value, {short(end)}."
    return text


def about_order(features: pd.DataFrame, target: pd.Series, order: pd.Series) -> str:
    """How the target changed from the first to the last tenth, and which feature changes most."""
    part = tenths(order)
    numbers = as_numbers(target)
    first, last = numbers[part == part.min()], numbers[part == part.max()]
    column = str((last.mean() - first.mean()).abs().idxmax())
    before, after = first[column].mean(), last[column].mean()
    error = numbers[column].std() * (1 / len(first) + 1 / len(last)) ** 0.5
    reason = "no more than chance explains"
    if abs(after - before) > 3 * error:
        reason = "more than chance explains: a part cut from one end is not like the whole"
        if is_datetime64_any_dtype(order):
            reason = "more than chance explains: what early rows teach may not hold for later ones"
    text = (
        f"From the first to the last tenth of the rows by `{order.name}`, the "
        f"{measure(target, column)} goes from {figure(target, before)} to {figure(target, after)}, "
        f"{reason}."
    )
    changes = relation(features, order.rank())
    if not (changes >= WEAK).any():
        return text
    return f"{text} Of the features, `{changes.index[0]}` changes most."


def measure(target: pd.Series, column: str) -> str:
    """What is measured of the target."""
    return f"mean of `{column}`" if is_numeric_dtype(target) else f"share of `{column}`"


def figure(target: pd.Series, value: float) -> str:
    """A mean, or the share of a class, as text."""
    return short(value) if is_numeric_dtype(target) else f"{short(100 * value)}%"


def place(group: object) -> str:
    """A group of a feature as text."""
    if isinstance(group, float):
        return "missing" if pd.isna(group) else f"about {short(group)}"
    return f"`{group}`"
