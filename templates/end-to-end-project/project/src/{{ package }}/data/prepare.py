"""Text becomes clean rows, features, and a training and a test part, all in SQL (see sql/)."""

import hashlib
import sys
from pathlib import Path
from typing import Any

import duckdb

from ..project import Settings, write
from ..schema import RAW, TARGET
from .cleaning import Connection, DataError, clean, run
from .contract import breaches, fields


def prepare(root: Path) -> None:
    """Write data/processed/{train,test}.parquet and reports/data-quality.json.

    Raises DataError, once the report is written, when the data are not fit to learn from.
    """
    settings = Settings.load(root)
    folder = root / "data/processed"
    with connect(folder) as db:
        tables = read_tables(db, root / "data/interim")
        steps = clean(db, root / "sql/clean", RAW)
        run(db, root / "sql/features.sql")
        about = {"sha256": fingerprint(root / "data/raw"), "tables": tables, "steps": steps}
        account = about | examine(db)
        wrong = problems(account, len(db.table("features")), settings.most_dropped)
        if not wrong:
            account["split"] = {"rule": split(db, root / "sql/split.sql", settings)}
            account["rows"] |= write_parts(db, folder)
    write(root / "reports/data-quality.json", account)
    if wrong:
        raise DataError("\n".join(["the data are not fit to learn from:", *wrong]))


def connect(folder: Path) -> Connection:
    """Open a database in memory; what exceeds 800 MB lies in `folder` until it is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    # Rows are known by source_row, not by their place: without an order to keep, less is held.
    db = duckdb.connect(config={"memory_limit": "800MB", "preserve_insertion_order": False})
    db.execute("SET temp_directory = $folder", {"folder": str(folder / ".duckdb")})
    # Spark's name, as the scripts keep to the SQL that Spark reads too.
    db.execute("CREATE MACRO unix_timestamp(time) AS CAST(epoch(time) AS BIGINT)")
    return db


def read_tables(db: Connection, folder: Path) -> dict[str, int]:
    """Make each Parquet file a view under its own name; return the names with their rows."""
    files = sorted(folder.glob("*.parquet"))
    for file in files:
        db.read_parquet(str(file)).create_view(file.stem)
    return {file.stem: len(db.table(file.stem)) for file in files}


def fingerprint(folder: Path) -> str:
    """SHA-256 of the raw files' names and contents: that of the list which `sha256sum *` prints."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("[!.]*")):
        with file.open("rb") as content:
            line = f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n"
        digest.update(line.encode())
    return digest.hexdigest()


def examine(db: Connection) -> dict[str, Any]:
    """What there is to say of the rows: how many, the rules that they break, what columns hold."""
    needed = ["source_row", *fields()]
    if absent := [name for name in needed if name not in db.table("features").columns]:
        raise DataError(f"sql/features.sql makes no {', '.join(absent)}, which schema.py has")
    columns = describe(db)
    parts = db.table("features").select(*needed).to_arrow_reader(200_000)  # for bounded memory
    broken = breaches(part.to_pandas() for part in parts)
    filled = [1 - each["missing"] for each in columns if each["name"] != TARGET]
    return {
        "rows": {"raw": len(db.table(RAW)), "clean": len(db.table("clean"))},
        "breaches": broken,
        "columns": columns,
        "known_cells": round(sum(filled) / len(filled), 4),
    }


def describe(db: Connection) -> list[dict[str, Any]]:
    """Of each column the meaning, the share of missing values, and what it holds, in words."""
    query = f"""
        SELECT TRY_CAST(min AS DOUBLE), TRY_CAST(max AS DOUBLE), approx_unique, round(coalesce(null_percentage, 100) / 100, 4)
        FROM (SUMMARIZE SELECT "{'", "'.join(fields())}" FROM features)
    """
    found = []
    rows = db.execute(query).fetchall()
    for (name, field), (low, high, distinct, missing) in zip(fields().items(), rows, strict=True):
        holds = frequent(db, name) if "enum" in field else span(field, low, high, distinct)
        meaning = field.get("description", "What is predicted")
        found.append({"name": name, "meaning": meaning, "missing": float(missing), "holds": holds})
    return found


def span(field: dict[str, Any], low: float | None, high: float | None, distinct: int) -> str:
    """What a column of numbers, or of free text, holds."""
    if field["type"] == "string":
        return f"about {distinct:,} different texts"
    return "" if low is None or high is None else f"{low:g} … {high:g}"


def frequent(db: Connection, name: str) -> str:
    """The eight most frequent values of a category, with their shares; none of under ten rows."""
    query = f"""
        SELECT "{name}", count(*) / (SELECT count(*) FROM features) AS share FROM features
        WHERE "{name}" IS NOT NULL GROUP BY 1 HAVING count(*) >= 10 ORDER BY 2 DESC, 1 LIMIT 8
    """
    return ", ".join(f"{value} {share:.1%}" for value, share in db.execute(query).fetchall())


def problems(account: dict[str, Any], made: int, most_dropped: float) -> list[str]:
    """All that is wrong with the data: what, where, and the way out."""
    raw, kept = account["rows"]["raw"], account["rows"]["clean"]
    wrong = [breach(each) for each in account["breaches"]]
    if raw - kept > most_dropped * raw:
        steps = [f"{s['step']} {s['dropped']:,}" for s in account["steps"] if s["dropped"]]
        wrong.append(
            f"- cleaning dropped {raw - kept:,} of {raw:,} rows ({', '.join(steps)}):"
            " mend data/raw or sql/clean; where they have to go, raise most_dropped"
        )
    if made != kept:
        advice = "JOIN what is there once, drop rows in sql/clean"
        wrong.append(f"- sql/features.sql made {made:,} rows of {kept:,}: {advice}")
    return wrong


def breach(found: dict[str, Any]) -> str:
    """A broken rule in one line."""
    where = f"{found['column']} {found['rule']} ({found['rows']:,} rows, first {found['first']})"
    return f"- {where}: mend data/raw or sql/clean; where the rule is wrong, change it in schema.py"


def split(db: Connection, script: Path, settings: Settings) -> str:
    """Make the table `split`, the features with the part that each row is in; return the rule."""
    text = script.read_text(encoding="utf-8")
    values = {"seed": settings.seed, "test_share": settings.test_share}
    used = {name: value for name, value in values.items() if f"${name}" in text}
    run(db, script, before="CREATE TABLE split AS\n", values=used)
    return text.splitlines()[0].removeprefix("-- ")


def write_parts(db: Connection, folder: Path) -> dict[str, int]:
    """Write the training and the test part, rows in a fixed order; return how many each has."""
    counts = {}
    for part, rule in {"train": "NOT is_test", "test": "is_test"}.items():
        rows = db.table("split").filter(rule)
        counts[part] = len(rows)
        if not counts[part]:
            raise DataError(f"sql/split.sql leaves no rows for the {part} part")
        rows = rows.order("nth_row").project("* EXCLUDE (nth_row, is_test)")
        rows.write_parquet(str(folder / f"{part}.parquet"))
    return counts


if __name__ == "__main__":
    try:
        prepare(Path())
    except DataError as error:
        sys.exit(str(error))
