"""Text becomes clean rows, features, and a training and a test part, all in SQL (see sql/)."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ..project import Settings, write
from ..schema import RAW, TARGET
from .cleaning import Connection, DataError, clean, run
from .contract import breaches, fields

MEMORY = "800MB"  # what exceeds it lies on the disk
CHUNK = 100  # vectors of 2,048 rows that are checked at a time
MOST_VALUES = 8  # of a category, the most frequent ones
FEWEST_ROWS = 10  # in which a value must be, to be shown


def prepare(root: Path) -> None:
    """Write data/processed/{train,test}.parquet and reports/data-quality.json.

    Raises DataError, once the report is written, when the data are not fit to learn from.
    """
    settings = Settings.load(root)
    folder = root / "data/processed"
    folder.mkdir(parents=True, exist_ok=True)
    with connect(folder) as db:
        tables = read_tables(db, root / "data/interim")
        steps = clean(db, root / "sql/clean", RAW)
        run(db, root / "sql/features.sql")
        about = {"sha256": fingerprint(root / "data/raw"), "tables": tables, "steps": steps}
        account = about | examine(db)
        wrong = problems(account, len(db.table("features")), settings.most_dropped)
        if not wrong:
            account["split"] = split(db, root / "sql/split.sql", settings)
            account["rows"] |= write_parts(db, folder)
        write(root / "reports/data-quality.json", account)
    if wrong:
        raise DataError("\n".join(["the data are not fit to learn from:", *wrong]))


def connect(folder: Path) -> Connection:
    """Open a database in memory; what exceeds the limit lies in `folder` until it is closed."""
    # Rows are known by source_row, not by their place: without an order to keep, less is held.
    db = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(folder / ".duckdb"),
            "preserve_insertion_order": False,
        }
    )
    # Spark's name, as the scripts keep to the SQL that Spark reads too.
    db.execute("CREATE MACRO unix_timestamp(time) AS CAST(epoch(time) AS BIGINT)")
    return db


def read_tables(db: Connection, folder: Path) -> dict[str, int]:
    """Make each Parquet file a view under its own name; return the names with their rows."""
    files = sorted(folder.glob("*.parquet"))
    if RAW not in [file.stem for file in files]:
        raise DataError(f"data/interim has no {RAW}.parquet: run the stage ingest first")
    for file in files:
        db.read_parquet(str(file)).create_view(file.stem)
    return {file.stem: len(db.table(file.stem)) for file in files}


def fingerprint(folder: Path) -> str:
    """SHA-256 of the raw files' names and contents: that of the list which `sha256sum *` prints."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.iterdir() if path.name[0] != "." and path.is_file()):
        with file.open("rb") as content:
            line = f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n"
        digest.update(line.encode())
    return digest.hexdigest()


def examine(db: Connection) -> dict[str, Any]:
    """What there is to say of the rows: how many, the rules that they break, what columns hold."""
    there = db.table("features").columns
    facts = [describe(db, name, field) for name, field in fields().items() if name in there]
    known = [1 - each["missing"] for each in facts if each["name"] != TARGET]
    return {
        "rows": {"raw": len(db.table(RAW)), "clean": len(db.table("clean"))},
        "breaches": breaches(chunks(db, ["source_row", *(each["name"] for each in facts)])),
        "columns": facts,
        "known_cells": round(sum(known) / len(known), 4),
    }


def describe(db: Connection, name: str, field: dict[str, Any]) -> dict[str, Any]:
    """Of one column the meaning, the share of missing values, and what it holds, in words."""
    query = f'SELECT count(*), count("{name}"), min("{name}"), max("{name}") FROM features'
    total, known, low, high = db.execute(query).fetchall()[0]
    rules = field.get("anyOf", [field])[0]
    if "enum" in rules:
        holds = frequent(db, name)
    elif rules["type"] == "string":
        query = f'SELECT approx_count_distinct("{name}") FROM features'
        holds = f"about {db.execute(query).fetchall()[0][0]:,} different texts"
    else:
        holds = f"{low:g} … {high:g}" if known else ""
    missing = round(1 - known / max(total, 1), 4)
    meaning = field.get("description", "What is predicted")
    return {"name": name, "meaning": meaning, "missing": missing, "holds": holds}


