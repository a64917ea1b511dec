"""Free text as the models take it: its words, and how long it is."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from .schema import TEXTS

# The name of each input, and the column that it is worked out from.
SOURCES = {f"{name}__length": (name,) for name in TEXTS}


def work_out(columns: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """How many characters each text has, of shape (rows,); nobody should be asked to count."""
    return {name: np.array([length(t) for t in columns[text]]) for name, (text,) in SOURCES.items()}


def words(text: object) -> str:
    """A text's words of two letters or more in lower case, one blank between them."""
    return " ".join(re.findall(r"\w\w+", text.lower())) if isinstance(text, str) else ""


def length(text: object) -> float:
    """The number of characters; of no text, 0."""
    return float(len(text)) if isinstance(text, str) else 0.0
