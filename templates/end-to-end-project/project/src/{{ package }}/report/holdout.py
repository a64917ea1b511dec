"""The test part: what the exported champion says of it, and the models it is compared with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import pandas as pd

from ..model.candidates import BASELINE, LINEAR
from ..model.inputs import feed_of
from ..model.predictor import Predictor
from ..model.scores import NAME, SCORES, SIGN, constant, encode
from ..project import Settings, read
from .importance import importance
from .intervals import Draws, Interval, interval
from .slices import skill, slices

MANY = 100_000  # rows; of more, so many drawn at random say enough
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
        record = read(root / "models/champion.json")
        champion, tuned = record["model"], record["tuned"]
        feed = feed_of(table)
        said = {BASELINE: np.repeat(constant(learned)[:1], len(table), axis=0)}
        for name in {champion, LINEAR, RULE, tuned, f"{tuned}_tuned"} & {*record["candidates"]}:
            said[name] = Predictor(root / f"models/{name}.onnx").predict(feed)
        return cls(table, encode(table), said, champion, tuned, len(learned))


def measure(root: Path, holdout: Holdout, draws: Draws, settings: Settings) -> dict[str, Any]:
    """What is measured of every kind of model, for reports/metrics.json."""
    table, truth, said = holdout.table, holdout.truth, holdout.said[holdout.champion]
    scores = {name: draws.interval(score, truth, said) for name, score in SCORES.items()}
    compared = gains(holdout, draws)
    return {
        "metric": NAME,
        "learned": holdout.learned,
        "rows": len(truth),
        "groups": len(np.unique(draws.groups)),
        # Plain figures, for `dvc metrics diff`.
        "champion": {name: each["value"] for name, each in scores.items()},
        "others": {
            other: {
                name: float(score(truth, holdout.said[other])) for name, score in SCORES.items()
            }
            for other in compared["against"]
        },
        "score": scores[NAME],
        "scores": scores,
        **compared,
        "importance": importance(joblib.load(root / "models/champion.joblib"), table, settings),
        "skill": draws.interval(skill, truth, said),
        "slices": slices(table, truth, said, draws),
    }


def gains(holdout: Holdout, draws: Draws) -> dict[str, Any]:
    """By how much the champion is better than the others in NAME, and tuned than default settings."""
    truth, said = holdout.truth, holdout.said
    samples = {name: draws.samples(SCORES[NAME], truth, each) for name, each in said.items()}

    def compare(one: str, other: str) -> Interval:
        difference = SIGN * (samples[one] - samples[other])
        return interval(gain(truth, said[one], said[other]), difference)

    champion, default, tuned = holdout.champion, holdout.tuned, f"{holdout.tuned}_tuned"
    others = [name for name in (BASELINE, LINEAR, RULE) if name in said and name != champion]
    against = {name: compare(champion, name) for name in others}
    was_tuned = {default, tuned} <= said.keys()
    return {
        "gain": against[BASELINE],
        "against": against,
        "tuned": compare(tuned, default) if was_tuned else None,
    }


def gain(truth: np.ndarray, said: np.ndarray, other: np.ndarray) -> float:
    """By how much NAME is better than that of another model."""
    return SIGN * float(SCORES[NAME](truth, said) - SCORES[NAME](truth, other))
