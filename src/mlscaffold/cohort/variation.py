"""What differs from learner to learner: their id and, on wish, the data that they work on.

The sample's seed, its number of orders and its last month follow from course, project and id, so that
they can be worked out again; the target and how it comes about are the same for everybody.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from mlscaffold.cohort.course import Course
from mlscaffold.errors import UsageError

# Each stands where a learner's own fact will: projects that differ in nothing else are rendered once.
WORD = "of-this-learner"
LEARNER, SEED, ORDERS, MONTH = (f"{each}-{WORD}" for each in ("id", "seed", "orders", "month"))
FEWEST, MOST = 18_000, 22_000  # orders
MONTHS = (16, 17, 18)  # the last one, well after the new district opened


def answers(course: Course) -> dict[str, Any]:
    """The answers that differ, with the words that stand for them."""
    drawn = {"seed": SEED, "orders": ORDERS, "month": MONTH}
    return {"learner": LEARNER} | ({"drawn": drawn} if course.variation else {})


def facts(course: Course, learner: str) -> dict[str, str]:
    """By the word that stands for it, what is a learner's own."""
    found = {LEARNER: learner}
    if not course.variation:
        return found
    drawn = [number(course, learner, each) for each in ("seed", "orders", "month")]
    orders = FEWEST + drawn[1] % (MOST - FEWEST + 1)
    words = {SEED: drawn[0] % 2**31, ORDERS: orders, MONTH: MONTHS[drawn[2] % len(MONTHS)]}
    return found | {word: str(value) for word, value in words.items()}


def number(course: Course, learner: str, purpose: str) -> int:
    """A number that follows from course, project and learner, and tells nothing of others'."""
    message = f"{course.project}/{learner}/{purpose}"
    digest = hmac.new(course.id.encode(), message.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big")


def check(course: Course) -> None:
    """Refuse a variation of what is no sample."""
    if course.variation and (course.data or course.answers.get("data_source", "sample") == "file"):
        message = (
            "only the sample differs from learner to learner: a table of your own is one table"
        )
        raise UsageError(message, "leave `variation` out of course.toml, or the table")


def filled_in(text: bytes, facts: Mapping[str, str]) -> bytes:
    """A file with a learner's facts in the places of those that stood for them."""
    for word, fact in facts.items():
        text = text.replace(word.encode(), fact.encode())
    return text
