"""Text becomes clean rows, features, and a training and a test part, all in SQL (see sql/)."""

import hashlib
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ..project import Settings, write
from ..schema import RAW, TARGET, Features
from .cleaning import Connection, DataError, clean, run
from .contract import breaches

MEMORY = "800MB"  # what exceeds it lies on the disk


def prepare(root: Path) -> None:
    """Write data/processed/{train,test}.parquet and reports/data-quality.json.

    Raises DataError, once the report is written, when the data are not fit to learn from.
    """
    settings = Settings.load(root)
    folder = root / "data/processed"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as db:
        # Spark's name, as the scripts keep to the SQL that Spark reads too.
        db.execute("CREATE MACRO unix_timestamp(time) AS CAST(epoch(time) AS BIGINT)")
        tables = read_tables(db, root / "data/interim")
        steps = clean(db, root / "sql/clean", RAW)
        run(db, root / "sql/features.sql")
        table = db.table("features").df()
        account = {
            "sha256": fingerprint(root / "data/raw"),
            "tables": tables,
            "rows": {"raw": steps[0]["rows_in"], "clean": steps[-1]["rows"]},
            "steps": steps,
            "breaches": breaches(table),
            "columns": describe(table[[*Features.model_fields, TARGET]]),
        }
        write(root / "reports/data-quality.json", account)
        stop_if_unfit(account, len(table), settings.most_dropped)
        split(db, root / "sql/split.sql", folder, settings.test_share)


def read_tables(db: Connection, folder: Path) -> dict[str, int]:
    """Make each Parquet file a view under its own name; return the names with their rows."""
    files = sorted(folder.glob("*.parquet"))
    for file in files:
        db.read_parquet(str(file)).create_view(file.stem)
    return {file.stem: len(db.table(file.stem)) for file in files}


def fingerprint(folder: Path) -> str:
    """SHA-256 over the raw files, by which a model tells which data it learned from."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.csv")):
        digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def describe(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Of each column the share of missing values, and its range or most frequent values."""
    facts = []
    for name in table:
        column = table[name]
        if column.dtype == "float64":
            holds = f"{column.min():g} … {column.max():g}"
        else:
            shares = column.value_counts(normalize=True).head(8)
            holds = ", ".join(f"{value} {share:.1%}" for value, share in shares.items())
        facts.append({"name": name, "missing": float(column.isna().mean()), "holds": holds})
    return facts


def stop_if_unfit(account: dict[str, Any], rows: int, most_dropped: float) -> None:
    """Raise DataError with everything that is wrong with the data."""
    raw, kept = account["rows"]["raw"], account["rows"]["clean"]
    wrong = [
        f"- {b['column']} breaks {b['rule']} in {b['rows']} rows ({b['first']})"
        for b in account["breaches"]
    ]
    if kept < (1 - most_dropped) * raw:
        wrong.append(
            f"- cleaning dropped {raw - kept} of {raw} rows, more than most_dropped allows"
        )
    if rows != kept:
        wrong.append(f"- sql/features.sql made {rows} rows of {kept} clean ones")
    if wrong:
        raise DataError(
            "\n".join(["the data are not fit (see reports/data-quality.json):", *wrong])
        )


def split(db: Connection, script: Path, folder: Path, test_share: float) -> None:
    """Write the training and the test part, rows in a fixed order."""
    query = script.read_text(encoding="utf-8")
    table = db.execute(query, {"test_share": test_share}).df()
    for part, rows in {"train": ~table["is_test"], "test": table["is_test"]}.items():
        table[rows].to_parquet(folder / f"{part}.parquet", index=False)


if __name__ == "__main__":
    try:
        prepare(Path())
    except DataError as error:
        sys.exit(str(error))
