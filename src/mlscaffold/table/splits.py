"""What separates the rows to learn from and the rows to test: time, a group, or chance alone."""

from collections import Counter
from collections.abc import Sequence

from mlscaffold.errors import UsageError
from mlscaffold.table.columns import Column
from mlscaffold.table.profile import Profile, find_column

WORDS = (None, "time", "random")  # any other wish names a column
# A day of birth orders people, not events.
NO_TIME = r"(.*_)?(birth|birthday|birthdate|dob|born)(_.*)?"
# Who acts is asked about again under other names; a shop or a city comes back.
PERSON = r"(.*_)?(customer|client|user|patient|person|people|subject|student|participant|member"
PERSON += r"|employee|household|passenger|borrower|driver|player)s?"
PERSON += r"_?(id|no|nr|nbr|num|number|key|code)"
PERIOD = r"(.*_)?(year|yr|month|quarter|week|period|wave|season|jahr|annee|ano)(_.*)?"
FOLDS = 5
FEWEST_TIMES = 10
FEWEST_GROUPS = 20


def choose_time(
    profile: Profile,
    target: Column,
    features: tuple[Column, ...],
    classes: tuple[str, ...],
    wish: str | None,
) -> tuple[Column | None, tuple[str, ...]]:
    """The column whose order separates what is learned from what is tested; None for at random."""
    times = [c for c in features if c.kind == "date" and is_time(c)]
    if wish not in WORDS:
        wished = find_column(profile, wish, "--split")
        times = [wished] if wished.kind == "date" else []  # else a group: see choose_group
    if wish == "time" and not times:
        raise UsageError(f"`{profile.path}` has no column of time", "--split random")
    if wish == "random" or not times:
        return None, ()
    if wish is None and not classes_last(profile, target, times[0], classes):
        note = f"split at random, not by `{times[0].source}`: its early or late rows lack a class"
        return None, (note,)
    return times[0], ()


def is_time(column: Column) -> bool:
    """Whether a date says when something happened, for nearly every row."""
    many = column.distinct >= FEWEST_TIMES and column.missing <= 0.01 * column.rows
    return many and not column.named(NO_TIME)


def classes_last(profile: Profile, target: Column, time: Column, classes: tuple[str, ...]) -> bool:
    """Whether every class is in the first rows that are learned from and in the last fifth."""
    pairs = zip(profile.sample[time.source], profile.sample[target.source], strict=True)
    ordered = [str(y) for t, y in sorted((t or "", y) for t, y in pairs if y is not None)]
    test = len(ordered) * 4 // 5
    first = test // (FOLDS + 1)
    parts = [Counter(ordered[:first]), Counter(ordered[test:])]
    return all(part[name] >= 2 for part in parts for name in map(str, classes))


def choose_group(profile: Profile, target: Column, wish: str | None) -> Column | None:
    """The column whose rows stay together; None for each row alone."""
    if wish not in WORDS:
        column = find_column(profile, wish, "--split")
        if column is target or column.distinct < FEWEST_GROUPS:
            reason = "it is the target" if column is target else f"{column.distinct:,} values"
            hint = f"a date, or a column with at least {FEWEST_GROUPS} values"
            raise UsageError(f"`{column.source}` cannot separate rows ({reason})", hint)
        return column
    others = [c for c in profile.columns if c is not target] if wish is None else []
    # Whose row it is, where some have several.
    named = [c for c in others if c.named(PERSON)]
    several = (c for c in named if FEWEST_GROUPS <= c.distinct < 0.9 * c.filled)
    return next(several, None) or panel(profile, others)


def panel(profile: Profile, columns: Sequence[Column]) -> Column | None:
    """The column of which each value has a row per year, month or the like: countries over years."""
    periods = [c for c in columns if c.named(PERIOD) and c.distinct > 2]
    names = [c for c in columns if c.kind == "category" and c.distinct >= FEWEST_GROUPS]
    times = [profile.sample[period.source] for period in periods]
    for name in names if periods else ():
        seen = Counter(zip(profile.sample[name.source], *times, strict=True))
        if name not in periods and name.distinct * 3 <= name.rows and max(seen.values()) == 1:
            return name
    return None
