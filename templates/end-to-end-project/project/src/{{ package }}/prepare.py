"""Text becomes clean rows, features, and a training and a test part, all in SQL (see sql/)."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from .contract import breaches, describe
from .data_facts import column_facts, fingerprint, period
from .data_report import write_report
from .database import DataError, connect, count, read_tables, run_script
from .quality import Step, clean, loss, totals
from .schema import ORDER_BY, TARGET, Features
from .settings import Settings

CHUNK = 100  # vectors of 2,048 rows that are checked at a time, so that memory stays bounded


def prepare(root: Path) -> None:
    """Write data/processed/{train,test}.parquet and reports/data-quality.{json,md,html}.

    Raises DataError, once the report is written, when the data are not fit to learn from.
    """
    settings = Settings.load(root)
    folder = root / "data/processed"
    folder.mkdir(parents=True, exist_ok=True)
    with connect(folder / ".duckdb") as db:
        raw = read_tables(db, root / "data/interim")
        steps = clean(db, root / "sql/clean.sql")
        run_script(db, root / "sql/features.sql")
        account = examine(db, steps, settings.most_dropped)
        account["raw"] = {"sha256": fingerprint(root / "data/raw"), "tables": raw}
        write_report(root / "reports", account)
        if account["problems"]:
            raise DataError("\n\n".join(account["problems"]))
        run_script(db, root / "sql/split.sql", seed=settings.seed, test_share=settings.test_share)
        write_parts(db, folder)


def examine(
    db: duckdb.DuckDBPyConnection, steps: list[Step], most_dropped: float
) -> dict[str, Any]:
    """The account of the cleaned data: rows, steps, broken rules, columns, and what is wrong."""
    rows = totals(steps, most_dropped)
    broken = breaches(feature_rows(db))
    problems = [loss(steps, rows), uneven(db, rows["clean"]), describe(broken)]
    columns = column_facts(db)
    return {
        "problems": [problem for problem in problems if problem],
        "rows": rows,
        "steps": [asdict(step) for step in steps],
        "contract": [asdict(breach) for breach in broken],
        "period": period(db),
        "coverage": {column["name"]: column["known"] for column in columns},
        "columns": columns,
    }


def uneven(db: duckdb.DuckDBPyConnection, clean_rows: float) -> str:
    """What is wrong when features.sql loses or repeats rows, uncounted; empty when it does not."""
    if (rows := count(db, "features")) == clean_rows:
        return ""
    way_out = "drop rows in sql/clean.sql, where they are counted, and JOIN what is there once"
    return f"sql/features.sql made {rows:,} rows of {clean_rows:,} clean ones: {way_out}"


def feature_rows(db: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
    """The rows of `features`, some at a time, with their place in the raw file as index."""
    names = ["source_row", *Features.model_fields, TARGET]
    relation = db.execute(f"SELECT {', '.join(names)} FROM features")
    while len(chunk := relation.fetch_df_chunk(CHUNK)):
        yield chunk.set_index("source_row")


def write_parts(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the training and the test part, rows in a fixed order."""
    for part, rule in {"train": "NOT is_test", "test": "is_test"}.items():
        rows = db.table("split").filter(rule).order(", ".join(ORDER_BY))
        rows.write_parquet(str(folder / f"{part}.parquet"))


def main() -> None:
    """Prepare the data here, or say in plain words why that cannot be."""
    try:
        prepare(Path())
    except DataError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
