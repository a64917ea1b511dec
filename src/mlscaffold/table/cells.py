"""The SQL of a cell, step by step: the profile looks through it, and projects clean with it."""

from collections.abc import Mapping

from mlscaffold.table.readers.base import string

# Marks of "no value", beside an empty cell.
MARKS: tuple[str, ...] = ("?", "-", "--", ".", "NA", "N/A", "n/a", "na", "#N/A", "<NA>", "NaN")
MARKS += ("nan", "NAN", "null", "NULL", "Null", "#DIV/0!", "#VALUE!", "#REF!", "NaT")
# Words for it, which a column of numbers or dates may have; in others they may be a category.
WORDS = """
    unknown; missing; none; not available; not disclosed; not reported; not applicable;
    not recorded; no data; nil; n.a.; n.d.; nd; undefined; tbd; unbekannt; keine angabe; k.a.;
    k. a.; inconnu; desconocido; sin datos
"""
UNKNOWN = {word.strip() for word in WORDS.split(";")}
TRUTH = {
    "yes": ("yes", "y", "true", "t", "1", "on"),
    "no": ("no", "n", "false", "f", "0", "off"),
}
LONGEST_NUMBER = 60  # characters, signs and separators among them
# Ways to count time, and the standard way to write it, which is lenient: after all formats.
STANDARD = "standard"
NUMBERED = {
    "days since 1900": "TIMESTAMP '1899-12-30' + TO_SECONDS(86400 * TRY_CAST({} AS DOUBLE))",
    "seconds since 1970": "EPOCH_MS(1000 * TRY_CAST({} AS BIGINT))",
    "milliseconds since 1970": "EPOCH_MS(TRY_CAST({} AS BIGINT))",
}
OTHERS = NUMBERED | {STANDARD: "TRY_CAST({} AS TIMESTAMP)"}


def known(cell: str, marks: tuple[str, ...], padded: bool) -> str:
    """The SQL of a cell without surrounding blanks; NULL when it only marks that none is known."""
    if not marks and not padded:
        return cell
    cell = f"TRIM({cell})" if padded else cell
    empty = ("", *marks) if padded or len(marks) > 1 else marks
    if len(empty) == 1:
        return f"NULLIF({cell}, {string(empty[0])})"
    return f"CASE WHEN {cell} NOT IN ({', '.join(map(string, empty))}) THEN {cell} END"


def one_spelling(cell: str, values: tuple[str, ...], spellings: Mapping[str, list[str]]) -> str:
    """The SQL of a cell in which other spellings of a value are replaced."""
    otherwise = f" ELSE {cell}"
    if set(values) == set(TRUTH) and any(len(group) > 1 for group in spellings.values()):
        spellings, otherwise = {word: [*words] for word, words in TRUTH.items()}, ""
        cell = f"LOWER({cell})"
    cases = [
        f"WHEN {cell} IN ({', '.join(map(string, others))}) THEN {string(value)}"
        for value, others in spellings.items()
    ]
    return f"CASE {' '.join(cases)}{otherwise} END" if cases else cell


def as_date(cell: str, formats: tuple[str, ...], *, guarded: bool) -> str:
    """The SQL of a cell as a time, NULL where it is none; guarded, one of the years 1000 to 9999."""
    written = [string(form) for form in formats if form not in OTHERS]
    listed = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
    readers = [f"TRY_STRPTIME({cell}, {listed})"] if written else []
    readers += [OTHERS[form].format(cell) for form in formats if form in OTHERS]
    time = readers[0] if len(readers) == 1 else f"COALESCE({', '.join(readers)})"
    return f"CASE WHEN YEAR({time}) BETWEEN 1000 AND 9999 THEN {time} END" if guarded else time


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
        groups.setdefault(" ".join(value.split()).lower(), []).append(value)
    if len(groups) > 2 and set(groups) <= {word for words in TRUTH.values() for word in words}:
        every = [(group, value) for group, them in groups.items() for value in them]
        return {name: [v for group, v in every if group in TRUTH[name]] for name in TRUTH}
    return {max(group, key=lambda v: (values[v], v)).strip(): group for group in groups.values()}
