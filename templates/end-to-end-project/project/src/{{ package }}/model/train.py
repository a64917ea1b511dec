"""Compare the candidates, tune the best one, choose by a written rule, and export the champion."""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import joblib
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..project import Settings, write
from ..schema import ENGINEERED
from .candidates import BASELINE, candidates
from .compare import Task, check, choose, compare, out_of_fold, tune
from .export import export, milliseconds


def train(root: Path) -> None:
    """Write the models, reports/comparison.json and reports/timings.json."""
    settings, folder = Settings.load(root), root / "models"
    table = pd.read_parquet(root / "data/processed/train.parquet")
    task = Task.read(table, settings)
    models = candidates(settings.seed, len(table))
    checked = {name: check(model, task) for name, model in models.items()}
    tuning = tune(models, checked, task, settings)
    few = table.sample(min(2000, len(table)), random_state=settings.seed)
    timings, refused = export_all(models, task, few, folder)
    compared = compare({name: each for name, each in checked.items() if name not in refused})
    champion = choose(compared)
    shutil.copy(folder / f"{champion}.onnx", folder / "champion.onnx")
    joblib.dump(models[champion], folder / "champion.joblib")
    out_of_fold(checked[champion], task).to_parquet(folder / "out_of_fold.parquet")
    comparison = {
        "champion": champion,
        "candidates": compared,
        "fold_rows": [len(fit) for fit, _ in task.folds],
        "refused": refused,
        "bytes": {name: (folder / f"{name}.onnx").stat().st_size for name in timings},
        "tuning": tuning,
        "without_engineered": without_engineered(models[champion], task),
    }
    write(root / "reports/comparison.json", comparison)
    names = {"model": champion, "tuned": tuning["candidate"], "candidates": [*compared]}
    write(folder / "champion.json", names)
    # Apart from the metrics: the same commit gives the same metrics, but never the same seconds.
    write(root / "reports/timings.json", timings)


def export_all(
    models: Mapping[str, Pipeline], task: Task, table: pd.DataFrame, folder: Path
) -> tuple[dict[str, dict[str, float]], dict[str, str]]:
    """Fit and export all but the baseline: how long each takes, and why some are refused."""
    timings, refused = {}, {}
    for name in [name for name in models if name != BASELINE]:
        try:
            timings[name] = fit_and_export(models[name], task, table, folder / f"{name}.onnx")
        # The converter and ONNX Runtime have no common class for what they cannot do.
        except Exception as error:
            refused[name] = str(error)
    if not timings:
        raise ValueError(f"no candidate can be served: {refused}")
    return timings, refused


def fit_and_export(
    model: Pipeline, task: Task, table: pd.DataFrame, file: Path
) -> dict[str, float]:
    """Fit a candidate on all rows and export it: how long the fit takes, and then one answer."""
    start = time.perf_counter()
    model.fit(task.features, task.target)
    seconds = round(time.perf_counter() - start, 2)
    return {"fit_seconds": seconds} | milliseconds(export(model, table, file), table)


def without_engineered(model: Pipeline, task: Task) -> list[float]:
    """The score in each fold without the engineered features; empty if there are none."""
    plain = clone(model)
    parts = plain[0].transformers  # places and ratios are made there, the others in SQL
    plain[0].transformers = [part for part in parts if not part[0].startswith("engineered")]
    if not ENGINEERED and len(plain[0].transformers) == len(parts):
        return []
    # Held at one value, from which nothing can be learned: the pipeline needs the columns.
    held = task.features.assign(**dict.fromkeys(ENGINEERED, 0.0))
    return check(plain, Task(held, task.target, task.folds)).scores


if __name__ == "__main__":
    train(Path())
