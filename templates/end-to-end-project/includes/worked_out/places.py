"""Places as the models take them: how far they lie in other directions than north and east.

A tree cuts along its inputs, and coasts and cities do not keep to the compass.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .schema import PLACES

# The name of each input, the columns that it is worked out from, and degrees from east.
ALONG = {
    f"{north}__{angle}": (north, east, angle)
    for north, east in PLACES
    for angle in (30, 60, 120, 150)
}
SOURCES = {name: (north, east) for name, (north, east, _) in ALONG.items()}


def work_out(columns: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """How far, in degrees, places lie in each direction; float32, shape (rows,)."""
    degrees = {name: np.asarray(columns[name], dtype=float) for pair in PLACES for name in pair}
    return {
        name: degrees[east] * np.cos(np.radians(angle)) + degrees[north] * np.sin(np.radians(angle))
        for name, (north, east, angle) in ALONG.items()
    }
