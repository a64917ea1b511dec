"""Ratios: how much there is of one amount for each of another.

Amounts that grow together, such as rooms and households, say twice how large a case is, and only
their ratio says how it differs from others of its size. A tree can cut along it, not work it out.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from skl2onnx import update_registered_converter
from skl2onnx.algebra import onnx_ops as ops
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import make_pipeline

from ..schema import RATIOS

NONE, MOST, UNKNOWN = np.array([[[0]], [[1e30]], [[np.nan]]], np.float32)


class Ratio(TransformerMixin, BaseEstimator):
    """Two amounts, shape (rows, 2), as the first one for each of the second."""

    def fit(self, table: pd.DataFrame, target: object = None) -> Self:
        """Nothing to learn."""
        self.fitted_ = True
        return self

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        """The ratio, shape (rows, 1); NaN where an amount is missing or there is no unit."""
        amounts = np.asarray(table, np.float32)
        with np.errstate(all="ignore"):
            found = amounts[:, [0]] / amounts[:, [1]]
        return np.where((amounts[:, [1]] > NONE) & (np.abs(found) < MOST), found, UNKNOWN)


def ratios(numbers: object) -> list[tuple[str, object, list[str]]]:
    """The part of the preprocessing for each ratio; what comes out is treated as other numbers."""
    steps = make_pipeline(Ratio(), numbers)
    return [(f"engineered: {' / '.join(pair)}", steps, list(pair)) for pair in RATIOS]


def shape(operator: Any) -> None:  # noqa: ANN401
    """Tell the exporter that there is one number a row."""
    operator.outputs[0].type = FloatTensorType([None, 1])


def convert(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    """Write what `transform` does as the nodes of an ONNX graph."""
    amounts, opset = operator.inputs[0], {"op_version": container.target_opset}
    amount, unit = (ops.OnnxGather(amounts, np.array([nth]), axis=1, **opset) for nth in (0, 1))
    found = ops.OnnxDiv(amount, unit, **opset)
    small = ops.OnnxLess(ops.OnnxAbs(found, **opset), MOST, **opset)
    known = ops.OnnxAnd(ops.OnnxGreater(unit, NONE, **opset), small, **opset)
    outputs = operator.outputs[:1]
    ops.OnnxWhere(known, found, UNKNOWN, output_names=outputs, **opset).add_to(scope, container)


update_registered_converter(Ratio, "Ratio", shape, convert)
