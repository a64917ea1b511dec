"""Places, seen in other directions than north and east.

A tree cuts along its inputs, and coasts and cities do not keep to the compass.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from skl2onnx import update_registered_converter
from skl2onnx.algebra import onnx_ops as ops
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import make_pipeline

from ..schema import PLACES

# How much north and east count in each direction: degrees from east, shape (1, 4).
ANGLES = np.radians([[30, 60, 120, 150]])
NORTH, EAST = np.sin(ANGLES).astype(np.float32), np.cos(ANGLES).astype(np.float32)


class Directions(TransformerMixin, BaseEstimator):
    """Latitude and longitude, shape (rows, 2), as how far a place lies in each direction."""

    def fit(self, table: pd.DataFrame, target: object = None) -> Self:
        """Nothing to learn."""
        self.fitted_ = True
        return self

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        """Degrees, shape (rows, 4), worked out in float32 as ONNX does it."""
        places = np.asarray(table, np.float32)
        return places[:, [0]] * NORTH + places[:, [1]] * EAST


def directions(numbers: object) -> list[tuple[str, object, list[str]]]:
    """The part of the preprocessing for each place; what comes out is treated as other numbers."""
    steps = make_pipeline(Directions(), numbers)
    return [(f"engineered: {pair[0]}", steps, list(pair)) for pair in PLACES]


def shape(operator: Any) -> None:  # noqa: ANN401
    """Tell the exporter that there are four numbers a row."""
    operator.outputs[0].type = FloatTensorType([None, NORTH.size])


def convert(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    """Write what `transform` does as the nodes of an ONNX graph."""
    places, opset = operator.inputs[0], {"op_version": container.target_opset}
    north, east = (ops.OnnxGather(places, np.array([nth]), axis=1, **opset) for nth in (0, 1))
    parts = ops.OnnxMul(north, NORTH, **opset), ops.OnnxMul(east, EAST, **opset)
    ops.OnnxAdd(*parts, output_names=operator.outputs[:1], **opset).add_to(scope, container)


update_registered_converter(Directions, "Directions", shape, convert)
