"""LightGBM's models as ONNX: what the converter is told, and thresholds that it cannot move."""

import numpy as np
from lightgbm import Booster, LGBMClassifier, LGBMModel, LGBMRegressor
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from skl2onnx import update_registered_converter
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)

OPSET = {"": 18, "ai.onnx.ml": 3}  # the newest that this converter knows
THRESHOLD = "threshold="


def register_lightgbm() -> None:
    """Tell the converter of scikit-learn's pipelines about LightGBM's models."""
    update_registered_converter(
        LGBMClassifier,
        "LightGbmLGBMClassifier",
        calculate_linear_classifier_output_shapes,
        convert_lightgbm,
        options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
    )
    update_registered_converter(
        LGBMRegressor,
        "LightGbmLGBMRegressor",
        calculate_linear_regressor_output_shapes,
        convert_lightgbm,
        options={"split": None},
    )


def round_lightgbm(model: LGBMModel) -> None:
    """Round the thresholds of a fitted model down to float32, as `round_thresholds` does."""
    lines = model.booster_.model_to_string().splitlines()
    # The sizes in bytes of trees that become shorter are left out; they only help to read faster.
    kept = [rounded(line) for line in lines if not line.startswith("tree_sizes=")]
    model._Booster = Booster(model_str="\n".join([*kept, ""]))


def rounded(line: str) -> str:
    """A line of the model's text; the thresholds of a tree rounded down."""
    if not line.startswith(THRESHOLD):
        return line
    values = np.array(line.removeprefix(THRESHOLD).split(), dtype=float)
    nearest = values.astype(np.float32)
    below = np.nextafter(nearest, np.float32(-np.inf))
    return THRESHOLD + " ".join(map(repr, np.where(nearest > values, below, nearest).tolist()))
