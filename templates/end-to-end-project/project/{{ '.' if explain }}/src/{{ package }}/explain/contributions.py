"""Each feature in turn is set to its typical value: how much does the prediction fall?

It needs nothing but the model: one batch of a row for each feature. What features do together is
not shared out between them, so that contributions do not add up to the prediction.
"""

from typing import Any

import numpy as np

from ..service.champion import Champion


def contributions(champion: Champion, case: dict[str, Any]) -> dict[str, float]:
    """Each feature's contribution to the prediction or to its probability, greatest first."""
    typical = champion.record.typical
    variants = [case | {name: value} for name, value in typical.items()]
    said = champion.scores([case, *variants]).reshape(1 + len(variants), -1)
    place = said[0].argmax()  # of several probabilities, that of the class that is predicted
    changes = said[0, place] - said[1:, place]
    order = np.argsort(-np.abs(changes), kind="stable")
    names = list(typical)
    return {names[each]: round(float(changes[each]), 6) for each in order}
