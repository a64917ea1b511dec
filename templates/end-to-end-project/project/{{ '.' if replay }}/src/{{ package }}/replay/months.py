"""The months of the past, and a model as it was made at the end of one of them."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import yaml

from ..data.cleaning import DataError
from ..model.inputs import feed_of
from ..model.predictor import Predictor
from ..model.train import train
from ..monitoring.drift import Known
from ..monitoring.reference import reference
from ..project import params, read, write


class Model(NamedTuple):
    """A champion: the folder of the run that made it, and the reference of its drift."""

    project: Path
    reference: dict[str, Known]

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        """What it says of some rows."""
        return Predictor(self.project / "models/champion.onnx").predict(feed_of(rows))


def months(root: Path) -> tuple[pd.DataFrame, list[str]]:
    """All rows that are prepared, each with its month, and the months to watch one by one."""
    settings = params(root)["replay"]
    if not settings["time"]:
        raise DataError("the table has no column of time: there are no months to replay")
    files = [root / f"data/processed/{part}.parquet" for part in ("train", "test")]
    rows = pd.concat(map(pd.read_parquet, files)).dropna(subset=settings["time"])  # in time order
    rows["month"] = pd.to_datetime(rows[settings["time"]]).dt.strftime("%Y-%m")
    found, need = sorted({*rows["month"]}), settings["watched"] + 3  # 3 to learn from
    if len(found) < need:
        raise DataError(f"the rows span {len(found)} months; it takes {need}, by replay.watched")
    return rows, found[-settings["watched"] :]


def learn(rows: pd.DataFrame, project: Path, settings: dict[str, Any]) -> Model:
    """Run the pipeline's training on some rows, in a new folder, with fewer folds and trials."""
    (project / "data/processed").mkdir(parents=True)
    rows.drop(columns="month").to_parquet(project / "data/processed/train.parquet", index=False)
    (project / "params.yaml").write_text(yaml.safe_dump(settings | settings["replay"]))  # few folds
    # The reference notes up to which raw row is known; here months say that.
    write(project / "reports/data-quality.json", {"rows": {"raw": 0}})
    train(project)
    reference(project)
    return Model(project, read(project / "release/reference.json")["columns"])
