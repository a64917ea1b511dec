"""Measure the champion once on the test part, which no decision was based on."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.utils import resample

from .features import to_frame, to_rows
from .metrics import METRIC, encode, predict, scores
from .models import BASELINE, candidates
from .prediction import values
from .predictor import Predictor
from .schema import CLASSES, TARGET
from .settings import Settings


def evaluate(root: Path) -> None:
    """Write reports/metrics.json: each metric with its interval, and the gain over the baseline."""
    settings = Settings.load(root)
    train = pd.read_parquet(root / "data/processed/train.parquet")
    test = pd.read_parquet(root / "data/processed/test.parquet")
    truth = encode(test[TARGET].to_numpy())
    predicted = {
        "champion": predict_served(root, test),
        "baseline": predict_baseline(train, test, settings.seed),
    }
    report = {"metric": METRIC, "rows": len(test)} | bootstrap(truth, predicted, settings)
    (root / "reports/metrics.json").write_text(json.dumps(report, indent=2) + "\n")
    np.savez_compressed(
        root / "data/processed/predictions.npz", truth=truth, predicted=predicted["champion"]
    )


def predict_served(root: Path, table: pd.DataFrame) -> np.ndarray:
    """Predictions of the exported model: what is measured is what is served."""
    return values(Predictor(root / "models/champion.onnx").outputs(to_rows(table)))


def predict_baseline(train: pd.DataFrame, test: pd.DataFrame, seed: int) -> np.ndarray:
    """Predictions of the baseline, which looks at no feature."""
    model = candidates(seed)[BASELINE].fit(to_frame(train), encode(train[TARGET].to_numpy()))
    return predict(model, to_frame(test))


def bootstrap(
    truth: np.ndarray, predicted: dict[str, np.ndarray], settings: Settings
) -> dict[str, dict[str, dict[str, float]]]:
    """Scores on all rows with 95 % percentile intervals, from rows drawn with replacement.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    drawn = [draw(truth, settings.seed + number) for number in range(settings.resamples)]
    report = {}
    samples = {}
    for name, values_ in predicted.items():
        samples[name] = pd.DataFrame([scores(truth[rows], values_[rows]) for rows in drawn])
        report[name] = with_intervals(scores(truth, values_), samples[name])
    gain = {
        metric: report["champion"][metric]["value"] - report["baseline"][metric]["value"]
        for metric in report["champion"]
    }
    return report | {"gain": with_intervals(gain, samples["champion"] - samples["baseline"])}


def draw(truth: np.ndarray, seed: int) -> np.ndarray:
    """Row numbers drawn with replacement; each class keeps its share, so that none is lost."""
    stratify = truth if CLASSES else None
    return np.asarray(resample(np.arange(len(truth)), stratify=stratify, random_state=seed))


def with_intervals(point: dict[str, float], samples: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Each value with the range that holds the middle 95 % of the samples."""
    return {
        name: {
            "value": value,
            "low": float(samples[name].quantile(0.025)),
            "high": float(samples[name].quantile(0.975)),
        }
        for name, value in point.items()
    }


if __name__ == "__main__":
    evaluate(Path())
