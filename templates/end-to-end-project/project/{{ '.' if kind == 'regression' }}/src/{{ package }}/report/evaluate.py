"""Measure the champion once on the test part, which no decision was based on."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..model.candidates import BASELINE
from ..model.scores import losses
from ..project import Settings, write
from .holdout import Holdout, measure
from .intervals import Draws
from .release import release


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, data/processed/predictions.parquet and the folder release."""
    settings, holdout = Settings.load(root), Holdout.load(root)
    truth, said = holdout.truth, holdout.said[holdout.champion]
    # Any row may be drawn: there are no classes of which some must be among them.
    draws = Draws.of(holdout.table, np.zeros(len(truth)), settings)
    metrics = measure(root, holdout, draws, settings) | {
        "median": float(holdout.said[BASELINE][0]),
        "errors": spread(losses(truth, said)),
        "bias": draws.interval(np.mean, said - truth),
        "above": float((truth > said).mean()),
        "calibration": calibration(truth, said),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = holdout.table.assign(truth=truth, said=said)
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    release(root, metrics, error_p90=metrics["errors"]["p90"])


def spread(errors: np.ndarray) -> dict[str, float]:
    """How large absolute errors are, and which share of their sum the largest hundredth has."""
    largest = np.sort(errors)[-max(1, len(errors) // 100) :]
    return {
        "median": float(np.median(errors)),
        "p90": float(np.quantile(errors, 0.9)),
        "largest": float(largest.sum() / errors.sum()) if errors.any() else 0.0,
    }


def calibration(truth: np.ndarray, said: np.ndarray) -> list[dict[Any, Any]]:
    """The mean prediction and the mean truth of ten groups of equal size, by prediction.

    Medians too: a model that learned the absolute error predicts those.
    """
    places = pd.qcut(pd.Series(said).rank(method="first"), 10, labels=False)
    groups = pd.DataFrame({"said": said, "truth": truth}).groupby(places)
    means = groups.mean().assign(median=groups["truth"].median(), rows=groups.size())
    return means.to_dict("records")


if __name__ == "__main__":
    evaluate(Path())
