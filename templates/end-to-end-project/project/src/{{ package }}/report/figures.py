"""How figures are written in sentences and tables; each function is a filter of the templates."""

import math
from collections.abc import Sequence

from .intervals import Interval, is_above, is_below


def figure(value: float, sign: str = "") -> str:
    """Three digits that count, whole and large numbers in full; `sign` "+" writes the sign."""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:{sign}z,.0f}"
    return written(value, abs(value) / 100, sign)


def written(value: float, step: float, sign: str = "") -> str:
    """A value as exact as a step: 0.8142 and a step of 0.003 is 0.814."""
    decimals = -math.floor(math.log10(step))
    return f"{value:{sign}z,.{min(max(decimals, 0), 6)}f}"


def ranged(interval: Interval, sign: str = "") -> str:
    """A figure with its interval, as exact as that is narrow: 0.800 (0.778 … 0.816)."""
    if interval["low"] is None or interval["high"] - interval["low"] < 1e-9:
        return figure(interval["value"], sign)
    step = (interval["high"] - interval["low"]) / 20
    value, low, high = (written(interval[name], step, sign) for name in ("value", "low", "high"))
    return f"{value} ({low} … {high})"


def plus_minus(value: float, error: float) -> str:
    """A value with its standard error or deviation, with two digits of that."""
    return (
        f"{written(value, error / 10)} ± {written(error, error / 10)}" if error else figure(value)
    )


def percent(share: float) -> str:
    """A share with one decimal: 14.3%."""
    return f"{share:.1%}"


def ranged_percent(interval: Interval) -> str:
    """A share with its interval, in per cent."""
    if interval["low"] is None:
        return percent(interval["value"])
    return (
        f"{percent(interval['value'])} ({percent(interval['low'])} … {percent(interval['high'])})"
    )


def p_value(chance: float) -> str:
    """A p-value with two digits that count."""
    return f"p = {chance:.2g}" if chance >= 0.001 else "p < 0.001"


def count(number: int, thing: str = "") -> str:
    """A number of things: 3,920 rows, 1 row."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}" if thing else f"{number:,}"


def size(count: int) -> str:
    """A number of bytes in kilobytes or megabytes."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} kB"


def listed(words: Sequence[str]) -> str:
    """Words as in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def verdict(difference: Interval) -> str:
    """What a difference shows, of which greater is better."""
    if is_above(difference):
        return "shown to be better"
    return "shown to be worse" if is_below(difference) else "not shown to differ"