def frequent(db: Connection, name: str) -> str:
    """The most frequent values of a category, with their shares of the rows; no rare ones."""
    query = f"""
        SELECT "{name}", count(*) / (SELECT count(*) FROM features) FROM features
        WHERE "{name}" IS NOT NULL GROUP BY 1 HAVING count(*) >= {FEWEST_ROWS}
        ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}
    """
    return ", ".join(f"{value} {share:.1%}" for value, share in db.execute(query).fetchall())


def chunks(db: Connection, names: list[str]) -> Iterator[pd.DataFrame]:
    """These columns of all rows of `features`, some rows at a time."""
    found = db.execute(f"""SELECT "{'", "'.join(names)}" FROM features""")
    while len(chunk := found.fetch_df_chunk(CHUNK)):
        yield chunk


def problems(account: dict[str, Any], made: int, most_dropped: float) -> list[str]:
    """All that is wrong with the data: what, where, and the way out."""
    raw, kept = account["rows"]["raw"], account["rows"]["clean"]
    wrong = [f"- {breach(each)}" for each in account["breaches"]]
    if wrong:
        wrong.append("  Mend data/raw or sql/clean; where a rule is wrong, change it in schema.py.")
    if raw - kept > most_dropped * raw:
        steps = [f"{s['step']} {s['dropped']:,}" for s in account["steps"] if s["dropped"]]
        wrong.append(f"- cleaning dropped {raw - kept:,} of {raw:,} rows: {', '.join(steps)}")
        wrong.append("  Mend data/raw or sql/clean; where they have to go, raise most_dropped.")
    if made != kept:
        wrong.append(f"- sql/features.sql made {made:,} rows of {kept:,} clean ones")
        wrong.append("  Drop rows in sql/clean, where they are counted; JOIN what is there once.")
    return wrong


def breach(found: dict[str, Any]) -> str:
    """A broken rule in one line: column, rule, how many rows break it, and the first of them."""
    cases = f" (rows: {found['rows']:,}, first {found['first']})" if found["rows"] else ""
    return f"{found['column']}: {found['rule']}{cases}"


def split(db: Connection, script: Path, settings: Settings) -> dict[str, Any]:
    """Make the table `split`, the features with the part that each row is in; say how it was drawn."""
    text = script.read_text(encoding="utf-8")
    named = db.extract_statements(text)[0].named_parameters
    values = {name: getattr(settings, name) for name in named}
    run(db, script, before="CREATE TABLE split AS\n", values=values)
    sizes = "SELECT count(*) AS size FROM split GROUP BY together"
    sets, largest = db.execute(f"SELECT count(*), max(size) FROM ({sizes})").fetchall()[0]
    rule = text.splitlines()[0].removeprefix("-- ")
    if "seed" in named:
        sizes = f"{sets:,} sets of rows, the largest of {largest:,}"
        rule += f" It was drawn from {sizes if largest > 1 else 'single rows'}."
    return {"rule": rule, "sets": sets, "largest": largest}


def write_parts(db: Connection, folder: Path) -> dict[str, int]:
    """Write the training and the test part, rows in a fixed order; return how many each has."""
    counts = {}
    for part, rule in {"train": "NOT is_test", "test": "is_test"}.items():
        rows = db.table("split").filter(rule)
        counts[part] = len(rows)
        if not counts[part]:
            raise DataError(f"sql/split.sql leaves no rows for the {part} part")
        ordered = rows.order("nth_row").project("* EXCLUDE (nth_row, is_test)")
        ordered.write_parquet(str(folder / f"{part}.unfinished"))
    for part in counts:
        (folder / f"{part}.unfinished").replace(folder / f"{part}.parquet")
    return counts


if __name__ == "__main__":
    try:
        prepare(Path())
    except DataError as error:
        sys.exit(str(error))
