"""Replay the last months one by one, with monitoring and retraining, and write what happened."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from ..data.cleaning import DataError
from ..model.scores import NAME, SCORES, encode
from ..monitoring.drift import compare
from ..monitoring.reference import observed
from ..project import Settings, params, write
from ..report.drawing import canvas
from ..report.write import fill, jinja_environment
from ..retraining.gate import decide, gain_of
from .cost import UNIT, cost
from .months import Model, learn, months

Seen = dict[str, Any]


def replay(root: Path) -> list[Seen]:
    """Write reports/replay.{json,png} and the block of docs/monitoring.md."""
    (rows, watched), settings, story = months(root), params(root), []
    with TemporaryDirectory() as name:
        first = champion = learn(rows[rows["month"] < watched[0]], Path(name, "first"), settings)
        for number, month in enumerate(watched):
            seen = watch(rows[rows["month"] == month], first, champion, settings["monitoring"])
            # The latest months judge; what is learned from ends before them: neither model saw them.
            judging = watched[: number + 1][-settings["replay"]["judged"] :]
            if seen["drifting"] and judging[0] > watched[0]:  # else there is no more to learn from
                fresh = rows[rows["month"].isin(judging)].reset_index(drop=True)
                challenger = learn(rows[rows["month"] < judging[0]], Path(name, month), settings)
                said = champion.predict(fresh), challenger.predict(fresh)
                gain = gain_of(fresh, *said, Settings.load(root))
                seen |= decide(gain, settings["retraining"]["least_gain"])
                champion = challenger if seen["wins"] else champion
            story.append({"month": month} | seen)
    tell(root, story)
    return story


def watch(window: pd.DataFrame, first: Model, champion: Model, limits: dict[str, Any]) -> Seen:
    """A month: what drifts, and the scores and costs of the champion and of the first model."""
    truth, said, unchanged = encode(window), champion.predict(window), first.predict(window)
    few = len(window) < limits["fewest"]
    checks = [] if few else compare(observed(window, said), champion.reference, limits)
    return {
        "rows": len(window),
        "drifting": sorted({each["column"] for each in checks if each["is_drift"]}),
        "score": float(SCORES[NAME](truth, said)),
        "unchanged": float(SCORES[NAME](truth, unchanged)),
        "saved": cost(truth, unchanged, first.project) - cost(truth, said, champion.project),
    }


def tell(root: Path, story: list[Seen]) -> None:
    """Draw and write the story."""
    table = pd.DataFrame(story).set_index("month")
    with canvas(root / "reports/replay.png", f"{NAME}, month by month", width=9.5) as axes:
        axes.plot(table["score"], "o-", label="with retraining")
        axes.plot(table["unchanged"], ":", label="the first model, unchanged")
        axes.plot(table["score"].where(table["drifting"].map(bool)), "rx", ms=10, label="drift")
        axes.legend()
    facts = {"story": story, "name": NAME, "unit": UNIT}
    write(root / "reports/replay.json", facts)
    text = jinja_environment().get_template("replay.md.j2").render(facts, params=params(root))
    fill(root / "docs/monitoring.md", "replay", text)


if __name__ == "__main__":
    try:
        for each in replay(Path()):
            print(f"{each['month']}: {NAME} {each['score']:.3f}, {each.get('reason', 'no drift')}")
    except (DataError, OSError) as error:
        sys.exit(str(error))
