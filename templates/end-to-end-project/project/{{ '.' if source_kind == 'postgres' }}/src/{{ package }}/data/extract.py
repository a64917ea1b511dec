"""The raw table is what sql/source.sql gives in the PostgreSQL database of params.yaml."""

import sys
from pathlib import Path

import psycopg

from ..project import params
from .cleaning import DataError

PATIENCE = 30  # seconds until the connection must stand


def extract(root: Path) -> Path:
    """Write the query's rows to data/raw/ as CSV; a failure leaves the file that was there."""
    source = params(root)["source"]
    query = (root / "sql/source.sql").read_text(encoding="utf-8").strip().removesuffix(";")
    file: Path = root / "data/raw" / source["file"]
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    try:
        with connect(source["address"]) as connection:
            copy_rows(connection, query, part)
        part.replace(file)
    except psycopg.Error as error:
        raise DataError(f"sql/source.sql: {str(error).splitlines()[0]}: try it in psql") from error
    finally:
        part.unlink(missing_ok=True)
    return file


def connect(address: str) -> psycopg.Connection:
    """Begin a session that can only read; the password comes from PGPASSWORD or ~/.pgpass."""
    try:
        connection = psycopg.connect(address, connect_timeout=PATIENCE, client_encoding="utf8")
    except psycopg.OperationalError as error:
        hint = (
            "Is PGPASSWORD set, or a line for it in ~/.pgpass? Is the address in params.yaml right?"
        )
        raise DataError(f"no connection to {address}\n{error}\n{hint}") from error
    connection.read_only = True
    return connection


def copy_rows(connection: psycopg.Connection, query: str, file: Path) -> None:
    """Write the rows of a query with a header, as they come, so that memory stays bounded."""
    # Times are the same text on every machine.
    connection.execute("SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'")
    # The line break ends a comment in the query's last line.
    command = f"COPY ({query}\n) TO STDOUT (FORMAT csv, HEADER)".encode()
    with connection.cursor() as cursor, file.open("wb") as out:
        with cursor.copy(command) as rows:
            out.writelines(rows)
        if cursor.rowcount == 0:
            raise DataError("sql/source.sql gives no rows: try it in psql")


if __name__ == "__main__":
    try:
        extract(Path())
    except DataError as error:
        sys.exit(str(error))
