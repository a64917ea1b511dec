"""The test part: what the exported models say of it, and how good the champion is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import pandas as pd
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from ..model.candidates import BASELINE, LINEAR
from ..model.inputs import MISSING, feed_of, to_frame
from ..model.predictor import Predictor
from ..model.scores import NAME, SCORES, SIGN, constant, encode, losses, score
from ..project import Settings, read
from ..schema import CATEGORIES
from .intervals import Draws, interval

MANY = 100_000  # rows; of more, so many drawn at random say enough
SIMPLER = (BASELINE, LINEAR, "decision_stump")  # the stump could be a rule written by hand
SURE = 2.58  # standard errors: where many groups are judged, one in 200 is accused by chance


@dataclass(frozen=True)
class Holdout:
    """Rows that no decision was based on, their truth, and what each model says of them."""

    table: pd.DataFrame
    truth: np.ndarray
    said: dict[str, np.ndarray]
    champion: str
    tuned: str  # name of the candidate that was tuned

    @classmethod
    def load(cls, root: Path) -> Self:
        """Ask the exported models: what is measured is what is served."""
        table = pd.read_parquet(root / "data/processed/test.parquet")
        if len(table) > MANY:
            table = table.sample(MANY, random_state=0, ignore_index=True)
        record, feed = read(root / "models/champion.json"), feed_of(table)
        champion, tuned = record["model"], record["tuned"]
        learned = encode(pd.read_parquet(root / "data/processed/train.parquet"))
        said = {BASELINE: np.repeat(constant(learned)[:1], len(table), axis=0)}
        wanted = {champion, tuned, f"{tuned}_tuned", *SIMPLER} & set(record["candidates"])
        for name in wanted - {BASELINE}:
            said[name] = Predictor(root / f"models/{name}.onnx").predict(feed)
        return cls(table, encode(table), said, champion, tuned)


def measure(root: Path, holdout: Holdout, draws: Draws, settings: Settings) -> dict[str, Any]:
    """What is measured of every kind of model, for reports/metrics.json."""
    table, truth, said = holdout.table, holdout.truth, holdout.said[holdout.champion]
    scores = {name: draws.interval(each, truth, said) for name, each in SCORES.items()}
    compared = gains(holdout, draws)
    others = {
        other: {name: float(each(truth, holdout.said[other])) for name, each in SCORES.items()}
        for other in compared["against"]
    }
    return {
        "metric": NAME,
        "rows": len(truth),
        "groups": len(np.unique(draws.groups)),
        "score": scores[NAME],
        "scores": scores,
        "others": others,
        **compared,
        "importance": importance(joblib.load(root / "models/champion.joblib"), table, settings),
        "skill": draws.interval(skill, truth, said),
        "slices": slices(table, truth, said, draws),
    }


def gains(holdout: Holdout, draws: Draws) -> dict[str, Any]:
    """By how much the champion is better than the others in NAME, and tuned than default settings."""
    scores = {
        name: SIGN * draws.samples(SCORES[NAME], holdout.truth, said)
        for name, said in holdout.said.items()
    }
    champion, default, tuned = holdout.champion, holdout.tuned, f"{holdout.tuned}_tuned"
    others = [name for name in SIMPLER if name in scores and name != champion]
    against = {name: interval(scores[champion] - scores[name]) for name in others}
    tuning = interval(scores[tuned] - scores[default]) if tuned in scores else None
    return {"gain": against[BASELINE], "against": against, "tuned": tuning}


def importance(model: Pipeline, table: pd.DataFrame, settings: Settings) -> list[dict[Any, Any]]:
    """How much NAME falls when a feature is shuffled: mean and spread; greatest first.

    Source: Breiman, Random Forests, Machine Learning 45, 2001.
    """
    few = table.sample(min(2000, len(table)), random_state=settings.seed)
    found = permutation_importance(
        model, to_frame(few), encode(few), scoring=score, random_state=settings.seed
    )
    rows = pd.DataFrame({"feature": to_frame(few).columns, "mean": found.importances_mean})
    rows["std"] = found.importances_std
    rows["is_shown"] = rows["mean"] > 2 * rows["std"]  # of scikit-learn's five shuffles
    return rows.sort_values("mean", ascending=False, kind="stable").to_dict("records")


def slices(
    table: pd.DataFrame, truth: np.ndarray, said: np.ndarray, draws: Draws
) -> list[dict[str, Any]]:
    """The skill in each group, and whether it is shown to be less than elsewhere; least first."""
    found = []
    for column, name, inside in frequent_groups(table):
        part = draws.within(inside)
        if part.are_enough and draws.within(~inside).are_enough:
            samples = draws.samples(difference, truth, said, inside)
            row: dict[str, Any] = {"column": column, "group": name, "rows": int(inside.sum())}
            row["skill"] = part.interval(skill, truth[inside], said[inside])
            row["difference"] = interval(samples)
            row["is_low"] = bool(samples[0] < -SURE * samples[1:].std())
            found.append(row)
    return sorted(found, key=lambda row: float(row["skill"]["value"]))


def skill(truth: np.ndarray, said: np.ndarray) -> float:
    """The share of the loss that the model takes from a constant fitted to these very rows.

    A group whose target is hard to guess for anybody has a great loss, but not for that little skill.
    """
    guessing = losses(truth, constant(truth)).mean()
    return float(1 - losses(truth, said).mean() / guessing) if guessing else 0.0


def difference(truth: np.ndarray, said: np.ndarray, inside: np.ndarray) -> float:
    """The skill in a group minus that of all other rows, both of the same resample."""
    return skill(truth[inside], said[inside]) - skill(truth[~inside], said[~inside])


def frequent_groups(table: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Column, name and rows (True: within) of categories with 30 rows or more, of a column twelve."""
    for column in CATEGORIES:
        filled = table[column].astype(object).fillna(MISSING)
        counted = filled.value_counts()
        for name in counted[counted >= 30].index[:12]:
            yield column, str(name), (filled == name).to_numpy()
