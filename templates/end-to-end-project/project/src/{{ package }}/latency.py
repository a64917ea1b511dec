"""How fast exported models answer, asked one after another on this machine."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from .predictor import Predictor

BATCH = 1000
SINGLE, BATCHES = 200, 5  # how often is asked


def latency(file: Path, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Milliseconds for a single row, median and 95th percentile, and for BATCH rows, median."""
    predictor = Predictor(file)
    batch = (rows * (BATCH // len(rows) + 1))[:BATCH]
    singles = [milliseconds(predictor, [row]) for row in batch[:SINGLE]]
    batches = [milliseconds(predictor, batch) for _ in range(BATCHES)]
    return {
        "single_row_ms": round(float(np.median(singles)), 3),
        "single_row_p95_ms": round(float(np.quantile(singles, 0.95)), 3),
        "batch_ms": round(float(np.median(batches)), 1),
    }


def milliseconds(predictor: Predictor, rows: list[dict[str, Any]]) -> float:
    """How long the model takes for these rows, the making of its inputs included."""
    start = time.perf_counter()
    predictor.outputs(rows)
    return 1000 * (time.perf_counter() - start)
