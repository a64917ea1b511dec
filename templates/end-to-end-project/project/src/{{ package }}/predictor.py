"""The exported champion, loaded once and asked often."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from .features import to_feed


class Predictor:
    """A model in ONNX format; it needs neither pandas nor scikit-learn."""

    def __init__(self, file: Path) -> None:
        """Load the model from `file`."""
        if not file.exists():
            raise FileNotFoundError(f"no model at {file}: run `uv run dvc repro` first")
        record = file.with_suffix(".json")
        known = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
        # From which probability of the second class on it is decided for; None where that is no question.
        self.threshold: float | None = known.get("threshold")
        options = onnxruntime.SessionOptions()
        # A single row is too little work to share: one thread answers fastest.
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            file, options, providers=["CPUExecutionProvider"]
        )

    def outputs(self, rows: Sequence[dict[str, Any]]) -> list[np.ndarray]:
        """The model's outputs for rows given as {column: value}, None where missing."""
        return self.answers(to_feed(rows))

    def answers(self, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        """The model's outputs for inputs that `to_feed` made."""
        outputs: list[np.ndarray] = self.session.run(None, feed)
        return outputs
