"""What drove a prediction: each feature in turn is set to its typical value.

A feature's contribution is how much the prediction falls when this feature alone becomes typical
(the median or the most frequent value of the training rows). It needs nothing but the model, one
row per feature. What features do together is not shared out between them, so that contributions do
not add up to the prediction.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .prediction import values
from .predictor import Predictor


def contributions(
    predictor: Predictor, case: dict[str, Any], typical: Mapping[str, Any], place: int | None
) -> dict[str, float]:
    """Each feature's contribution, the greatest first.

    `place` is the position of the class whose probability is explained, None for a number.
    """
    variants = [case | {name: value} for name, value in typical.items()]
    said = values(predictor.outputs([case, *variants]))
    of_interest = (said if place is None else said[:, place]).astype(float)
    changes = of_interest[0] - of_interest[1:]
    order = np.argsort(-np.abs(changes), kind="stable")
    names = list(typical)
    return {names[i]: round(float(changes[i]), 6) for i in order}
