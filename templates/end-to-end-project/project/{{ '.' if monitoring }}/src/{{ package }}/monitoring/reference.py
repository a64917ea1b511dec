"""Stage: what the champion learned from, column by column: the reference that drift is told by."""

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
    # The model was fitted on these rows: what it says of them is that of the folds' models.
    said = told(table.loc[unseen.index], np.array(unseen.tolist()))[[PREDICTION, LOSS]]
    columns = describe(table[[*NUMBERS, *CATEGORIES]].join(said), parts(table, Settings.load(root)))
    last = read(root / "reports/data-quality.json")["rows"]["raw"]  # rows after it are new
    write(root / "release/reference.json", {"last_row": last, "columns": columns})


def told(table: pd.DataFrame, said: np.ndarray) -> pd.DataFrame:
    """The features of each row, what a model said, and its loss where the truth is known."""
    known = table[TARGET].notna().to_numpy()
    found = table[[*NUMBERS, *CATEGORIES]].assign(**{LOSS: np.nan})  # free text is not looked at
    if known.any():
        found.loc[known, LOSS] = losses(encode(table[known]), said[known])
    found[PREDICTION] = said if said.ndim == 1 else said.argmax(axis=1).astype(str)
    return found


def parts(table: pd.DataFrame, settings: Settings) -> list[np.ndarray]:
    """The rows of some parts of a table, cut as folds are: where rows have a time, stretches of it."""
    few = max(2, min(12, len(table) // 200))  # of 200 rows or more
    folds = cut(table, encode(table), settings.model_copy(update={"folds": few}))
    return [folds[0][0], *(rows for _, rows in folds)]  # no fold checks the earliest stretch


def describe(cases: pd.DataFrame, parts: list[np.ndarray]) -> dict[str, Known]:
    """Each column of the cases, and by how much a part differs from the whole at most."""
    known = {str(name): summarise(cases[name]) | {"usual": {}} for name in cases}
    for name, rows in product(known, parts):
        usual = known[name]["usual"]
        for of, _, psi in checks(name, cases[name].iloc[rows], known[name]):
            usual[of] = max(usual.get(of, 0.0), psi)
    return known


if __name__ == "__main__":
    reference(Path())
