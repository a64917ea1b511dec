"""The project's settings (params.yaml), and the JSON files that one stage writes for the next."""

import json
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel


class Settings(BaseModel):
    """What a run can be asked to do differently."""

    seed: int
    test_share: float
    most_dropped: float
    folds: int
    resamples: int
    trials: int

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the settings of the project in `root`."""
        return cls.model_validate(params(root))


def params(root: Path) -> dict[str, Any]:
    """All that stands in params.yaml."""
    return dict(yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8")))


def read(file: Path) -> dict[str, Any]:
    """The content of a JSON file."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def write(file: Path, content: dict[str, Any]) -> None:
    """Write a JSON file; the folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
