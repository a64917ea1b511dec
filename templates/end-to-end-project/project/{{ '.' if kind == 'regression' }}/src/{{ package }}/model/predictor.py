"""The exported champion; it needs neither pandas nor scikit-learn."""

from pathlib import Path

import numpy as np
import onnxruntime


class Predictor:
    """A model in ONNX format."""

    def __init__(self, model: Path | bytes) -> None:
        """Load the model from a file, or from what a file holds."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a single row is too little work to share
        providers = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(model, options, providers=providers)

    def predict(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """The predicted values, shape (rows,), for inputs that `to_feed` made."""
        (values,) = self.session.run(None, feed)
        return np.asarray(values.reshape(-1), np.float64)
