"""The exported champion; it needs neither pandas nor scikit-learn."""

import json
from pathlib import Path

import numpy as np
import onnxruntime

from ..schema import CLASSES


class Predictor:
    """A model in ONNX format."""

    def __init__(self, model: Path | bytes) -> None:
        """Load the model from a file, or from what a file holds."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a single row is too little work to share
        providers = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(model, options, providers=providers)
        self.learned = json.loads(self.session.get_modelmeta().custom_metadata_map["classes"])

    def predict(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """The probability of each class, shape (rows, classes), for inputs that `to_feed` made.

        It is 0 for a class that was not among the rows the model learned from.
        """
        (probabilities,) = self.session.run(["probabilities"], feed)
        return spread(probabilities, self.learned)


def spread(known: np.ndarray, places: list[int]) -> np.ndarray:
    """Probabilities of the classes at some places of CLASSES, with a column for every class."""
    every = np.zeros((len(known), len(CLASSES)))
    every[:, places] = known
    return every
