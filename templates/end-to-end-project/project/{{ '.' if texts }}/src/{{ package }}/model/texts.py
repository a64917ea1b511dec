"""Free text as counts of its most frequent words."""

from typing import Any

from skl2onnx import update_registered_converter
from skl2onnx.operator_converters.text_vectoriser import convert_sklearn_text_vectorizer
from skl2onnx.shape_calculators.text_vectorizer import (
    calculate_sklearn_text_vectorizer_output_shapes,
)
from sklearn.feature_extraction.text import CountVectorizer

from ..schema import TEXTS

WORD = r"[^ ]+"  # texts come as words with blanks between them; ONNX must cut them alike
MOST_WORDS = 300


class Words(CountVectorizer):
    """How often each of the most frequent words is in a text.

    They are counted, not weighed as TF-IDF does: a weight is rounded otherwise when exported, and
    changes sides of a tree's threshold.
    """

    def __init__(self, *, max_features: int = MOST_WORDS) -> None:
        """Count so many different words."""
        super().__init__(lowercase=False, token_pattern=WORD, max_features=max_features)


def words() -> list[tuple[str, object, str]]:
    """The part of the preprocessing for each text."""
    return [(f"words of {name}", Words(), name) for name in TEXTS]


def convert(scope: Any, operator: Any, container: Any) -> None:  # noqa: ANN401
    """Export it as scikit-learn's own, and say how words are cut."""
    container.options = {id(operator.raw_operator): {"tokenexp": WORD}} | (container.options or {})
    convert_sklearn_text_vectorizer(scope, operator, container)


update_registered_converter(
    Words,
    "Words",
    calculate_sklearn_text_vectorizer_output_shapes,
    convert,
    options={
        "tokenexp": None,
        "separators": None,
        "locale": None,
        "nan": [True, False],
        "keep_empty_string": [True, False],
    },
)
