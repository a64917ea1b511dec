"""How numbers are written: signs, separators, units that scale, bounds, and durations."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mlscaffold.table.readers.base import string

# What stands for currency in words; with the signs, it may stand in front of a number.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "INR", "JPY", "Rs", "Rs.", "US$", "A$", "C$", "R$")
SIGNS = "$€£¥₹₽"
MONEY = {*CURRENCIES, *SIGNS}
BLANKS = " \u00a0\u202f'’"
# Units of one family, each as a multiple of the first; "" is a number without a unit.
FAMILIES: tuple[dict[str, float], ...] = (
    {"": 1, "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "B": 1e9, "b": 1e9, "bn": 1e9, "T": 1e12}
    | {"mn": 1e6, "mln": 1e6, "Mio": 1e6, "Mio.": 1e6, "Mrd": 1e9, "Mrd.": 1e9}
    | {"thousand": 1e3, "million": 1e6, "billion": 1e9, "lakh": 1e5, "crore": 1e7}
    | {"Lakh": 1e5, "Lac": 1e5, "Crore": 1e7, "Cr": 1e7},
    {"": 1, "%": 0.01, "‰": 0.001},
    {"mg": 1e-3, "g": 1, "kg": 1e3, "t": 1e6}
    | {"lb": 453.59237, "lbs": 453.59237, "oz": 28.349523125},
    {"m": 1, "mm": 1e-3, "cm": 1e-2, "km": 1e3, "in": 0.0254, "ft": 0.3048, "mi": 1609.344},
    {"l": 1, "L": 1, "ml": 1e-3, "mL": 1e-3, "cl": 1e-2, "dl": 0.1, "hl": 100},
    {"B": 1, "KB": 1e3, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12},
    {"W": 1, "kW": 1e3, "MW": 1e6, "GW": 1e9},
    {"Wh": 1, "kWh": 1e3, "MWh": 1e6, "GWh": 1e9},
)
COUNTS = set(FAMILIES[0]) - {"", "m", "T", "B", "b"}  # these stand for nothing else
SPANS = r"(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
CELL = re.compile(
    rf"(?P<bound>[<>≤≥]=?)? ?(?P<sign>[-+−])? ?(?P<front>US\$|[ACR]\$|[{SIGNS}]|[A-Z]{{3}}|Rs\.?)? ?"
    rf"(?P<inner>[-+−])?(?P<body>[.,]?9[9.,{BLANKS}]*?)(?P<power>[eE][-+]?9)?"
    r" ?(?P<unit>[^\W\d_][^\s\d()]*[²³]?|[%‰°][CF]?|[$€£¥₹₽])?(?P<after>[-+])?"
)
INTERVAL = "EPOCH(TRY_CAST({} AS INTERVAL))"
# 3:03:13 in seconds; 21:06 in the smaller of its two units, as in 3:21:06 beside it.
CLOCKS = {"9:99:99": INTERVAL, "9:99": INTERVAL + " / 60"}
MIXED = "EPOCH(TRY_CAST({0} AS INTERVAL)) / CASE WHEN {0} LIKE '%:%:%' THEN 1 ELSE 60 END"


@dataclass(frozen=True)
class NumberFormat:
    """What stands in a column's numbers beside digits, and what it means."""

    words: tuple[str, ...] = ()
    remove: str = ""  # characters
    comma: bool = False  # whether a comma is the decimal point
    brackets: bool = False  # whether (5) is -5
    behind: bool = False  # whether 5- is -5
    units: tuple[str, ...] = ()  # "" for numbers without one
    money: tuple[str, ...] = ()  # the currencies
    scales: Mapping[str, float] = field(default_factory=dict)  # by unit
    bounds: bool = False  # whether some cells, such as <0.5, are only bounds
    clock: str = ""  # the SQL of a duration
    either: bool = False  # whether 1.234 could be read in the other way as well
    guarded: bool = False  # whether some numbers are beyond what a model can take

    @property
    def unit(self) -> str:
        """What a duration is counted in; empty of other numbers."""
        if not self.clock:
            return ""
        return "in the smaller of its units" if self.clock.endswith("/ 60") else "in seconds"

    def bare(self, cell: str) -> str:
        """The SQL of a cell as text that a cast can read."""
        for word in self.words:
            cell = f"REPLACE({cell}, {string(word)}, '')"
        before = ("(" if self.brackets else "") + ("," if self.comma else "")
        after = ("-" if self.brackets else "") + ("." if self.comma else "")
        if "−" in self.remove:
            before, after = "−" + before, "-" + after
        removed = before + (")" if self.brackets else "") + self.remove.replace("−", "")
        # Characters without a counterpart in the last list disappear.
        removed = removed.replace("'", "''")
        cell = f"TRANSLATE({cell}, '{removed}', '{after}')" if removed else cell
        return rf"REGEXP_REPLACE({cell}, '^(.*)-$', '-\1')" if self.behind else cell

    def text(self, cell: str) -> str:
        """The SQL of the cleaning step before the cast; a unit that scales waits for the cast."""
        return cell if self.scales or self.clock else self.bare(cell)

    def read(self, cell: str) -> str:
        """The SQL of the number, NULL where there is none, of what `text` gives."""
        number = f"TRY_CAST({cell} AS DOUBLE)"
        if self.clock:
            number = self.clock.format(cell)
        elif self.scales:
            factors = {unit: f"{factor:.12g}" for unit, factor in self.scales.items()}
            number = f"TRY_CAST({self.bare(cell)} AS DOUBLE) * {by_unit(cell, factors, '1')}"
        return f"CASE WHEN ABS({number}) < 1e30 THEN {number} END" if self.guarded else number

    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how numbers are read."""
        found = []
        if self.clock:
            found.append(f"is a time of day or a duration: read as one number, {self.unit}")
        if self.scales:
            listed = ", ".join(f"1{unit} as {factor:,g}" for unit, factor in self.scales.items())
            found.append(f"has units that are made one: {listed}; mend the file if that is wrong")
        elif len(self.units) > 1:
            unit = next(filter(None, self.units))
            found.append(f"has some numbers with {unit} and some without: read as if all had it")
        if len(self.money) > 1:
            mixed = f"mixes currencies ({', '.join(self.money)})"
            found.append(f"{mixed}, read as if they were one: convert them in the file")
        if self.bounds:
            found.append("has bounds, such as <5 or 5+: each is read as the number in it")
        return tuple(found)


def by_unit(cell: str, values: Mapping[str, str], otherwise: str) -> str:
    """The SQL of a value for each unit that a cell may end with, the longest unit first."""
    cases = [
        f"WHEN RIGHT({cell}, {len(unit)}) = {string(unit)} THEN {values[unit]}"
        for unit in sorted(values, key=lambda unit: (-len(unit), unit))
    ]
    return f"CASE {' '.join(cases)} ELSE {otherwise} END"


def number_format(shapes: Iterable[str], *, comma: bool | None = None) -> NumberFormat | None:
    """The format in which all shapes are numbers; None when there is none.

    A shape is a cell with each run of digits made `9`, or `999` when it is three digits after a
    separator: `$1,234.50` → `$9,999.9`. `comma` says whether it is the decimal point elsewhere in
    the file, for numbers that can be read in two ways.

    >>> number_format(["$9,999.9", "$9.9"]).bare("price")
    "TRANSLATE(price, '$,', '')"
    """
    shapes = list(shapes)
    if clock := clock_of(shapes):
        return NumberFormat(clock=clock)
    bare = [re.sub(r"^\((.*)\)$", r"\1", shape) for shape in shapes]
    found = [each.groupdict(default="") for each in map(CELL.fullmatch, bare) if each]
    if len(found) < len(shapes) or (units := units_of(found)) is None:
        return None
    written = replace(signs(found, bare), brackets=bare != shapes, units=units)
    bodies = [re.sub(f"[{BLANKS}](999)?", "", part["body"]) for part in found]
    return separated(bodies, written, comma)


def signs(parts: list[dict[str, str]], shapes: list[str]) -> NumberFormat:
    """What stands beside the digits."""
    words = {part[name] for part in parts for name in ("front", "unit")} - {""}
    long = sorted((w for w in words if w[0].isalpha() or len(w) > 1), key=lambda w: (-len(w), w))
    kept = {c for shape in shapes for c in shape if c in BLANKS + "<>≤≥=+−"}
    return NumberFormat(
        tuple(long),
        "".join(sorted(kept | (words - set(long)))),
        behind=any(part["after"] == "-" for part in parts),
        money=tuple(sorted(words & MONEY)),
        bounds=any(part["bound"] or part["after"] == "+" for part in parts),
    )


def units_of(parts: list[dict[str, str]]) -> tuple[str, ...] | None:
    """The units behind numbers, "" for none; None where it cannot be known how they compare."""
    units = {"" if part["unit"] in MONEY else part["unit"] for part in parts}
    grouped = all(not re.search(f"9[{BLANKS}]9(?!99)", part["body"]) for part in parts)
    front = {part["front"] for part in parts} <= MONEY | {""}
    comparable = len(units - {""}) < 2 or family(units)
    return tuple(sorted(units)) if grouped and front and comparable else None


def separated(bodies: list[str], found: NumberFormat, comma: bool | None) -> NumberFormat | None:
    """The format with the roles of comma and point, when there are such."""

    def all_are(pattern: str) -> bool:
        return all(re.fullmatch(pattern, body) for body in bodies)

    point = "." if any("." in body for body in bodies) else ""
    either = any("," in body or "." in body for body in bodies) and all_are(r"9|9[.,]999")
    either = either and len({c for body in bodies for c in body if c in ".,"}) == 1
    comma_wins = comma is True and either
    if all_are(r"9?(,(9|999))*,999(\.9*)?|9?(\.9*)?|9?[.]999") and not comma_wins:
        removed = "," if any("," in body for body in bodies) else ""
        return replace(found, remove=found.remove + removed, either=either)
    if all_are(r"9?([.,](9|999))?") and not (comma_wins and point):
        return replace(found, comma=True, either=either)
    if all_are(r"9(\.999)*(,9*)?"):
        return replace(found, remove=found.remove + point, comma=True, either=either)
    return None


def clock_of(shapes: list[str]) -> str:
    """The SQL of durations such as 3:03:13, 21:06 or 2h 5m; empty when some shape is none."""
    kinds = {re.sub(r"(:99)[.]9+$", r"\1", shape.lstrip("-")) for shape in shapes}
    if len(kinds) == 1 and kinds <= set(CLOCKS):
        return CLOCKS[kinds.pop()]
    if kinds == set(CLOCKS):
        return MIXED
    spans = rf"9(\.9)? ?{SPANS}( ?,? ?9(\.9)? ?{SPANS})*"
    found = [re.findall(SPANS + r"(?= |9|$)", shape) for shape in shapes]
    several = len({word for words in found for word in words}) > 1
    timed = any(word[:1] in "hdws" for words in found for word in words)
    return INTERVAL if several and timed and all(re.fullmatch(spans, s) for s in shapes) else ""


def family(units: Iterable[str]) -> dict[str, float] | None:
    """The family that all these units belong to."""
    return next((each for each in FAMILIES if set(units) <= set(each)), None)


def scaled(written: NumberFormat, middles: Mapping[str, float]) -> NumberFormat:
    """The format with what each unit stands for; `middles` are the medians by unit.

    A unit beside numbers without one stands for a multiple of them when that is nearer to what the
    medians say than the same unit left out: 883 beside 2.5 km, but not 71 beside 70 kg.
    """
    units = [unit for unit in middles if unit]
    known = family(units)
    counted, bare = not COUNTS.isdisjoint(units), "" in middles
    if not known or not (bare or counted or len(units) > 1):
        return written
    if bare and not counted:
        known = {unit: nearest(unit, middles) for unit in units}
    base = 1 if bare or counted else known[max(units, key=lambda unit: known[unit])]
    scales = {unit: known[unit] / base for unit in sorted(units)}
    return written if set(scales.values()) == {1.0} else replace(written, scales=scales)


def nearest(unit: str, middles: Mapping[str, float]) -> float:
    """What a unit stands for beside numbers without one, or 1."""
    factors = {1.0, *(each[unit] for each in FAMILIES if unit in each)}
    if not middles[""] or not middles[unit]:
        return 1.0
    ratio = abs(middles[""] / middles[unit])
    return min(sorted(factors), key=lambda factor: abs(math.log(ratio / factor)))
