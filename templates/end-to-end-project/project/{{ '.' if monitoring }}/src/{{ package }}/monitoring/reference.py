"""Write what the latest cases are compared with, and how far the test part is from it already."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..project import write
from ..schema import CATEGORIES, NUMBERS
from .drift import Column, scores, shares

NAMES = (*NUMBERS, *CATEGORIES)
DECILES = np.arange(0.1, 1, 0.1)
MOST = 10  # names of a category that have a bin each; the rarer ones share one


def reference(root: Path) -> None:
    """Write release/reference.json and reports/drift.json."""
    train, test = (features(root / f"data/processed/{part}.parquet") for part in ("train", "test"))
    known = {name: column(train[name], is_number=name in NUMBERS) for name in NAMES}
    write(root / "release/reference.json", known)
    found = scores(test.to_dict("records"), known)
    write(root / "reports/drift.json", {name: round(score, 4) for name, score in found.items()})


def features(file: Path) -> pd.DataFrame:
    """The columns of a table that drift is looked for in; None where a value is missing."""
    table = pd.read_parquet(file, columns=list(NAMES)).astype(object)
    return table.where(table.notna(), None)


def column(values: "pd.Series[Any]", *, is_number: bool) -> Column:
    """The bins of a column, which hold about as many rows each, and their shares."""
    known = values.dropna()
    if is_number:
        bins = {"edges": np.unique(known.astype(float).quantile(DECILES)).tolist()}
    else:
        bins = {"names": known.value_counts().index[:MOST].tolist()}
    return bins | {"shares": shares(values.tolist(), bins)}


if __name__ == "__main__":
    reference(Path())
