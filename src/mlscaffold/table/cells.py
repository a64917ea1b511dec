"""How values are written: numbers with signs and separators, dates, several spellings of one word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Marks of "no value", beside an empty cell.
MARKS: tuple[str, ...] = (
    "?",
    "-",
    "--",
    ".",
    "NA",
    "N/A",
    "n/a",
    "na",
    "#N/A",
    "<NA>",
    "NaN",
    "nan",
    "NAN",
)
MARKS += ("null", "NULL", "Null")
YES = ("yes", "y", "true", "t", "1", "on")
NO = ("no", "n", "false", "f", "0", "off")
CURRENCY = "$€£¥₹₽%"
# What stands for currency in words, and may stand in front of a number.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "INR", "JPY", "Rs", "Rs.", "US$")
# Ways to write a date, beside 2024-03-05 18:22; of two that fit all cells, the first is taken.
DATES: tuple[str, ...] = (
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
)
DATES += ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y")
DATES += ("%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%b %Y", "%B %Y", "%Y-%m", "%Y%m%d")
SIZES = {"%d": "1,2", "%m": "1,2", "%Y": "4", "%y": "2"}
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")


def date_shape(form: str) -> str:
    """The regular expression of cells that may be in a format of DATES, with a time or without."""
    for part, size in SIZES.items():
        form = form.replace(part, rf"\d{{{size}}}")
    return re.sub(r"%[bB]", r"\\pL+", form).replace(".", "[.]") + r"( .*\d:\d.*)?"


@dataclass(frozen=True)
class NumberFormat:
    """What stands in a column's numbers beside digits: words and characters that are removed."""

    words: tuple[str, ...] = ()
    remove: str = ""
    comma: bool = False  # whether a comma is the decimal point
    brackets: bool = False  # whether (5) is -5

    def sql(self, cell: str) -> str:
        """The cell as SQL that a cast can read."""
        for word in self.words:
            cell = f"REPLACE({cell}, '{word}', '')"
        before = ("(" if self.brackets else "") + ("," if self.comma else "")
        after = ("-" if self.brackets else "") + ("." if self.comma else "")
        removed = before + (")" if self.brackets else "") + self.remove
        # Characters without a counterpart in the last list disappear.
        removed = removed.replace("'", "''")
        return f"TRANSLATE({cell}, '{removed}', '{after}')" if removed else cell


def number_format(shapes: Iterable[str]) -> NumberFormat | None:
    """The format in which all shapes are numbers; None when there is none.

    A shape is a cell with each run of digits made `9`, or `999` when it is three digits after a
    separator: `$1,234.50` → `$9,999.9`.

    >>> number_format(["$9,999.9", "$9.9"]).sql("price")
    "TRANSLATE(price, '$,', '')"
    """
    shapes = list(shapes)
    words = {
        word for shape in shapes for word in re.findall(r"[^\W\d_]+\$?\.?", shape) if word != "e"
    }
    leading = {m[1] for shape in shapes if (m := re.match(r"\(?[-+]? ?([^\W\d_]+\$?\.?)", shape))}
    if any(re.search(r"9[ \u00a0'’]9(?!99)", shape) or "9" not in shape for shape in shapes):
        return None
    if len(words - set(CURRENCIES)) > 1 or not leading <= set(CURRENCIES):
        return None
    bare = [without(shape, words) for shape in shapes]
    marks = "".join(sorted({c for shape in bare for c in shape if c in CURRENCY + " \u00a0'’"}))
    bare = [shape.translate(dict.fromkeys(map(ord, marks))) for shape in bare]
    brackets = any(shape.startswith("(") for shape in bare)
    bare = [re.sub(r"^\((.*)\)$", r"\1", shape) for shape in bare]
    return separated(bare, NumberFormat(tuple(sorted(words)), marks, brackets=brackets))


def without(shape: str, words: Iterable[str]) -> str:
    """The shape less its words."""
    for word in sorted(words, key=len, reverse=True):
        shape = shape.replace(word, "")
    return shape


def separated(shapes: list[str], found: NumberFormat) -> NumberFormat | None:
    """The format with the roles of comma and point, when there are such."""
    grouped = r"[-+]?9+(,999)*(\.9*)?|[-+]?\.9+"
    plain = r"[-+]?9*(\.9*)?(e[-+]?9)?"
    if all(re.fullmatch(f"{grouped}|{plain}", shape) for shape in shapes):
        comma = "," if any("," in shape for shape in shapes) else ""
        return NumberFormat(found.words, found.remove + comma, False, found.brackets)
    if all(re.fullmatch(r"[-+]?9+([.,]9)?", shape) for shape in shapes):
        return NumberFormat(found.words, found.remove, True, found.brackets)
    decimal = r"[-+]?9+(\.999)*(,9*)?"
    if all(re.fullmatch(decimal, shape) for shape in shapes):
        point = "." if any("." in shape for shape in shapes) else ""
        return NumberFormat(found.words, found.remove + point, True, found.brackets)
    return None


def canonical(values: dict[str, int]) -> dict[str, list[str]]:
    """One spelling for values that differ in case and blanks: the most frequent one → all of them.

    Several spellings of yes and no become `yes` and `no`.

    >>> canonical({"Harbour": 5, "harbour ": 1, "Station": 2})
    {'Harbour': ['Harbour', 'harbour '], 'Station': ['Station']}
    """
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(folded(value), []).append(value)
    if len(groups) > 2 and set(groups) <= {*YES, *NO}:
        truth = {"yes": YES, "no": NO}
        return {name: [v for g in groups if g in truth[name] for v in groups[g]] for name in truth}
    return {max(group, key=lambda v: (values[v], v)).strip(): group for group in groups.values()}


def folded(value: str) -> str:
    """A value without case and superfluous blanks."""
    return " ".join(value.split()).lower()
