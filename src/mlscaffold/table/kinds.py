"""Names the kind of a column from its header and from counts of its values."""

from __future__ import annotations

import re
from typing import Literal

from mlscaffold.names import snake_case

Kind = Literal[
    "number", "integer", "category", "date", "text", "identifier", "unclear", "constant", "empty"
]

# A category with more values than this is open: rare values share one code, new ones are accepted.
MOST_CATEGORIES = 50
# Values of an open category must come again: rows per value, on average.
FEWEST_PER_VALUE = 4
# Fewer rows than this may be numbered from one by chance.
FEWEST_NUMBERED = 50
# Text of so many words, on average, is free text.
WORDS = 3
# Headers, in snake case, of columns that number or name their rows.
IDENTIFIER = r"(.*_)?(id|ids|uuid|guid|index|key|idx)|unnamed_\d+|row_name|row"
IDENTIFIER += r"|(.*_)?(row|record|serial|customer|client|user|account|order|invoice|ticket|case"
IDENTIFIER += r"|patient|student|employee|member|policy|transaction|loan|store|shop|station|product"
IDENTIFIER += r"|item|branch|s|sl|sr)_?(number|no|nr|nbr|num|code)"
# Headers of numbers that are names of something else.
CODE = r"(.*_)?(zip|zip_?code|post_?code|postal_?code|plz|fips|sku|ean|isbn|naics|icd|iban)(_code)?"
NAME = r"(.*_)?(name|full_name|first_name|last_name|surname|email|e_mail|phone|telephone|address"
NAME += r"|url|link|website|title)"


def kind_of_number(
    header: str, *, filled: int, distinct: int, whole: bool, consecutive: bool
) -> Kind:
    """A number is an amount unless it only numbers its rows."""
    named = re.fullmatch(f"{IDENTIFIER}|{CODE}", snake_case(header)) is not None
    if whole and distinct == filled and (named or (consecutive and filled >= FEWEST_NUMBERED)):
        return "identifier"
    if whole and named:
        return "identifier" if distinct * FEWEST_PER_VALUE > filled else "category"
    return "integer" if whole else "number"


def kind_of_text(header: str, *, filled: int, distinct: int, words: float, amounts: bool) -> Kind:
    """Text is a category, free text, a name of its row, or not understood.

    `amounts` says that most cells begin like an amount.
    """
    if distinct <= MOST_CATEGORIES and distinct * 2 <= filled:
        return "category"
    name = snake_case(header)
    named = re.fullmatch(f"{IDENTIFIER}|{NAME}", name) is not None
    if words >= WORDS and not named:
        return "text"
    if distinct * FEWEST_PER_VALUE <= filled:
        return "category"
    return "identifier" if named or (distinct == filled and not amounts) else "unclear"
