"""The test part: what the exported champion says of it, and the models it is compared with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import pandas as pd
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from ..model.candidates import BASELINE, LINEAR
from ..model.inputs import feed_of, to_frame
from ..model.predictor import Predictor
from ..model.scores import NAME, SCORES, SIGN, constant, encode, score
from ..project import Settings, read
from .intervals import Draws, Interval, interval
from .slices import skill, slices

MANY = 100_000  # rows; of more, so many drawn at random say enough
FEW = 2000  # rows to shuffle
RULE = "decision_stump"  # the candidate that could be a rule written by hand


@dataclass(frozen=True)
class Holdout:
    """Rows that no decision was based on, their truth, and what each model says of them."""

    table: pd.DataFrame
    truth: np.ndarray
    said: dict[str, np.ndarray]
    champion: str
    tuned: str  # name of the candidate that was tuned
    learned: int  # rows of the training part

    @classmethod
    def load(cls, root: Path) -> Self:
        """Ask the exported models: what is measured is what is served."""
        table = pd.read_parquet(root / "data/processed/test.parquet")
        if len(table) > MANY:
            table = table.sample(MANY, random_state=0).sort_index().reset_index(drop=True)
        learned = encode(pd.read_parquet(root / "data/processed/train.parquet"))
        record, feed = read(root / "models/champion.json"), feed_of(table)
        champion, tuned = record["model"], record["tuned"]
        said = {BASELINE: np.repeat(constant(learned)[:1], len(table), axis=0)}
        for name in {champion, LINEAR, RULE, tuned, f"{tuned}_tuned"} & {*record["candidates"]}:
            said[name] = Predictor(root / f"models/{name}.onnx").predict(feed)
        return cls(table, encode(table), said, champion, tuned, len(learned))

    def scores(self, model: str) -> dict[str, float]:
        """Each score of a model."""
        return {name: float(each(self.truth, self.said[model])) for name, each in SCORES.items()}


def measure(root: Path, holdout: Holdout, draws: Draws, settings: Settings) -> dict[str, Any]:
    """What is measured of every kind of model, for reports/metrics.json."""
    table, truth, said = holdout.table, holdout.truth, holdout.said[holdout.champion]
    scores = {name: draws.interval(each, truth, said) for name, each in SCORES.items()}
    compared = gains(holdout, draws)
    return {
        "metric": NAME,
        "learned": holdout.learned,
        "rows": len(truth),
        "groups": len(np.unique(draws.groups)),
        "champion": holdout.scores(holdout.champion),  # plain figures, for `dvc metrics diff`
        "others": {other: holdout.scores(other) for other in compared["against"]},
        "score": scores[NAME],
        "scores": scores,
        **compared,
        "importance": importance(joblib.load(root / "models/champion.joblib"), table, settings),
        "skill": draws.interval(skill, truth, said),
        "slices": slices(table, truth, said, draws),
    }


def gains(holdout: Holdout, draws: Draws) -> dict[str, Any]:
    """By how much the champion is better than the others in NAME, and tuned than default settings."""
    truth, said, champion = holdout.truth, holdout.said, holdout.champion
    values = {name: float(SCORES[NAME](truth, each)) for name, each in said.items()}
    samples = {name: draws.samples(SCORES[NAME], truth, each) for name, each in said.items()}

    def gain(one: str, other: str) -> Interval:
        difference = SIGN * (samples[one] - samples[other])
        return interval(SIGN * (values[one] - values[other]), difference)

    others = [name for name in (BASELINE, LINEAR, RULE) if name in said and name != champion]
    against = {name: gain(champion, name) for name in others}
    default, tuned = holdout.tuned, f"{holdout.tuned}_tuned"
    found = gain(tuned, default) if {default, tuned} <= said.keys() else None
    return {"gain": against[BASELINE], "against": against, "tuned": found}


def importance(model: Pipeline, table: pd.DataFrame, settings: Settings) -> list[dict[str, Any]]:
    """How much NAME falls when a feature is shuffled: mean and spread; greatest first.

    Source: Breiman, Random Forests, Machine Learning 45, 2001.
    """
    few = table.sample(min(FEW, len(table)), random_state=settings.seed)
    features = to_frame(few)
    found = permutation_importance(
        model, features, encode(few), scoring=score, random_state=settings.seed
    )
    each = zip(features.columns, found.importances_mean, found.importances_std, strict=True)
    rows = [
        {"feature": name, "mean": float(mean), "std": float(std), "is_shown": bool(mean > 2 * std)}
        for name, mean, std in each
    ]
    return sorted(rows, key=lambda row: -float(row["mean"]))
