"""From a profile and a chosen target to a proposal: what is predicted, from which columns, how tested."""

from dataclasses import dataclass

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Choices
from mlscaffold.table.columns import MOST_CATEGORIES, Column
from mlscaffold.table.leaks import leaks
from mlscaffold.table.profile import FEWEST_ROWS, Profile, find_column
from mlscaffold.table.splits import choose_group, choose_time

# A whole-number target with at most this many values names classes, not amounts.
MOST_NUMBERED_CLASSES = 10
# Fewer rows than this in a class leave some fold of the cross-validation without it.
FEWEST_PER_CLASS = 10
# Rows of classes that are too rare may be left out when they are at most this share.
MOST_RARE = 0.05
YES = ("yes", "true", "1", "y", "t", "positive")
TARGET_NAMES = r"target|label|class|y|outcome|result|response|(.*_)?(churn(ed)?|survived|default"
TARGET_NAMES += r"|diagnosis|species|quality|price|value|is_.*)"


@dataclass(frozen=True)
class Proposal:
    """What to predict from which columns, what is left out and why, and how to test."""

    target: Column
    task: str
    classes: tuple[str, ...]
    features: tuple[Column, ...]
    left_out: dict[str, str]
    time: Column | None
    group: Column | None = None
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of project: binary, multiclass or regression."""
        if self.task == "regression":
            return self.task
        return "binary" if len(self.classes) == 2 else "multiclass"


def propose(profile: Profile, target: str, choices: Choices | None = None) -> Proposal:
    """Choose task, classes, features and split for `target`.

    Raises `UsageError` when the target is unknown or nothing can be learned about it.
    """
    choices = choices or Choices()
    column = find_column(profile, target, "--target")
    task = choices.task or guess_task(column)
    check_target(profile, column, task)
    classes, notes = choose_classes(column, task, choices.positive)
    left_out = choose_left_out(profile, column, task, choices)
    joined = profile.reading.joined
    features = tuple(c for c in profile.columns if c is not column and c.source not in left_out)
    if not features:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())[:300]
        raise UsageError(f"no column is left to learn from ({reasons})", "--keep COLUMN keeps one")
    time, more = choose_time(profile, column, features, classes, choices.split)
    features = tuple(c for c in features if c is time or c.source != joined)
    group = None if time else choose_group(profile, column, choices.split)
    others = tuple(c for c in features if c is not group)
    if group and others and group.source not in choices.keep:  # later cases belong to others
        why = f"says which rows belong together ({group.distinct:,} different values)"
        features, left_out = others, left_out | {group.source: why}
    return Proposal(column, task, classes, features, left_out, time, group, notes + more)


def guess_target(profile: Profile) -> Column:
    """The column most likely to be predicted: by its name, else the last one, else the first."""
    columns = [c for c in profile.columns if c.source != profile.reading.joined]
    usable = [c for c in columns if c.numeric or (c.kind == "category" and c.values)]
    if not usable:
        raise UsageError(f"`{profile.path}` has no column that could be predicted", "see --target")
    named = [c for c in usable if c.named(TARGET_NAMES)]
    last, first = columns[-1], columns[0]
    return (named or [c for c in (last, first) if c in usable] or usable)[0]


def guess_task(target: Column) -> str:
    """Amounts are regression, everything else is classification."""
    if not target.numeric:
        return "classification"
    few = target.kind == "integer" and target.distinct <= MOST_NUMBERED_CLASSES
    # Grades of which some are rare, such as the quality of wines, are amounts.
    graded = target.distinct > 2 and min(target.counts, default=0) < FEWEST_PER_CLASS
    return "classification" if few and not graded else "regression"


def check_target(profile: Profile, target: Column, task: str) -> None:
    """Refuse a target from which nothing could be learned or tested."""
    where = f"target `{target.source}`"
    if target.distinct < 2:
        raise UsageError(f"{where} has only one value", "choose a column whose values differ")
    if target.filled < FEWEST_ROWS:
        few = f"`{profile.path}` has {target.filled} rows with a target: too few to train and test"
        raise UsageError(few, f"give at least {FEWEST_ROWS}")
    if task == "regression" and not target.numeric:
        raise UsageError(f"{where} is not a number", "use --kind classification")
    if task == "classification" and not target.values:
        many = f"{where} has {target.distinct:,} different values: too many for classes"
        hint = f"choose a number to predict, or a column with at most {MOST_CATEGORIES} values"
        raise UsageError(many, hint)


def choose_classes(
    target: Column, task: str, positive: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes, the positive one last when there are two; a note on those too rare."""
    if task == "regression":
        if positive is not None:
            raise UsageError("--positive does not fit an amount", "leave it out")
        return (), ()
    counts = dict(zip(target.values, target.counts, strict=True))
    rare = {value: n for value, n in counts.items() if n < FEWEST_PER_CLASS}
    kept = [value for value in target.values if value not in rare]
    listed = ", ".join(f"`{value}` ({n})" for value, n in list(rare.items())[:5])
    if rare and (len(kept) < 2 or sum(rare.values()) > MOST_RARE * sum(counts.values())):
        hint = f"merge rare values or drop their rows: a class needs {FEWEST_PER_CLASS}"
        raise UsageError(f"target `{target.source}`: too few rows with {listed}", hint)
    notes = (f"rows of classes too rare to learn are left out: {listed}",) if rare else ()
    return in_order(kept, counts, positive, target.source), notes


def in_order(
    values: list[str], counts: dict[str, int], positive: str | None, source: str
) -> tuple[str, ...]:
    """Classes as scikit-learn counts them: of two, the positive one is the second."""
    if positive is not None:
        found = [v for v in values if v.lower() == positive.strip().lower()]
        if len(values) != 2 or not found:
            hint = f"its classes: {', '.join(values[:10])}"
            raise UsageError(f"`{positive}` cannot be the positive class of `{source}`", hint)
        return (*(v for v in values if v != found[0]), found[0])
    if len(values) != 2:
        return tuple(values)
    return tuple(sorted(values, key=lambda v: (v.lower() in YES, -counts[v])))


def choose_left_out(
    profile: Profile, target: Column, task: str, choices: Choices
) -> dict[str, str]:
    """The columns that are no features, each with the reason."""
    keep = {find_column(profile, name, "--keep").source for name in choices.keep}
    drop = {find_column(profile, name, "--drop").source for name in choices.drop}
    others = [c for c in profile.columns if c is not target]
    reasons = {c.source: why for c in others if (why := why_left_out(c))}
    wanted = [c.source for c in others if c.source not in reasons and c.source not in drop]
    given_away = leaks(profile.sample, target.source, wanted, numeric=task == "regression")
    if set(given_away) != set(wanted):  # a table of nothing but leaks is an easy one
        reasons |= given_away
    unusable = {c.source for c in others if c.kind in ("empty", "constant")}
    reasons = {k: why for k, why in reasons.items() if k not in keep or k in unusable}
    return reasons | dict.fromkeys(sorted(drop), "left out on request")


def why_left_out(column: Column) -> str:
    """The reason a column by itself is no feature; empty when it is one."""
    values = f"({column.distinct:,} different values)"
    if column.kind == "identifier":
        return f"{'identifies the row' if column.unique else 'is a name or number'} {values}"
    if column.kind == "unclear":
        understood = "not understood" not in column.remarks[0]
        return f"{'has too many values' if understood else 'was not understood'} {values}"
    return {"empty": "no values", "constant": "the same value in every row"}.get(column.kind, "")
