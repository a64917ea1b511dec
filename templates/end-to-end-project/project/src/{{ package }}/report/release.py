"""The released champion: the model, and beside it all that its service must know."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from ..model.candidates import BASELINE
from ..project import read, write
from ..schema import CATEGORIES, EXAMPLE, NUMBERS, TARGET, Features


def release(root: Path, metrics: dict[str, Any], **more: object) -> None:
    """Write release/champion.onnx and then champion.json, which names its checksum."""
    file = root / "release/champion.onnx"
    file.parent.mkdir(exist_ok=True)
    shutil.copy(root / "models/champion.onnx", file)
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    learned = pd.read_parquet(root / "data/processed/train.parquet")
    record = {
        "version": checksum[:12],
        "sha256": checksum,
        "model": read(root / "models/champion.json")["model"],
        "target": TARGET,
        "example": EXAMPLE,
        "typical": typical(learned),
        "metric": metrics["metric"],
        "score": metrics["score"],
        "baseline": metrics["others"][BASELINE][metrics["metric"]],
        "rows": len(learned),
        "data_sha256": read(root / "reports/data-quality.json")["sha256"],
    }
    write(file.with_suffix(".json"), record | more)


def typical(table: pd.DataFrame) -> dict[Any, Any]:
    """A made-up case: the (lower) median of each number and the most frequent category, no text."""
    medians = table[list(NUMBERS)].quantile(interpolation="lower").dropna()
    categories = {name: table[name].mode().get(0) for name in CATEGORIES}
    return dict.fromkeys(Features.model_fields) | medians.to_dict() | categories
