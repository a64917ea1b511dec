"""Past days of the prediction log become one Parquet file each: predictions-2026-01-31.parquet.

The service has this done by a process of its own, so that it needs no memory for it. Whatever
stops it, nothing is lost or counted twice: lines go only when the Parquet file has them, and a
prediction's id is in it once.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from .schema import CLASSES, NUMBERS, Features

PATIENCE = 60  # seconds after the last write to a file, until it is taken for finished
INPUT = ", ".join(
    f'"{name}" {"DOUBLE" if name in NUMBERS else "VARCHAR"}' for name in Features.model_fields
)
# Times are UTC; a type with a time zone would need pytz to be read from Python.
PREDICTION = "VARCHAR" if CLASSES else "DOUBLE"
COLUMNS = {
    "predictions": {
        "time": "TIMESTAMP",
        "id": "VARCHAR",
        "model": "VARCHAR",
        "prediction": PREDICTION,
        "probabilities": "MAP(VARCHAR, DOUBLE)",
        "input": f"STRUCT({INPUT})",
    },
    "feedback": {"time": "TIMESTAMP", "id": "VARCHAR", "truth": PREDICTION},
}


class Sealer:
    """Starts the sealing when a day has passed, and when the service begins."""

    def __init__(self, folder: Path) -> None:
        """Look after `folder`."""
        self.folder, self.hour = folder, ""
        self.process: subprocess.Popen[bytes] | None = None

    def tick(self) -> None:
        """Once an hour, have finished files sealed, without waiting for it."""
        if self.process and self.process.poll() is not None:
            self.process = None
        hour = datetime.now(UTC).isoformat()[:13]
        if self.process or hour == self.hour:
            return
        self.hour = hour
        if finished(self.folder):
            command = [sys.executable, "-m", __name__, str(self.folder)]
            self.process = subprocess.Popen(command)


def finished(folder: Path) -> dict[tuple[str, str], list[Path]]:
    """The line files of past days by kind and day, except those just written to."""
    now = datetime.now(UTC)
    days: dict[tuple[str, str], list[Path]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        kind, day = file.name.split("-")[0], "-".join(file.name.split("-")[1:4])
        is_quiet = now.timestamp() - file.stat().st_mtime > PATIENCE
        if kind in COLUMNS and day < now.date().isoformat() and is_quiet:
            days.setdefault((kind, day), []).append(file)
    return days


def seal(folder: Path) -> None:
    """Make Parquet files of finished days; nothing when another process is at it."""
    import duckdb  # here, so that the service itself does not load it

    try:
        # The database holds nothing: DuckDB's lock on it lets one process seal at a time.
        connection = duckdb.connect(str(folder / "seal.lock"), config={"threads": 1})
    except duckdb.IOException:
        return
    with connection:
        connection.execute("SET memory_limit = '200MB'")
        for (kind, day), files in finished(folder).items():
            sealed = folder / f"{kind}-{day}.parquet"
            unfinished = sealed.with_suffix(".unfinished")
            query = f"SELECT * FROM ({source(kind, files)})"
            if sealed.exists():
                query += f" UNION ALL BY NAME SELECT * FROM read_parquet({quoted(sealed)})"
            # One row for each id and time: lines may be in both after a crash.
            query = f"SELECT DISTINCT ON (id, time) * FROM ({query}) ORDER BY time"
            connection.execute(f"COPY ({query}) TO {quoted(unfinished)} (FORMAT parquet)")
            unfinished.replace(sealed)
            for file in files:
                file.unlink()


def source(kind: str, files: list[Path]) -> str:
    """SQL that reads line files; a line torn by a crash is left out."""
    columns = ", ".join(f"'{name}': {quoted(type_)}" for name, type_ in COLUMNS[kind].items())
    columns = "{" + columns + "}"
    names = ", ".join(map(quoted, files))
    return (
        f"SELECT * FROM read_json([{names}], format = 'newline_delimited', "
        f"columns = {columns}, ignore_errors = true) WHERE id IS NOT NULL"
    )


def table(folder: Path, kind: str) -> str:
    """SQL that reads the whole log of a kind, sealed or not: `FROM (…)`."""
    lines, sealed = sorted(folder.glob(f"{kind}-*.jsonl")), sorted(folder.glob(f"{kind}-*.parquet"))
    parts = [source(kind, lines)] if lines else []
    if sealed:
        parts.append(f"SELECT * FROM read_parquet([{', '.join(map(quoted, sealed))}])")
    columns = ", ".join(f"NULL::{type_} AS {name}" for name, type_ in COLUMNS[kind].items())
    return " UNION ALL BY NAME ".join(parts) or f"SELECT {columns} WHERE false"


def quoted(value: object) -> str:
    """A value as text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


if __name__ == "__main__":
    seal(Path(sys.argv[1]))
