"""Text becomes clean rows, features, and a training and a test part, all in SQL (see sql/)."""

import json
from pathlib import Path

import duckdb

from .contract import check
from .schema import ORDER_BY, TARGET, Features
from .settings import Settings

CHUNK = 100  # vectors of 2,048 rows that are checked at a time, so that memory stays bounded


def prepare(root: Path) -> None:
    """Write data/processed/{train,test}.parquet and the account of what cleaning did."""
    settings = Settings.load(root)
    with duckdb.connect() as db:
        read_tables(db, root / "data/interim")
        steps = run_script(db, root / "sql/clean.sql")
        run_script(db, root / "sql/features.sql")
        check_contract(db)
        run_script(db, root / "sql/split.sql", seed=settings.seed, test_share=settings.test_share)
        write_parts(db, root / "data/processed")
        write_account(db, steps, root / "reports")


def read_tables(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make each Parquet file a view under its own name."""
    # Spark has this function; with it DuckDB reads the same SQL.
    db.execute("CREATE MACRO unix_timestamp(time) AS CAST(epoch(time) AS BIGINT)")
    for file in sorted(folder.glob("*.parquet")):
        db.read_parquet(str(file)).create_view(file.stem)


def run_script(
    db: duckdb.DuckDBPyConnection, file: Path, **parameters: float
) -> list[dict[str, str | int]]:
    """Run a script's statements; return the tables they made, in order, with their rows."""
    steps: list[dict[str, str | int]] = []
    for statement in db.extract_statements(file.read_text(encoding="utf-8")):
        before = tables(db)
        used = {name: parameters[name] for name in statement.named_parameters}
        db.execute(statement, used)
        for table in tables(db) - before:
            steps.append({"table": table, "rows": count(db, table)})
    return steps


def tables(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables and views there are."""
    return {name for (name,) in db.execute("SHOW TABLES").fetchall()}


def count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    return len(db.table(table))


def check_contract(db: duckdb.DuckDBPyConnection) -> None:
    """Hold every row of `features` against the contract, some rows at a time."""
    relation = db.execute(f"SELECT {', '.join([*Features.model_fields, TARGET])} FROM features")
    while len(chunk := relation.fetch_df_chunk(CHUNK)):
        check(chunk)


def write_parts(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the training and the test part, rows in a fixed order."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, rule in {"train": "NOT is_test", "test": "is_test"}.items():
        rows = db.table("split").filter(rule).order(", ".join(ORDER_BY))
        rows.write_parquet(str(folder / f"{part}.parquet"))


def write_account(
    db: duckdb.DuckDBPyConnection, steps: list[dict[str, str | int]], folder: Path
) -> None:
    """Write data-quality.json: rows after each cleaning step, share of known values per column."""
    folder.mkdir(exist_ok=True)
    shares = [f"count({name}) / greatest(count(*), 1)" for name in Features.model_fields]
    row = db.execute(f"SELECT {', '.join(shares)} FROM features").fetchone() or ()
    coverage = dict(zip(Features.model_fields, (round(share, 4) for share in row), strict=True))
    account = {"steps": steps, "coverage": coverage}
    (folder / "data-quality.json").write_text(json.dumps(account, indent=2) + "\n")


if __name__ == "__main__":
    prepare(Path())
