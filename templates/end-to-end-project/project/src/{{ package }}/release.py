"""What is deployed: the champion and, in one file beside it, all that its service must know."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .drift import reference_of
from .features import to_rows
from .prediction import values
from .predictor import Predictor
from .records import read, write
from .schema import CATEGORIES, CLASSES, NUMBERS, TARGET, Features

EDGES = np.linspace(0.1, 0.9, 9)  # the quantiles that separate predicted numbers


def release(root: Path) -> None:
    """Write release/champion.onnx and champion.json."""
    folder = root / "release"
    folder.mkdir(exist_ok=True)
    champion = folder / "champion.onnx"
    shutil.copy(root / "models/champion.onnx", champion)
    table = pd.read_parquet(root / "data/processed/train.parquet")
    metrics = read(root / "reports/metrics.json")
    card = (root / "docs/model-card.md").read_text(encoding="utf-8")
    typical = typical_case(table)
    rows = to_rows(table[list(Features.model_fields)])
    columns = {name: [row[name] for row in rows] for name in Features.model_fields}
    record = read(root / "models/champion.json") | {
        "trained_at": read(root / "reports/timings.json")["trained_at"],
        "sha256": hashlib.sha256(champion.read_bytes()).hexdigest(),
        "target": TARGET,
        "classes": list(CLASSES),
        "metrics": {name: metrics[name] for name in ("champion", "baseline")},
        "use": section(card, "Use"),
        "limits": section(card, "Limits"),
        "typical": typical,
        "examples": examples(Predictor(champion), table, typical),
        "reference": reference_of(columns),
        "edges": [] if CLASSES else table[TARGET].quantile(EDGES).unique().tolist(),
    }
    write(folder / "champion.json", record)


def typical_case(table: pd.DataFrame) -> dict[str, Any]:
    """Each feature's median or most frequent value; of a text, no word."""
    row = {name: nearest(table[name], 0.5) for name in NUMBERS}
    row |= {name: most_frequent(table[name], 1)[0] for name in CATEGORIES}
    return {name: row.get(name, "") for name in Features.model_fields}


def nearest(column: pd.Series, share: float) -> float | None:
    """A quantile that is one of the column's own values, in few digits; None of an empty column."""
    column = column.astype(float)
    value = float(column.quantile(share, interpolation="nearest"))
    if np.isnan(value):
        return None
    if value.is_integer():
        return int(value)
    short = float(f"{value:.4g}")
    return short if column.min() <= short <= column.max() else value


def most_frequent(column: pd.Series, count: int) -> list[Any]:
    """The values that a category has most often."""
    return column.value_counts().index[:count].tolist() or [None]


def examples(
    predictor: Predictor, table: pd.DataFrame, typical: dict[str, Any]
) -> list[dict[str, Any]]:
    """Made-up cases to try: each class, or a low and a high value, as likely as values make it.

    No row of the data is given away: each feature in turn takes that of its usual values which
    moves the prediction most.
    """
    usual = {name: [nearest(table[name], share) for share in (0.1, 0.5, 0.9)] for name in NUMBERS}
    usual |= {name: most_frequent(table[name], 5) for name in CATEGORIES}
    ends = list(enumerate(CLASSES)) if CLASSES else [(-1, "low"), (1, "high")]
    return [
        {"name": name, "case": pushed(predictor, typical, usual, place)} for place, name in ends[:6]
    ]


def pushed(
    predictor: Predictor, typical: dict[str, Any], usual: dict[str, list[Any]], place: int
) -> dict[str, Any]:
    """The typical case, changed feature by feature towards a class or an end."""
    case = dict(typical)
    for name, options in usual.items():
        said = values(predictor.outputs([case | {name: value} for value in options]))
        case[name] = options[int(np.argmax(said[:, place] if CLASSES else said * place))]
    return case


def section(card: str, title: str) -> list[str]:
    """The paragraphs and items of a section of the model card, as plain sentences."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", card, re.MULTILINE | re.DOTALL)
    text = re.sub(r"<!--.*?-->", "\n", found[1] if found else "")
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("`", "")
    parts = re.split(r"\n\s*\n|\n(?=- )", text)
    return [" ".join(part.removeprefix("- ").split()) for part in parts if part.strip()]


if __name__ == "__main__":
    release(Path())
