"""Past days of the prediction log become one Parquet file each: predictions-2026-01-31.parquet.

Whatever stops it, nothing is lost or counted twice: lines go only when the Parquet file has them,
and a line is in it once. Each is kept as it was written, so that a column which the service no
longer has stays: SELECT id, line.input.hour FROM 'predictions/*.parquet'
"""

import os
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb

PATIENCE = 60  # seconds after the last write to a file, until it is taken for finished
# A line torn by a crash has no id. Times are UTC.
LINES = """
    SELECT (json->>'time')::TIMESTAMP AS time, json->>'id' AS id,
           json->>'prediction' AS prediction, json->>'truth' AS truth, json AS line
    FROM read_ndjson_objects(?, ignore_errors = true) WHERE json->>'id' IS NOT NULL
"""


def archive(folder: Path) -> None:
    """Make Parquet files of the finished days in `folder`."""
    for day, files in finished(folder).items():
        parquet = folder / f"predictions-{day}.parquet"
        draft = parquet.with_suffix(f".{os.getpid()}")
        save(files, parquet, draft)
        draft.replace(parquet)
        for file in files:
            file.unlink(missing_ok=True)
        print(parquet)


def finished(folder: Path) -> dict[str, list[Path]]:
    """The files of lines of past days, except those just written to."""
    now = datetime.now(UTC)
    days = defaultdict(list)
    for file in sorted(folder.glob("predictions-*.jsonl")):
        day = file.name.removeprefix("predictions-")[:10]
        if day < str(now.date()) and file.stat().st_mtime < now.timestamp() - PATIENCE:
            days[day].append(file)
    return days


def save(files: list[Path], parquet: Path, draft: Path) -> None:
    """Write to `draft` the lines of the files and those that the Parquet file already has."""
    query, values = LINES, [[str(file) for file in files]]
    if parquet.exists():
        query, values = f"{LINES} UNION ALL FROM read_parquet(?)", [*values, [str(parquet)]]
    with duckdb.connect() as connection:
        table = f"SELECT DISTINCT * FROM ({query}) ORDER BY time, id"
        connection.execute(f"COPY ({table}) TO ? (FORMAT parquet)", [*values, str(draft)])


if __name__ == "__main__":
    archive(Path(sys.argv[1] if len(sys.argv) > 1 else "predictions"))
