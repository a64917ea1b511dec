"""Compare the candidates, tune the best one, choose by a written rule, and export the champion."""

import hashlib
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pandas as pd
from sklearn.pipeline import Pipeline

from .ablation import learning_curve, with_class_weights, without_engineered
from .compare import RULE, Candidate, choose, compare
from .costs import choose_threshold
from .crossval import Task, best_of, fitted, fold_predictions, gain, mean_scores, read_task
from .export import export
from .features import to_rows
from .latency import latency
from .metrics import METRIC
from .models import BASELINE, candidates
from .records import read, write
from .settings import Settings
from .tune import tune, with_settings


def train(root: Path) -> None:
    """Write reports/comparison.json and timings.json, the models (ONNX), and the champion's record."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/train.parquet")
    held_out = pd.read_parquet(root / "data/processed/test.parquet")
    task = read_task(table, settings)
    models = candidates(settings.seed, len(table))
    workshop = Workshop(root / "models", task, held_out)
    found = {name: workshop.make(name, model) for name, model in models.items()}
    values = {name: mean_scores(each.said, task) for name, each in found.items()}
    tuned = best_of(values, set(models) - {BASELINE})
    study = tune(tuned, models[tuned], task, settings)
    models[f"{tuned}_tuned"] = with_settings(models[tuned], study.best_params)
    found[f"{tuned}_tuned"] = workshop.make(f"{tuned}_tuned", models[f"{tuned}_tuned"])
    compared = compare(found, task, settings)
    champion = choose(compared)
    shutil.copy(root / f"models/candidates/{champion}.onnx", root / "models/champion.onnx")
    said = found[champion].said
    comparison = {
        "champion": champion,
        "rule": RULE,
        "metric": METRIC,
        "rows": len(task.truth),
        "candidates": compared,
        "tuning": tuning(tuned, study, found, task, settings),
        "ablation": without_engineered(models[champion], said, task, settings),
        "class_weights": with_class_weights(models[champion], said, task, settings),
        "learning_curve": learning_curve(models[champion], said, task, settings),
    }
    data = {"rows": len(table)} | versions(root)
    threshold = choose_threshold(task.truth, np.concatenate(said), settings)
    record = {"model": champion, "metric": METRIC, "threshold": threshold, "data": data}
    write(root / "reports/comparison.json", comparison)
    # Apart from the metrics: the same commit gives the same metrics, but never the same seconds.
    now = datetime.now(UTC).isoformat(timespec="seconds")
    write(root / "reports/timings.json", {"trained_at": now, "candidates": workshop.timings})
    write(root / "models/champion.json", record)


class Workshop:
    """Where candidates are fitted, exported, checked and timed."""

    def __init__(self, folder: Path, task: Task, held_out: pd.DataFrame) -> None:
        """Models go to `folder`; their export is compared with them on the held-out rows."""
        self.folder, self.task, self.held_out = folder, task, held_out
        self.timings: dict[str, dict[str, float]] = {}

    def make(self, name: str, model: Pipeline) -> Candidate:
        """Cross-validate a candidate, fit it on all rows and export it."""
        said = fold_predictions(model, self.task)
        if name == BASELINE:
            return Candidate(said, size=0)  # nobody would serve it
        start = time.perf_counter()
        learned = fitted(model, self.task.features, self.task.target)
        seconds = round(time.perf_counter() - start, 2)
        file = self.folder / f"candidates/{name}.onnx"
        export(learned, self.held_out, file)
        times = latency(file, to_rows(self.held_out.head(1000)))
        self.timings[name] = {"fit_seconds": seconds} | times
        return Candidate(said, file.stat().st_size)


def tuning(
    name: str, study: optuna.Study, found: dict[str, Candidate], task: Task, settings: Settings
) -> dict[str, Any]:
    """What was tried, what came out, and what it changed in cross-validation."""
    default, tuned = found[name].said, found[f"{name}_tuned"].said
    return {
        "candidate": name,
        "trials": len(study.trials),
        "tried": [trial_record(trial) for trial in study.trials],
        "settings": study.best_params,
        "gain": gain(tuned, default, task, settings)[METRIC],
    }


def trial_record(trial: optuna.trial.FrozenTrial) -> dict[str, Any]:
    """A trial's settings, how it ended, and its mean score after each fold."""
    values = list(trial.intermediate_values.values())
    return {"settings": trial.params, "state": trial.state.name, "values": values}


def versions(root: Path) -> dict[str, str]:
    """Which data a model learned from: the raw files and what was made of them."""
    quality = read(root / "reports/data-quality.json")
    with (root / "data/processed/train.parquet").open("rb") as file:
        train_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"train_sha256": train_sha256, "raw_sha256": quality["raw"]["sha256"]}


if __name__ == "__main__":
    train(Path())
