"""How dates are written, and which of two ways to read them the cells speak for."""

from __future__ import annotations

import re

from mlscaffold.table.readers.base import string

# Ways to write a date, beside 2024-03-05 18:22; of two that fit all cells, the first is taken.
DATES: tuple[str, ...] = (
    *(
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%m.%d.%Y",
        "%Y/%m/%d",
        "%Y.%m.%d",
    ),
    *(
        "%d %b %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%b %d %Y",
        "%B %d %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
    ),
    *(
        "%d %b %y",
        "%m/%d/%y",
        "%d/%m/%y",
        "%d.%m.%y",
        "%d-%m-%y",
        "%m-%d-%y",
        "%m.%d.%y",
        "%y/%m/%d",
    ),
    *("%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%m/%Y", "%Y/%m", "%Y-%m", "%Y%m%d", "%G-W%V"),
    *("%a, %d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y", "%a %b %d %Y", "%a %d %b %Y"),
)
SIZES = {"%d": "1,2", "%m": "1,2", "%Y": "4", "%G": "4", "%y": "2", "%V": "1,2"}
CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
BETWEEN = (" ", ", ", "T")
# Other ways, each with the SQL of the time. The standard one is lenient: it comes after all formats.
STANDARD = "standard"
NUMBERED = {
    "days since 1900": "TIMESTAMP '1899-12-30' + TO_SECONDS(86400 * TRY_CAST({} AS DOUBLE))",
    "seconds since 1970": "EPOCH_MS(1000 * TRY_CAST({} AS BIGINT))",
    "milliseconds since 1970": "EPOCH_MS(TRY_CAST({} AS BIGINT))",
}
OTHERS = NUMBERED | {STANDARD: "TRY_CAST({} AS TIMESTAMP)"}
# From 1954, 2001 and 2001 on, up to 2064: amounts are seldom all in such a range.
RANGES = {"days since 1900": (2e4, 6e4), "seconds since 1970": (9.8e8, 3e9)}
RANGES |= {"milliseconds since 1970": (9.8e11, 3e12)}
TIME_NAME = (
    r"(.*_)?(date|day|dt|datum|time|timestamp|datetime|ts|epoch|unix|utc|created|updated)(_.*)?"
)


def date_shape(form: str) -> str:
    """The regular expression of cells that may be in a format of DATES, with a time or without."""
    for part, size in SIZES.items():
        form = form.replace(part, rf"\d{{{size}}}")
    return re.sub(r"%[abAB]", r"\\pL+", form).replace(".", "[.]") + r"([ T,]+.*\d:\d.*)?"


def timed(dates: list[str], cells_have: set[str]) -> list[str]:
    """Formats with each way to write the time of day that the cells may have."""
    clocks = [clock for clock in CLOCKS if ("%p" in clock) == ("m" in cells_have)]
    between = [each for each in BETWEEN if each in cells_have]
    times = ["", *(b + clock for b in between for clock in clocks if ":" in cells_have)]
    return [date + time for date in dates for time in times]


def swapped(form: str) -> str:
    """The format with day and month changed."""
    return re.sub("%[dm]", lambda part: "%m" if part[0] == "%d" else "%d", form)


def is_numeric(form: str) -> bool:
    """Whether day and month are two numbers, of which either might be the day."""
    return re.search(r"%[dm]([-/.])%[dm]\1", form) is not None


def numbered(low: float, high: float) -> str | None:
    """How whole numbers of this range count time, if they do."""
    return next((k for k, (first, last) in RANGES.items() if first <= low and high <= last), None)


def as_date(cell: str, formats: tuple[str, ...], *, guarded: bool) -> str:
    """The SQL of a cell as a time, NULL where it is none; guarded, one of the years 1000 to 9999."""
    written = [string(form) for form in formats if form not in OTHERS]
    listed = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
    readers = [f"TRY_STRPTIME({cell}, {listed})"] if written else []
    readers += [OTHERS[form].format(cell) for form in formats if form in OTHERS]
    time = readers[0] if len(readers) == 1 else f"COALESCE({', '.join(readers)})"
    return f"CASE WHEN YEAR({time}) BETWEEN 1000 AND 9999 THEN {time} END" if guarded else time
