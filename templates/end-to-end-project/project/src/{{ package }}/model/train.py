"""Compare the candidates, tune the best one, choose by a written rule, and export the champion."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..project import Settings, write
from ..schema import ENGINEERED
from .candidates import BASELINE, candidates
from .compare import RULE, Checked, Task, best_of, check, choose, compare, out_of_fold
from .export import ExportError, export, milliseconds
from .scores import METRIC
from .tune import tune

ROWS = 2000  # on which an exported model is compared with its pipeline


def train(root: Path) -> None:
    """Write reports/comparison.json and timings.json, the models, and the champion's record."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/train.parquet")
    task = Task.read(table, settings)
    models, checked, tuning = try_all(task, settings)
    few = table.sample(min(ROWS, len(table)), random_state=settings.seed)
    exported = Exported(root / "models", task, few)
    for name, model in models.items():
        if name != BASELINE:  # nobody would serve it
            exported.add(name, model)
    if not exported.fitted:
        raise ExportError(f"no candidate can be served: {exported.refused}")
    compared = compare({name: checked[name] for name in checked if name not in exported.refused})
    champion = choose(compared)
    exported.crown(champion)
    out_of_fold(checked[champion], task).to_parquet(root / "models/out_of_fold.parquet")
    comparison = {
        "champion": champion,
        "rule": RULE,
        "metric": METRIC,
        "candidates": compared,
        "fold_rows": [len(fit) for fit, _ in task.folds],
        "refused": exported.refused,
        "bytes": exported.bytes,
        "tuning": tuning,
        "without_engineered": without_engineered(models[champion], task),
    }
    write(root / "reports/comparison.json", comparison)
    names = {"model": champion, "tuned": tuning["candidate"], "candidates": list(compared)}
    write(root / "models/champion.json", names)
    # Apart from the metrics: the same commit gives the same metrics, but never the same seconds.
    now = datetime.now(UTC).isoformat(timespec="seconds")
    write(root / "reports/timings.json", {"trained_at": now, "candidates": exported.timings})


def try_all(
    task: Task, settings: Settings
) -> tuple[dict[str, Pipeline], dict[str, Checked], dict[str, Any]]:
    """The candidates and the best one tuned, what cross-validation found of each, and the tuning."""
    models = candidates(settings.seed, len(task.target))
    checked = {name: check(model, task) for name, model in models.items()}
    best = best_of(checked)
    tuned, found, tuning = tune(
        best, models[best], checked[best], task, trials=settings.trials, seed=settings.seed
    )
    if tuning["settings"]:
        models[f"{best}_tuned"], checked[f"{best}_tuned"] = tuned, found
    return models, checked, tuning


class Exported:
    """The candidates fitted on all rows and exported; what could not be, and how long it took."""

    def __init__(self, folder: Path, task: Task, table: pd.DataFrame) -> None:
        """Models go to `folder`; each is compared with its pipeline on the rows of `table`."""
        self.folder, self.task, self.table = folder, task, table
        self.fitted: dict[str, Pipeline] = {}
        self.timings: dict[str, dict[str, float]] = {}
        self.bytes: dict[str, int] = {}
        self.refused: dict[str, str] = {}

    def add(self, name: str, model: Pipeline) -> None:
        """Fit a candidate and export it; one that cannot be exported is out of the comparison."""
        start = time.perf_counter()
        model.fit(self.task.features, self.task.target)
        seconds = round(time.perf_counter() - start, 2)
        file = self.folder / f"{name}.onnx"
        try:
            predictor = export(model, self.table, file)
        # The converter and ONNX Runtime have no common class for what they cannot do.
        except Exception as error:
            self.refused[name] = str(error)
            return
        self.fitted[name] = model
        self.bytes[name] = file.stat().st_size
        self.timings[name] = {"fit_seconds": seconds} | milliseconds(predictor, self.table)

    def crown(self, name: str) -> None:
        """Keep a candidate as the champion, as ONNX and as scikit-learn's pipeline."""
        shutil.copy(self.folder / f"{name}.onnx", self.folder / "champion.onnx")
        joblib.dump(self.fitted[name], self.folder / "champion.joblib")


def without_engineered(model: Pipeline, task: Task) -> list[float]:
    """METRIC in each fold without the engineered features; empty if there are none."""
    plain = clone(model)
    parts = plain[0].transformers  # some are made there, the others in SQL
    plain[0].transformers = [part for part in parts if not part[0].startswith("engineered")]
    if not ENGINEERED and len(plain[0].transformers) == len(parts):
        return []
    held = task.features.assign(**dict.fromkeys(ENGINEERED, 0.0))
    return check(plain, Task(held, task.target, task.folds)).scores


if __name__ == "__main__":
    train(Path())
