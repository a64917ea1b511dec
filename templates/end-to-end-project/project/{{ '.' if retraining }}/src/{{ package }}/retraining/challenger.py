"""The challenger: what the project's own pipeline makes of data/raw as it is now, in a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from ..data.cleaning import DataError
from ..data.ingest import ingest
from ..data.prepare import prepare
from ..model.train import train
from ..monitoring.reference import reference
from ..project import read
from ..report.evaluate import evaluate


@contextmanager
def challenger(root: Path) -> Iterator[Path]:
    """A temporary copy of the project after a run of its pipeline: nothing that serves changes."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("sql", "data/raw"):
            shutil.copytree(root / name, copy / name)
        shutil.copy(root / "params.yaml", copy)
        for prepare_data in (ingest, prepare):
            prepare_data(copy)
        fresh_rows(root, copy)  # without any, there is no need to train
        for stage in (train, evaluate, reference):
            stage(copy)
        yield copy


def fresh_rows(root: Path, copy: Path) -> pd.DataFrame:
    """The challenger's test rows that came after the champion's data: neither has learned from them."""
    last = read(root / "release/reference.json")["last_row"]
    test = pd.read_parquet(copy / "data/processed/test.parquet")
    fresh: pd.DataFrame = test[test["source_row"] > last].reset_index(drop=True)
    if not len(fresh):
        raise DataError("data/raw has no rows to judge by that the champion's data had not")
    return fresh
