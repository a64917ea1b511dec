"""Stage: each column of what the champion learned from: the reference that windows are held against."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from ..model.folds import cut
from ..model.scores import encode, losses
from ..project import Settings, read, write
from ..schema import CATEGORIES, NUMBERS, TARGET
from .drift import LOSS, PREDICTION, Known, checks, summarise


def reference(root: Path) -> None:
    """Write release/reference.json."""
    table = pd.read_parquet(root / "data/processed/train.parquet")
    unseen = pd.read_parquet(root / "models/out_of_fold.parquet").set_index("row")["said"]
    # Of rows it was fitted on, the model is too sure: here those of the folds say it, which were not.
    said = observed(table.loc[unseen.index], np.array(unseen.tolist()))[[PREDICTION, LOSS]]
    known = describe(table[[*NUMBERS, *CATEGORIES]].join(said), divide(table, Settings.load(root)))
    last = read(root / "reports/data-quality.json")["rows"]["raw"]  # rows after it are new
    write(root / "release/reference.json", {"last_row": last, "columns": known})


def observed(table: pd.DataFrame, said: np.ndarray) -> pd.DataFrame:
    """What is compared: each row's features, what a model said, its loss where the truth is known."""
    known = table[TARGET].notna().to_numpy()
    found = table[[*NUMBERS, *CATEGORIES]].assign(**{LOSS: np.nan})  # free text is not looked at
    if known.any():
        found.loc[known, LOSS] = losses(encode(table[known]), said[known])
    found[PREDICTION] = said if said.ndim == 1 else said.argmax(axis=1).astype(str)  # a class
    return found


def divide(table: pd.DataFrame, settings: Settings) -> list[np.ndarray]:
    """The rows of each part of a table, cut as folds are: where rows have a time, stretches of it."""
    few = max(2, min(12, len(table) // 200))  # folds, of 200 rows or more
    folds = cut(table, encode(table), settings.model_copy(update={"folds": few}))
    return [folds[0][0], *(rows for _, rows in folds)]  # folds[0][0]: the earliest, checked by none


def describe(cases: pd.DataFrame, parts: list[np.ndarray]) -> dict[str, Known]:
    """A summary of each column, with the PSI that is "usual": the largest of a part against all."""
    known = {str(name): summarise(cases[name]) | {"usual": {}} for name in cases}
    for name, rows in product(known, parts):
        usual = known[name]["usual"]
        for of, _, psi in checks(name, cases[name].iloc[rows], known[name]):
            usual[of] = max(usual.get(of, 0.0), psi)
    return known


if __name__ == "__main__":
    reference(Path())
