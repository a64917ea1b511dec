"""Cells of a table: drawn, spelled and lost, and written as delimited text."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Literal

Columns = Sequence[tuple[str, Sequence[object]]]
TRUE = ("yes", "Yes", "Y", "TRUE", "true", "t", "1")
FALSE = ("no", "No", "N", "FALSE", "false", "f", "0")


def write(
    file: Path,
    columns: Columns,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\n",
    above: str = "",
    below: str = "",
    header: bool = True,
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL,
) -> Path:
    """The columns as delimited text, zipped where the name says so."""
    text = io.StringIO()
    text.write(above)
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    if header:
        writer.writerow([name for name, _ in columns])
    writer.writerows(zip(*(values for _, values in columns), strict=True))
    content = (text.getvalue() + below).encode(encoding)
    file.write_bytes(gzip.compress(content, mtime=0) if file.suffix == ".gz" else content)
    return file


def whole(r: Random, n: int, low: int, high: int) -> list[int]:
    """Whole numbers, each as likely."""
    return [r.randint(low, high) for _ in range(n)]


def normal(r: Random, n: int, mean: float, sd: float) -> list[float]:
    """Numbers about a mean."""
    return [r.gauss(mean, sd) for _ in range(n)]


def flags(r: Random, n: int) -> list[bool]:
    """Heads or tails."""
    return [r.random() < 0.5 for _ in range(n)]


def picks(r: Random, n: int, values: Sequence[str]) -> list[str]:
    """One of a few values each."""
    return [r.choice(values) for _ in range(n)]


def moments(r: Random, n: int) -> list[datetime]:
    """Times within two years, in no order."""
    start = datetime(2023, 1, 1)
    return [start + timedelta(minutes=r.randint(0, 2 * 365 * 24 * 60)) for _ in range(n)]


def above_middle(score: Sequence[float], *, share: float = 0.5) -> list[bool]:
    """Whether each is among the highest."""
    limit = sorted(score)[round(len(score) * (1 - share))]
    return [s >= limit for s in score]


def spelled(r: Random, truths: Iterable[bool]) -> list[str]:
    """Yes and no in every spelling."""
    return [r.choice(TRUE if truth else FALSE) for truth in truths]


def sprinkled(
    r: Random, cells: Sequence[object], gaps: Sequence[str], *, share: float = 0.06
) -> list[object]:
    """The cells with some of them lost."""
    return [r.choice(gaps) if r.random() < share else cell for cell in cells]


def gaps(cells: Iterable[object]) -> int:
    """How many cells have a spelling of no value."""
    return sum(str(cell).strip().lower() in ("", "na", "n/a", "nan", "-", "?") for cell in cells)


def spread(numbers: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest, as they are written."""
    return round(min(numbers), 2), round(max(numbers), 2)


def german(number: float) -> str:
    """1234.5 as 1.234,50."""
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


def french(number: float) -> str:
    """1234.5 as 1 234,50, the blank a no-break one."""
    return f"{number:,.2f}".translate(str.maketrans({",": "\xa0", ".": ","}))
