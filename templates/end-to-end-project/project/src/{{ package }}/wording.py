"""How figures are written in sentences and tables."""

import math
import textwrap
from collections.abc import Sequence


def short(value: float) -> str:
    """Three digits that count, large numbers in full: 0.841, 31,600."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ranged(score: dict[str, float], *, sign: bool = False) -> str:
    """A score with its interval, as exact as the interval is narrow: 0.800 (0.778 … 0.816).

    With `sign` a value above zero has a plus.
    """
    value, low, high = (rounded(score[name], score, sign=sign) for name in ("value", "low", "high"))
    return f"{value} ({low} … {high})"


def estimate(score: dict[str, float], *, sign: bool = False) -> str:
    """A score without its interval, as exact as the interval is narrow."""
    return rounded(score["value"], score, sign=sign)


def rounded(value: float, score: dict[str, float], *, sign: bool = False) -> str:
    """A value with the two digits of the interval's width that count, or three of its own."""
    width = score["high"] - score["low"]
    size = width / 10 if width > 1e-9 else abs(score["value"]) / 100 or 1
    decimals = min(max(0, -math.floor(math.log10(size))), 8)
    return f"{value:{'+' if sign else ''},.{decimals}f}"


def as_percent(score: dict[str, float]) -> str:
    """A change, given as a share, in per cent with its sign and interval."""
    value, low, high = (f"{score[name]:+.1%}" for name in ("value", "low", "high"))
    return f"{value} ({low} … {high})"


def file_size(count: int) -> str:
    """A number of bytes in kilobytes or megabytes."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"


def listed(words: Sequence[str]) -> str:
    """Words as in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(count: int, thing: str) -> str:
    """A number of things: 1 group, 2 groups."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def as_sentence(text: str) -> str:
    """Text that begins with a capital, without the word that marks a warning."""
    text = text.removeprefix("Warning: ")
    return f"{text[:1].upper()}{text[1:]}"


def wrapped(text: str, indent: str = "") -> str:
    """Text in lines of at most 100 characters, those after the first indented."""
    return textwrap.fill(
        text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
