"""The fitted pipeline becomes ONNX, and is refused unless it predicts what the pipeline predicts."""

from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.base import BaseEstimator, is_classifier
from sklearn.pipeline import Pipeline

from .features import to_frame, to_rows
from .metrics import predict
from .prediction import values
from .predictor import Predictor
from .schema import CATEGORIES, NUMBERS

TOLERANCE = 1e-4  # ONNX computes in float32: relative for values over 1, absolute below


class ParityError(RuntimeError):
    """The exported model does not predict what the pipeline predicts."""


def export(model: Pipeline, table: pd.DataFrame, file: Path) -> None:
    """Write the pipeline to `file`, after comparing both on the rows of a table."""
    file.parent.mkdir(parents=True, exist_ok=True)
    round_thresholds(model[-1])
    numbers = [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    categories = [(name, StringTensorType([None, 1])) for name in CATEGORIES]
    # Probabilities as one array: a list of dictionaries would be slow to make and to read.
    options = {"zipmap": False} if is_classifier(model) else {}
    onnx = to_onnx(model, name=file.stem, initial_types=numbers + categories, options=options)
    # The converter lists these in no fixed order; the same model shall be the same bytes.
    onnx.opset_import.sort(key=lambda opset: opset.domain)
    unchecked = file.with_suffix(".unchecked")
    unchecked.write_bytes(onnx.SerializeToString())
    check_parity(model, table, Predictor(unchecked))
    unchecked.replace(file)


def round_thresholds(model: BaseEstimator) -> None:
    """Round the thresholds of a fitted tree model down to float32, which ONNX compares in.

    For inputs in float32 this changes no prediction: x <= threshold holds for the same x. Rounded
    to the nearest instead, as the converter does, a value that lies on a threshold changes sides.
    """
    forest = [tree.tree_.threshold for tree in getattr(model, "estimators_", [])]
    stages = getattr(model, "_predictors", [])  # gradient boosting: one tree per class and stage
    boosted = [tree.nodes["num_threshold"] for stage in stages for tree in stage]
    for thresholds in forest + boosted:
        nearest = thresholds.astype(np.float32)
        below = np.nextafter(nearest, np.float32(-np.inf))
        thresholds[:] = np.where(nearest > thresholds, below, nearest)


def check_parity(model: Pipeline, table: pd.DataFrame, exported: Predictor) -> None:
    """Raise ParityError naming the first rows whose predictions differ."""
    expected = predict(model, to_frame(table))
    got = values(exported.outputs(to_rows(table)))
    wrong = ~np.isclose(got, expected, rtol=TOLERANCE, atol=TOLERANCE)
    bad = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1))
    if len(bad):
        raise ParityError(
            f"the exported model differs from the pipeline in {len(bad)} of {len(table)} rows, "
            f"first {bad[:5].tolist()}: {got[bad[:3]].tolist()}, not {expected[bad[:3]].tolist()}"
        )
