"""The settings of the pipeline, read from params.yaml."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import yaml


@dataclass(frozen=True)
class Settings:
    """What a run can be asked to do differently."""

    seed: int
    test_share: float
    most_dropped: float
    folds: int
    resamples: int
    trials: int
    cost_false_alarm: float = 1
    cost_miss: float = 1

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the settings of the project in `root`."""
        values = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))
        return cls(
            **{field.name: values[field.name] for field in fields(cls) if field.name in values}
        )
