"""Measure the champion once on the test part, which no decision was based on."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from sklearn.inspection import permutation_importance

from ..model.costs import Costs
from ..model.inputs import feed_of, to_frame
from ..model.predictor import Predictor
from ..model.scores import METRIC, SCORES, encode
from ..project import Settings, read, write
from ..schema import CATEGORIES, CLASSES, EXAMPLE, TARGET

FEWEST = 30  # rows that a group needs to be judged


def evaluate(root: Path) -> None:
    """Write reports/metrics.json, data/processed/predictions.parquet and the folder release."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/test.parquet")
    record = read(root / "models/champion.json")
    truth = encode(table)
    # Predictions of the exported model: what is measured is what is served.
    said = Predictor(root / "models/champion.onnx").predict(feed_of(table))
    guess = np.full(len(table), pd.read_parquet(root / "models/out_of_fold.parquet")["truth"].mean())
    metrics = {
        "metric": METRIC,
        "rows": len(table),
        "champion": {name: float(score(truth, said)) for name, score in SCORES.items()},
        "baseline": {name: float(score(truth, guess)) for name, score in SCORES.items()},
        "score": interval(SCORES[METRIC], settings, truth, said),
        "gain": interval(gain, settings, truth, said, guess),
        "costs": costs(truth, said, Costs.load(root), settings),
        "importance": importance(joblib.load(root / "models/champion.joblib"), table, settings),
        "slices": slices(table, truth, said),
    }
    write(root / "reports/metrics.json", metrics)
    predictions = table.assign(truth=truth, said=said)
    predictions.to_parquet(root / "data/processed/predictions.parquet")
    quality = read(root / "reports/data-quality.json")
    known = {name: metrics[name] for name in ("metric", "score", "baseline")}
    known |= {"threshold": metrics["costs"]["threshold"], "data_sha256": quality["sha256"]}
    release(root, record | known)


def interval(
    statistic: Callable[..., float], settings: Settings, *columns: np.ndarray
) -> dict[str, float]:
    """A statistic of some columns, and the range that holds the middle 95 % of its resamples."""
    found = bootstrap(
        columns,
        statistic,
        n_resamples=settings.resamples,
        vectorized=False,
        paired=True,
        method="percentile",
        rng=settings.seed,
    )
    low, high = found.confidence_interval
    return {"value": float(statistic(*columns)), "low": float(low), "high": float(high)}


def gain(truth: np.ndarray, said: np.ndarray, guess: np.ndarray) -> float:
    """What the champion scores more than the baseline."""
    return SCORES[METRIC](truth, said) - SCORES[METRIC](truth, guess)


def costs(
    truth: np.ndarray, said: np.ndarray, prices: Costs, settings: Settings
) -> dict[str, Any]:
    """The mean cost of a case by the model's decisions, and what they save against the cheaper of
    acting never and acting always."""
    model = prices.of(truth, said >= prices.threshold)
    others = {
        "never": prices.of(truth, np.zeros(len(truth))),
        "always": prices.of(truth, np.ones(len(truth))),
    }
    cheapest = min(others, key=lambda name: float(others[name].mean()))
    return {
        "threshold": prices.threshold,
        "model": interval(np.mean, settings, model),
        "never": float(others["never"].mean()),
        "always": float(others["always"].mean()),
        "saved": interval(np.mean, settings, others[cheapest] - model),
    }


def importance(model: Any, table: pd.DataFrame, settings: Settings) -> list[dict[str, Any]]:  # noqa: ANN401
    """How much METRIC falls when the values of one feature are shuffled; greatest first."""
    few = table.sample(min(2000, len(table)), random_state=settings.seed)
    features = to_frame(few)
    found = permutation_importance(
        model, features, encode(few), scoring=METRIC, n_repeats=5, random_state=settings.seed
    )
    values = zip(features.columns, found.importances_mean, found.importances_std, strict=True)
    rows = [{"feature": name, "mean": float(mean), "std": float(std)} for name, mean, std in values]
    return sorted(rows, key=lambda row: -float(row["mean"]))


def slices(table: pd.DataFrame, truth: np.ndarray, said: np.ndarray) -> list[dict[str, Any]]:
    """The mean log loss of each category, and whether it is shown to be above that of all rows."""
    loss = -np.log(np.where(truth == 1, said, 1 - said))
    found = []
    for column in CATEGORIES:
        groups = pd.Series(loss).groupby(table[column].astype(object).fillna("missing"))
        for name, row in groups.agg(["count", "mean", "sem"]).iterrows():
            if row["count"] >= FEWEST:
                low, high = row["mean"] - 1.96 * row["sem"], row["mean"] + 1.96 * row["sem"]
                group = {"group": f"{column}: {name}", "rows": int(row["count"])}
                found.append(
                    group
                    | {"value": float(row["mean"]), "low": float(low), "high": float(high)}
                    | {"is_high": bool(low > loss.mean())}
                )
    return sorted(found, key=lambda group: -group["value"])


def release(root: Path, record: dict[str, Any]) -> None:
    """Write release/: the champion and, beside it, all that the service must know about it."""
    file = root / "release/champion.onnx"
    file.parent.mkdir(exist_ok=True)
    shutil.copy(root / "models/champion.onnx", file)
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    about = {"version": version, "target": TARGET, "classes": CLASSES, "example": EXAMPLE}
    write(file.with_suffix(".json"), about | record)


if __name__ == "__main__":
    evaluate(Path())
