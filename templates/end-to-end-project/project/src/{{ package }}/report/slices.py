"""Groups of rows: where does the model know less than elsewhere?"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..model.inputs import MISSING
from ..model.scores import constant, losses
from ..schema import CATEGORIES
from .intervals import Draws, interval

FEWEST = 30  # rows that a group needs to be judged
MOST = 12  # groups of one column
SURE = 2.58  # standard errors: where many groups are judged, one in 200 is accused by chance


def slices(
    table: pd.DataFrame, truth: np.ndarray, said: np.ndarray, draws: Draws
) -> list[dict[str, Any]]:
    """The skill in each group, and whether it is shown to be less than elsewhere; least first."""
    found = []
    for column, name, inside in groups(table):
        part = draws.within(inside)
        if part.are_enough and draws.within(~inside).are_enough:
            value = difference(truth, said, inside)
            samples = draws.samples(difference, truth, said, inside)
            row: dict[str, Any] = {"column": column, "group": name, "rows": int(inside.sum())}
            row["skill"] = part.interval(skill, truth[inside], said[inside])
            row["difference"] = interval(value, samples)
            row["is_low"] = bool(value < -SURE * samples.std())
            found.append(row)
    return sorted(found, key=lambda each: float(each["skill"]["value"]))


def skill(truth: np.ndarray, said: np.ndarray) -> float:
    """The share of the loss that the model takes from a constant fitted to these very rows.

    A group whose target is hard to guess for anybody has a great loss, but not for that little skill.
    """
    guessing = losses(truth, constant(truth)).mean()
    return float(1 - losses(truth, said).mean() / guessing) if guessing else 0.0


def difference(truth: np.ndarray, said: np.ndarray, inside: np.ndarray) -> float:
    """The skill in a group minus that of all other rows."""
    return skill(truth[inside], said[inside]) - skill(truth[~inside], said[~inside])


def groups(table: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Column, name and rows (True: within) of each frequent category."""
    for column in CATEGORIES:
        filled = table[column].astype(object).fillna(MISSING)
        counted = filled.value_counts()
        for name in counted[counted >= FEWEST].index[:MOST]:
            yield column, str(name), (filled == name).to_numpy()
