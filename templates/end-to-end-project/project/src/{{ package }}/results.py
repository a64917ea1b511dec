"""All that the run has measured, as the report reads it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from .records import read
from .settings import Settings


@dataclass(frozen=True)
class Results:
    """The JSON files of a run, and the champion's predictions of the test part.

    `truth` has shape (rows,), `predicted` (rows, classes), or (rows,) where the target is a number.
    `latency` is empty before the first load test; `charts` is the folder for pictures.
    """

    comparison: dict[str, Any]
    timings: dict[str, Any]
    metrics: dict[str, Any]
    evaluation: dict[str, Any]
    quality: dict[str, Any]
    record: dict[str, Any]
    latency: dict[str, Any]
    truth: np.ndarray
    predicted: np.ndarray
    settings: Settings
    charts: Path

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read what the stages before the report have written in the project `root`."""
        reports, predictions = root / "reports", np.load(root / "data/processed/predictions.npz")
        return cls(
            comparison=read(reports / "comparison.json"),
            timings=read(reports / "timings.json")["candidates"],
            metrics=read(reports / "metrics.json"),
            evaluation=read(reports / "evaluation.json"),
            quality=read(reports / "data-quality.json"),
            record=read(root / "models/champion.json"),
            latency=read(reports / "latency.json") if (reports / "latency.json").exists() else {},
            truth=predictions["truth"],
            predicted=predictions["predicted"],
            settings=Settings.load(root),
            charts=reports / "charts",
        )

    @property
    def champion(self) -> str:
        """The name of the chosen candidate."""
        return str(self.comparison["champion"])

    @property
    def chosen(self) -> dict[str, Any]:
        """The champion's results in cross-validation."""
        return dict(self.comparison["candidates"][self.champion])
