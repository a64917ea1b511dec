"""What the champion looks at and where it fails: features, groups of rows, single rows."""

from collections import Counter
from typing import Any

from .data_report import shown as shortened
from .figures import draw_importance, draw_slices
from .metrics import METRIC, losses
from .pages import Section
from .results import Results
from .schema import CLASSES, ORDER_BY
from .slices import MOST_ROWS, REPEATS
from .wording import counted, listed, ranged, short

FOLDED = 12  # rows of a table; a longer one is folded
NAMED = 5  # groups that a sentence names
COLUMNS = 4  # features of a worst error that are shown


def sections(run: Results) -> list[Section]:
    """The part of the report that answers: where does it fail?"""
    return [importance(run), slices(run), worst(run)]


def importance(run: Results) -> Section:
    """Which features the champion needs."""
    lost = run.evaluation["importance"]
    head = ["feature", f"{METRIC} lost", "spread"]
    rows = [[name, short(each["mean"]), short(each["std"])] for name, each in lost.items()]
    first = ", ".join(f"{name} ({short(each['mean'])})" for name, each in list(lost.items())[:3])
    text = (
        f"Shuffling a feature costs {METRIC} most for {first}. {unneeded(lost)}\n"
        f"At most {MOST_ROWS:,} test rows, {REPEATS} repeats each. Features that tell the same "
        "stand in for each other, so that each of them looks less important than it is."
    )
    chart = draw_importance(lost, run.charts)
    return Section(
        "Permutation importance", text, head, rows, charts=[chart], is_folded=len(rows) > FOLDED
    )


def unneeded(lost: dict[str, dict[str, float]]) -> str:
    """How many features are not shown to be needed."""
    count = sum(each["mean"] <= 2 * each["std"] for each in lost.values())
    many = counted(len(lost), "feature")
    return f"{count} of {many} cost no more than two spreads: they are not shown to be needed."


def slices(run: Results) -> Section:
    """Every group of rows with its loss, those that are shown to be worse marked."""
    groups = worst_first(run)
    if not groups:
        return Section("Groups", "No group has enough rows to be judged.")
    head = ["group", "rows", f"mean {run.evaluation['loss']}", "against all rows"]
    rows = [
        [f"{each['column']}: {each['group']}", f"{each['rows']:,}", ranged(each["loss"])]
        + ["▲ shown to be worse" if each["is_high"] else ""]
        for each in groups
    ]
    marked = {place for place, each in enumerate(groups) if each["is_high"]}
    chart = draw_slices(groups, mean_loss(run), run.evaluation["loss"], run.charts)
    text = f"{worst_group(run)}\n{by_chance(run)}"
    return Section(
        "Groups", text, head, rows, charts=[chart], marked=marked, is_folded=len(rows) > FOLDED
    )


def worst_first(run: Results) -> list[dict[str, Any]]:
    """The groups that are shown to be worse than the mean, then the others; worst first."""
    return sorted(run.evaluation["slices"], key=lambda g: (not g["is_high"], -g["loss"]["value"]))


def mean_loss(run: Results) -> float:
    """The champion's mean loss on the test part."""
    return float(losses(run.truth, run.predicted).mean())


def worst_group(run: Results) -> str:
    """Where the champion fails most, as far as that is shown."""
    groups, mean = worst_first(run), f"{short(mean_loss(run))} on all rows"
    if not groups or not groups[0]["is_high"]:
        return f"No group is shown to be worse than the mean {run.evaluation['loss']} of {mean}."
    high = [each for each in groups if each["is_high"]]
    names = [f"{g['column']} {g['group']}, {ranged(g['loss'])}" for g in high[:NAMED]]
    more = [f"and {len(high) - NAMED} more"] if len(high) > NAMED else []
    return (
        f"Of {counted(len(groups), 'group')} {len(high)} {'is' if len(high) == 1 else 'are'} shown "
        f"to be worse in mean {run.evaluation['loss']} than {mean}: {'; '.join([*names, *more])}."
    )


def by_chance(run: Results) -> str:
    """How many groups would stand out though none is worse."""
    count = len(run.evaluation["slices"])
    return (
        "A group that is no worse than the mean stands out by chance in about one case of 40; among "
        f"{counted(count, 'group')} expect {0.025 * count:.1f} such."
    )


def worst(run: Results) -> Section:
    """The rows with the greatest losses, with the features that matter most."""
    found, columns = run.evaluation["worst"], list(run.evaluation["importance"])[:COLUMNS]
    said = "probability of it" if CLASSES else "said"
    head = [ORDER_BY[-1], "truth", said, run.evaluation["loss"], *columns]
    rows = [
        [str(each["row"]), cell(each["truth"]), short(each["said"]), short(each["loss"])]
        + [cell(each["case"][name]) for name in columns]
        for each in found
    ]
    text = (
        f"{worst_in_common(run)}\nOf each row the {len(columns)} most important features; all of them "
        "are in evaluation.json."
    )
    return Section("Worst errors", text, head, rows)


def worst_in_common(run: Results) -> str:
    """What the worst errors are: of which class, or on which side."""
    found = run.evaluation["worst"]
    if not CLASSES:
        low = sum(each["said"] < each["truth"] for each in found)
        return (
            f"Of the {len(found)} worst errors {low} are too low and {len(found) - low} too high."
        )
    counts = Counter(each["truth"] for each in found).most_common()
    classes = listed([f"{count} truly {name}" for name, count in counts])
    said = max(each["said"] for each in found)
    return f"The {len(found)} worst errors: {classes}, to which the model gave at most {said:.1%}."


def cell(value: str | float | None) -> str:
    """A value of a row, a long one shortened."""
    return short(value) if isinstance(value, (int, float)) else shortened(value)
