"""DuckDB as this project uses it: memory with a limit, SQL by the statement, errors in words."""

import re
from pathlib import Path

import duckdb

MEMORY = "800MB"
# The last is what `TRIM(a) AS a` gives where there is no `a`.
NO_COLUMN = (
    r'column "(.+?)" not found|have a column named "(.+?)"|Column "(.+?)" referenced that exists'
    r'|Column "(.+?)" in REPLACE list not found'
)


class DataError(ValueError):
    """The data cannot be used as they are; the message says what, where and the way out."""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory; what exceeds the limit lies in `folder` until it is closed."""
    # Ten million rows do not fit into a laptop's memory. Rows are known by `source_row`, not by
    # their place: without an order to keep, DuckDB holds less of them at a time.
    db = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }
    )
    # Spark has this function; with it DuckDB reads the same SQL.
    db.execute("CREATE MACRO unix_timestamp(time) AS CAST(epoch(time) AS BIGINT)")
    return db


def read_tables(db: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Make each Parquet file a view under its own name; return the names with their rows."""
    files = sorted(folder.glob("*.parquet"))
    for file in files:
        db.read_parquet(str(file)).create_view(file.stem)
    return {file.stem: count(db, file.stem) for file in files}


def run_script(db: duckdb.DuckDBPyConnection, script: Path, **parameters: float) -> None:
    """Run a script's statements, each with the parameters that it names."""
    for statement in statements(db, script):
        used = {name: parameters[name] for name in statement.named_parameters}
        run_statement(db, statement, script, used)


def statements(db: duckdb.DuckDBPyConnection, script: Path) -> list[duckdb.Statement]:
    """The statements of a script, in order."""
    try:
        return list(db.extract_statements(script.read_text(encoding="utf-8")))
    except duckdb.Error as error:
        raise DataError(explain(str(error), script)) from None


def run_statement(
    db: duckdb.DuckDBPyConnection,
    statement: duckdb.Statement,
    script: Path,
    parameters: dict[str, float] | None = None,
) -> set[str]:
    """Run one statement of a script; return the names of the tables that it made."""
    known = tables(db)
    try:
        db.execute(statement, parameters)
    except duckdb.Error as error:
        raise DataError(explain(str(error), script)) from None
    return tables(db) - known


def explain(error: str, script: Path) -> str:
    """DuckDB's words on a failure as one line, with the way out where the data lack something."""
    place = f"sql/{script.name}"
    if column := re.search(NO_COLUMN, error):
        known = re.search(r"Candidate bindings: (.+)", error)
        like = f" (names like it: {known[1]})" if known else ""
        name = next(filter(None, column.groups()))
        return f"{place} reads a column `{name}` that the data do not have{like}: see data/raw"
    if table := re.search(r"Table with name (.+?) does not exist", error):
        return f"{place} reads `{table[1]}`, but data/raw has no file of that name"
    return f"{place}: {error.splitlines()[0].split('Error: ')[-1]}"


def tables(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables and views there are."""
    return {name for (name,) in db.execute("SHOW TABLES").fetchall()}


def columns(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table with their types."""
    relation = db.table(table)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    return len(db.table(table))


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'
