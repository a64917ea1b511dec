"""The fitted pipeline becomes ONNX, and is refused unless it predicts what the pipeline predicts."""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from skl2onnx.operator_converters import one_hot_encoder, ordinal_encoder
from skl2onnx.shape_calculators import one_hot_encoder as one_hot_shape
from skl2onnx.shape_calculators import ordinal_encoder as ordinal_shape
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from ..schema import NUMBERS
from .inputs import STRINGS, feed_of, to_frame
from .predictor import Predictor
from .preprocessing import FrequentOneHot, FrequentOrdinal
from .scores import predict

TOLERANCE = 1e-4  # of the spread of what the pipeline predicts: ONNX computes in float32

# The encoders differ from scikit-learn's in what they learn, not in what they do.
update_registered_converter(
    FrequentOneHot,
    "FrequentOneHot",
    one_hot_shape.calculate_sklearn_one_hot_encoder_output_shapes,
    one_hot_encoder.convert_sklearn_one_hot_encoder,
)
update_registered_converter(
    FrequentOrdinal,
    "FrequentOrdinal",
    ordinal_shape.calculate_sklearn_ordinal_encoder_output_shapes,
    ordinal_encoder.convert_sklearn_ordinal_encoder,
)


def export(model: Pipeline, table: pd.DataFrame, file: Path) -> Predictor:
    """Write the pipeline to `file`, after comparing both on the rows of a table."""
    round_thresholds(model[-1])
    content = convert(model)
    predictor = Predictor(content)
    check_parity(model, table, predictor)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return predictor


def convert(model: Pipeline) -> bytes:
    """The pipeline in ONNX format: one input of shape (rows, 1) for each feature."""
    numbers = [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    strings = [(name, StringTensorType([None, 1])) for name in STRINGS]
    # Probabilities as one array: a list of dictionaries would be slow to make and to read.
    options = {"zipmap": False} if hasattr(model, "predict_proba") else None
    onnx = to_onnx(model, name="model", initial_types=numbers + strings, options=options)
    # The converter lists these in no fixed order; the same model shall be the same bytes.
    onnx.opset_import.sort(key=lambda opset: opset.domain)
    if hasattr(model, "classes_"):  # those that were among the rows it learned from
        onnx.metadata_props.add(key="classes", value=json.dumps(model.classes_.tolist()))
    return bytes(onnx.SerializeToString())


def round_thresholds(model: BaseEstimator) -> None:
    """Round the thresholds of a fitted tree model down to float32, which ONNX compares in.

    For inputs in float32 this changes no prediction: x <= threshold holds for the same x. Rounded
    to the nearest instead, as the converter does, a value that lies on a threshold changes sides.
    """
    trees = [each for each in (model, *getattr(model, "estimators_", [])) if hasattr(each, "tree_")]
    stages = getattr(model, "_predictors", [])  # gradient boosting: one tree per class and stage
    boosted = [tree.nodes["num_threshold"] for stage in stages for tree in stage]
    for thresholds in [tree.tree_.threshold for tree in trees] + boosted:
        nearest = thresholds.astype(np.float32)
        below = np.nextafter(nearest, np.float32(-np.inf))
        thresholds[:] = np.where(nearest > thresholds, below, nearest)


def check_parity(model: Pipeline, table: pd.DataFrame, exported: Predictor) -> None:
    """Raise an error, and say in how many rows, when the two predict otherwise."""
    # >>> exercise: export
    expected = predict(model, to_frame(table))
    spread = expected.std() or 1  # 0 where all are the same
    wrong = np.abs(exported.predict(feed_of(table)) - expected) > TOLERANCE * spread
    different = wrong.reshape(len(table), -1).any(axis=1).sum()
    if different:
        raise ValueError(f"the export differs from the model in {different} of {len(table)} rows")
    # <<< exercise: export


def milliseconds(predictor: Predictor, table: pd.DataFrame) -> dict[str, float]:
    """How long one answer takes, of single rows one after another: median and 95th percentile."""
    rows, times = feed_of(table), []
    for place in range(500):
        feed = {name: values[[place % len(table)]] for name, values in rows.items()}
        start = time.perf_counter()
        predictor.predict(feed)
        times.append(1000 * (time.perf_counter() - start))
    median, high = np.quantile(times, [0.5, 0.95]).round(3)
    return {"p50": float(median), "p95": float(high)}
