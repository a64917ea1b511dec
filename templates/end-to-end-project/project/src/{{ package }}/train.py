"""Compare the candidates by cross-validation, fit the best one and export it."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from . import tracking
from .export import export
from .features import to_frame
from .metrics import GREATER_IS_BETTER, METRIC, encode, predict, scores
from .models import BASELINE, candidates, folds
from .schema import TARGET
from .settings import Settings


def train(root: Path) -> None:
    """Write reports/comparison.json, the champion (ONNX) and what is known about it."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/train.parquet")
    features, target = to_frame(table), encode(table[TARGET].to_numpy())
    models = candidates(settings.seed)
    comparison, seconds = {}, {}
    for name, model in models.items():
        start = time.perf_counter()
        comparison[name] = cross_validate(model, features, target, settings)
        seconds[name] = round(time.perf_counter() - start, 2)
    champion = best(comparison)
    model = models[champion].fit(features, target)
    data = {"rows": len(table)} | versions(root)
    held_out = pd.read_parquet(root / "data/processed/test.parquet")
    export(model, held_out, root / "models/champion.onnx")
    write(root / "reports/comparison.json", {"champion": champion, "candidates": comparison})
    # Apart from the metrics: the same commit gives the same metrics, but never the same seconds.
    write(root / "reports/timings.json", seconds)
    write(root / "models/champion.json", {"model": champion, "metric": METRIC, "data": data})
    tracking.record(root, comparison, champion, vars(settings) | data)


def versions(root: Path) -> dict[str, str]:
    """Which data a model learned from: the raw files and what was made of them."""
    quality = json.loads((root / "reports/data-quality.json").read_text(encoding="utf-8"))
    with (root / "data/processed/train.parquet").open("rb") as file:
        train_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"train_sha256": train_sha256, "raw_sha256": quality["raw"]["sha256"]}


def cross_validate(
    model: Pipeline, features: pd.DataFrame, target: np.ndarray, settings: Settings
) -> dict[str, Any]:
    """Fit and score a fresh copy of the model on each fold: mean and spread of every metric."""
    results = []
    for fit, check in folds(settings.folds, settings.seed).split(features, target):
        fitted = clone(model).fit(features.iloc[fit], target[fit])
        results.append(scores(target[check], predict(fitted, features.iloc[check])))
    table = pd.DataFrame(results)
    return {
        name: {"mean": float(table[name].mean()), "std": float(table[name].std())}
        for name in table.columns
    }


def best(comparison: dict[str, Any]) -> str:
    """The candidate with the best mean of the metric; the baseline is there to be beaten."""
    sign = 1 if GREATER_IS_BETTER else -1
    names = [name for name in comparison if name != BASELINE]
    return max(names, key=lambda name: sign * comparison[name][METRIC]["mean"])


def write(file: Path, content: dict[str, Any]) -> None:
    """Write JSON that a person can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    train(Path())
