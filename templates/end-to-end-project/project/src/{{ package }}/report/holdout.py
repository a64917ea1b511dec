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
from .intervals import Draws
from .slices import skill, slices

RULE = "best_column"  # the candidate that could be a rule written by hand


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
        learned = encode(pd.read_parquet(root / "data/processed/train.parquet"))
        record = read(root / "models/champion.json")
        champion, tuned = record["model"], record["tuned"]
        feed = feed_of(table)
        said = {BASELINE: np.repeat(constant(learned)[:1], len(table), axis=0)}
        for name in dict.fromkeys((champion, LINEAR, RULE, tuned, f"{tuned}_tuned")):
            file = root / f"models/{name}.onnx"
            if file.exists():
                said[name] = Predictor(file).predict(feed)
        return cls(table, encode(table), said, champion, tuned, len(learned))


def gain(truth: np.ndarray, said: np.ndarray, other: np.ndarray) -> float:
    """By how much NAME is better than that of another model."""
    score = SCORES[NAME]
    return SIGN * (score(truth, said) - score(truth, other))


def measure(root: Path, holdout: Holdout, draws: Draws, settings: Settings) -> dict[str, Any]:
    """What is measured of every kind of model, for reports/metrics.json."""
    truth, said, champion = holdout.truth, holdout.said, holdout.champion
    against = {
        name: draws.interval(gain, truth, said[champion], other)
        for name, other in said.items()
        if name in (BASELINE, LINEAR, RULE) and name != champion
    }
    shown = {name: said[name] for name in (champion, *against)}
    scores = {
        name: {score: draws.interval(of, truth, values) for score, of in SCORES.items()}
        for name, values in shown.items()
    }
    pipeline = joblib.load(root / "models/champion.joblib")
    return {
        "metric": NAME,
        "learned": holdout.learned,
        "rows": len(truth),
        "groups": len(np.unique(draws.groups)),
        # Plain figures, for `dvc metrics diff`; with intervals in `scores`.
        "champion": {score: each["value"] for score, each in scores[champion].items()},
        "score": scores[champion][NAME],
        "gain": against[BASELINE],
        "scores": scores,
        "against": against,
        "tuned": tuned_gain(holdout, draws),
        "importance": importance(pipeline, holdout.table, settings),
        "skill": draws.interval(skill, truth, said[champion]),
        "slices": slices(holdout.table, truth, said[champion], draws),
    }


def tuned_gain(holdout: Holdout, draws: Draws) -> dict[str, Any] | None:
    """What tuning changed on rows that had no part in it; nothing where it found nothing better."""
    before, after = (holdout.said.get(holdout.tuned + end) for end in ("", "_tuned"))
    if before is None or after is None:
        return None
    return draws.interval(gain, holdout.truth, after, before)
