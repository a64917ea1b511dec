"""Ridge regression on the logarithm of the target, and its counterpart in ONNX."""

from typing import Any, Self

import numpy as np
from skl2onnx import update_registered_converter
from skl2onnx.algebra import onnx_ops as ops
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import Ridge


class LogRidge(Ridge):
    """A linear model of log(1 + |target|), with the target's sign: for amounts with a long tail.

    Its predictions stay within the range it learned: the exponential of a straight line would soon
    leave it.
    """

    def fit(self, features: np.ndarray, target: np.ndarray) -> Self:
        """Learn the logarithm of the target."""
        logs = np.sign(target) * np.log1p(np.abs(target))
        self.least_, self.most_ = logs.min(), logs.max()
        super().fit(features, logs)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """The predicted values, in the target's unit."""
        logs = np.clip(super().predict(features), self.least_, self.most_)
        return np.asarray(np.sign(logs) * np.expm1(np.abs(logs)))


def shape(operator: Any) -> None:  # noqa: ANN401
    """Tell the exporter that the model says one number a row."""
    operator.outputs[0].type = FloatTensorType([None, 1])


def convert(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    """Write what `predict` does as the nodes of an ONNX graph."""
    model, opset = operator.raw_operator, {"op_version": container.target_opset}
    weights, intercept, least, most, one = (
        np.asarray(value, np.float32)
        for value in (model.coef_[:, None], [model.intercept_], model.least_, model.most_, [1])
    )
    line = ops.OnnxAdd(ops.OnnxMatMul(operator.inputs[0], weights, **opset), intercept, **opset)
    logs = ops.OnnxClip(line, least, most, **opset)
    size = ops.OnnxSub(ops.OnnxExp(ops.OnnxAbs(logs, **opset), **opset), one, **opset)
    sign, outputs = ops.OnnxSign(logs, **opset), operator.outputs[:1]
    ops.OnnxMul(sign, size, output_names=outputs, **opset).add_to(scope, container)


update_registered_converter(LogRidge, "LogRidge", shape, convert)
