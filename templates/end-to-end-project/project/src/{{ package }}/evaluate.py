"""Measure the champion once on the test part, which no decision was based on."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .costs import expected_costs
from .features import to_frame, to_rows
from .intervals import differences, intervals, resampled, scored
from .metrics import LOSS, METRIC, encode, losses, predict
from .models import BASELINE, candidates
from .prediction import values
from .predictor import Predictor
from .records import read, write
from .schema import TARGET
from .settings import Settings
from .slices import importance, slices, worst


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, what to compare between runs, and reports/evaluation.json."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/test.parquet")
    truth = encode(table[TARGET].to_numpy())
    comparison = read(root / "reports/comparison.json")
    predictors = load(root, comparison)
    rows = to_rows(table)
    # Predictions of the exported models: what is measured is what is served.
    said = {name: values(predictor.outputs(rows)) for name, predictor in predictors.items()}
    said[BASELINE] = predict_baseline(root, table, settings.seed)
    record = read(root / "models/champion.json")
    champion = said["champion"]
    loss = losses(truth, champion)
    costs = expected_costs(truth, champion, record["threshold"], settings)
    metrics = {"metric": METRIC, "rows": len(table)} | measure(truth, said, settings)
    details = {
        "loss": LOSS,
        "mean_loss": float(loss.mean()),
        "tuned": tuned_gain(comparison, truth, said, settings),
        "importance": importance(predictors["champion"], table, truth, settings),
        "slices": slices(table, loss, losses(truth, said[BASELINE]), settings),
        "worst": worst(table, truth, champion),
    }
    write(root / "reports/metrics.json", metrics | {"costs": costs})
    write(root / "reports/evaluation.json", details)
    np.savez_compressed(root / "data/processed/predictions.npz", truth=truth, predicted=champion)


def load(root: Path, comparison: dict[str, Any]) -> dict[str, Predictor]:
    """The exported champion, and the tuned candidate as it was and as it is."""
    tuned, folder = comparison["tuning"]["candidate"], root / "models/candidates"
    return {
        "champion": Predictor(root / "models/champion.onnx"),
        "default": Predictor(folder / f"{tuned}.onnx"),
        "tuned": Predictor(folder / f"{tuned}_tuned.onnx"),
    }


def predict_baseline(root: Path, table: pd.DataFrame, seed: int) -> np.ndarray:
    """What is said by the baseline, which looks at no feature."""
    train = pd.read_parquet(root / "data/processed/train.parquet")
    model = candidates(seed)[BASELINE].fit(to_frame(train), encode(train[TARGET].to_numpy()))
    return predict(model, to_frame(table))


def measure(
    truth: np.ndarray, said: dict[str, np.ndarray], settings: Settings
) -> dict[str, dict[str, dict[str, float]]]:
    """Every score of the champion and of the baseline, and the gain, all with intervals."""
    models = {name: said[name] for name in ("champion", BASELINE)}
    samples = resampled(truth, models, settings.resamples, settings.seed)
    report = {name: intervals(scored(truth, said[name]), samples[name]) for name in models}
    gain = differences(truth, said["champion"], said[BASELINE], settings)
    return report | {"gain": gain}


def tuned_gain(
    comparison: dict[str, Any], truth: np.ndarray, said: dict[str, np.ndarray], settings: Settings
) -> dict[str, float]:
    """What tuning changed in METRIC on the test part."""
    return differences(truth, said["tuned"], said["default"], settings)[METRIC]


if __name__ == "__main__":
    evaluate(Path())
