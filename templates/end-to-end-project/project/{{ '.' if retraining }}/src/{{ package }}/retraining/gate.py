"""The gate: champion and challenger on the same fresh rows, and the rule that decides."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..model.inputs import feed_of
from ..model.scores import NAME, SCORES, SIGN, encode
from ..project import Settings, params
from ..report.intervals import Draws, interval
from ..report.write import ranged
from ..service.champion import Champion


def compare(root: Path, copy: Path, fresh: pd.DataFrame) -> dict[str, Any]:
    """NAME of both on the fresh rows, the gain with its interval, the verdict and its reason."""
    said = {
        name: Champion.load(folder / "release").predictor.predict(feed_of(fresh))
        for name, folder in (("champion", root), ("challenger", copy))
    }
    gain = gain_of(fresh, said["champion"], said["challenger"], Settings.load(root))
    least = params(root)["retraining"]["least_gain"]
    scores = {name: float(SCORES[NAME](encode(fresh), each)) for name, each in said.items()}
    return scores | {"metric": NAME, "rows": len(fresh), "gain": gain} | decide(gain, least)


def gain_of(
    fresh: pd.DataFrame, champion: np.ndarray, challenger: np.ndarray, settings: Settings
) -> dict[str, Any]:
    """By how much the challenger is better, with the interval of a bootstrap over the rows."""
    truth = encode(fresh)
    classes = np.zeros(len(fresh)) if truth.dtype == np.float64 else truth  # amounts: one class
    draws = Draws.of(fresh, classes, settings)
    old, new = (draws.samples(SCORES[NAME], truth, said) for said in (champion, challenger))
    return interval(SIGN * (new - old))


def decide(gain: dict[str, Any], least: float) -> dict[str, Any]:
    """The rule: the challenger wins when all of the interval is above the least gain."""
    # >>> exercise: promotion
    if gain["low"] is None:
        return {"wins": False, "reason": "the fresh rows are too few for an interval"}
    wins = gain["low"] > least
    sure = "which is" if wins else "which is not surely"
    return {"wins": wins, "reason": f"gain in {NAME} {ranged(gain, '+')}, {sure} above {least:g}"}
    # <<< exercise: promotion
