"""The SQL of a cell, step by step: the profile looks through it, and projects clean with it."""

from __future__ import annotations

from collections.abc import Mapping

from mlscaffold.table.readers.base import string

# Marks of "no value", beside an empty cell.
MARKS: tuple[str, ...] = ("?", "-", "--", ".", "NA", "N/A", "n/a", "na", "#N/A", "<NA>", "NaN")
MARKS += ("nan", "NAN", "null", "NULL", "Null", "#DIV/0!", "#VALUE!", "#REF!", "NaT")
# Words for it, which a column of numbers or dates may have; in others they may be a category.
UNKNOWN: tuple[str, ...] = (
    "unknown",
    "missing",
    "none",
    "not available",
    "not disclosed",
    "not reported",
    "nil",
)
UNKNOWN += ("not applicable", "not recorded", "no data", "n.a.", "n.d.", "nd", "undefined", "tbd")
UNKNOWN += ("unbekannt", "keine angabe", "k.a.", "k. a.", "inconnu", "desconocido", "sin datos")
YES = ("yes", "y", "true", "t", "1", "on")
NO = ("no", "n", "false", "f", "0", "off")
LONGEST_NUMBER = 60  # characters, signs and separators among them


def known(cell: str, marks: tuple[str, ...], padded: bool) -> str:
    """The SQL of a cell without surrounding blanks; NULL when it only marks that none is known."""
    if not marks and not padded:
        return cell
    cell = f"TRIM({cell})" if padded else cell
    if not marks:
        return f"NULLIF({cell}, '')"
    if len(marks) == 1 and not padded:
        return f"NULLIF({cell}, {string(marks[0])})"
    return f"CASE WHEN {cell} NOT IN ({', '.join(map(string, ('', *marks)))}) THEN {cell} END"


def one_spelling(cell: str, values: tuple[str, ...], spellings: Mapping[str, list[str]]) -> str:
    """The SQL of a cell in which other spellings of a value are replaced."""
    truth = {"yes": YES, "no": NO}
    if set(values) == set(truth) and any(len(group) > 1 for group in spellings.values()):
        cases = [
            f"WHEN LOWER({cell}) IN ({', '.join(map(string, truth[value]))}) THEN '{value}'"
            for value in truth
        ]
        return f"CASE {' '.join(cases)} END"
    cases = [
        f"WHEN {cell} IN ({', '.join(map(string, others))}) THEN {string(value)}"
        for value, others in spellings.items()
    ]
    return f"CASE {' '.join(cases)} ELSE {cell} END" if cases else cell


def as_label(number: str, *, whole: bool) -> str:
    """The SQL of a number as the name of a class: 1 and 1.0 are one."""
    return (
        f"CAST(TRY_CAST({number} AS BIGINT) AS VARCHAR)" if whole else f"CAST({number} AS VARCHAR)"
    )


def shape_of(cell: str) -> str:
    """The SQL of a cell's shape: digits as 9, or as 999 when three follow a separator.

    After a colon two digits are 99, as in times. `0.125` and `1234.567` are no thousands.
    """
    # No number is as long as that; long texts would take long to look at.
    shape = f"left({cell}, {LONGEST_NUMBER})"
    for pattern, by in {
        "(^|[^0-9., ''’\u00a0\u202f])(0[0-9]*|[0-9]{4,})([.,])[0-9]+": "\\1" + "9\\3" + "9",
        "([., ''’\u00a0\u202f])[0-9]{3}\\b": "\\1\u2263",
        ":[0-9]{2}\\b": ":\u2262",
        "[0-9]+": "9",
    }.items():
        shape = f"regexp_replace({shape}, '{pattern}', '{by}', 'g')"
    return f"replace(replace({shape}, '\u2263', '999'), '\u2262', '99')"


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
