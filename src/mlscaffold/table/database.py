"""A table from a PostgreSQL database: the rows of one query, in a session that only reads."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError

if TYPE_CHECKING:
    import psycopg

PATIENCE = 30  # seconds until a connection must stand
ADDRESS = "such as postgresql://user@host:5432/database"
QUERY = 'such as --query "SELECT * FROM customers", or the path of a .sql file'
# The parts of SQL in which a semicolon means nothing; whatever is between them, bit by bit.
SQL = r"(?P<comment>--[^\n]*|/\*.*?\*/)|'[^']*'|\"[^\"]*\"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|."
# What libpq says of a failed connection, and the way out.
WAYS_OUT = {
    "password": "set PGPASSWORD, or have a line for it in ~/.pgpass",
    "resolve|translate": "check the host in the address",
    "refused|no such file": "check that the server runs there, and its port",
    "timeout|unreachable": "check the host and port, and the network between",
    "database .* does not exist": "check the database in the address",
}


def extract(address: str, query: str | None, folder: Path) -> tuple[Path, dict[str, str]]:
    """Run a query, read-only, and write its rows as CSV, in bounded memory.

    Returns the file and the template's answers about where it came from.
    """
    place = check_database(address)
    if query is None:
        raise UsageError("a database in --data needs --query", QUERY)
    sql = statement(read_query(query))
    file = folder / "query.csv"
    with connect(address, place) as connection:
        if copy_rows(connection, sql, file) == 0:
            raise UsageError("the query gives no rows", "try it in psql")
    return file, {"source_kind": "postgres", "source_address": address, "source_query": sql}


def check_database(address: str) -> str:
    """Refuse, without repeating it, an address that is none or has a password in it.

    Returns host, port and database, for messages.
    """
    # Looked at before libpq, which may take part of a password for a host.
    user, _, _ = address.partition("://")[2].rpartition("@")
    parts = {"password": "?"} if ":" in user else parts_of(address)
    if {"password", "sslpassword"} & parts.keys():
        message = "--data has a password in it, which would be written into the project"
        raise UsageError(message, f"leave it out; {WAYS_OUT['password']}")
    host = parts.get("host") or os.environ.get("PGHOST", "localhost")
    port = f":{parts['port']}" if "port" in parts else ""
    return f"{host}{port}/{parts.get('dbname', '')}"


def parts_of(address: str) -> dict[str, Any]:
    """An address as libpq reads it, whose own message would repeat what it cannot read."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(address)
        [int(port) for port in str(parts.get("port", 0)).split(",")]  # libpq would look later
    except (ProgrammingError, ValueError):
        raise UsageError("--data is no address of a database", ADDRESS) from None
    return parts


def read_query(query: str) -> str:
    """The SQL given, or that of the file given."""
    if not re.fullmatch(r"[^\n;*]+\.sql", query.strip()):
        return query
    path = Path(query.strip())
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        hint = "check the path given to --query"
        raise UsageError(f"`{path}` cannot be read: {reason}", hint) from error


def statement(sql: str) -> str:
    """A query without the semicolon and the comments after it."""
    end = 0
    for part in re.finditer(SQL, sql, re.DOTALL):
        if not part["comment"] and part[0] != ";" and not part[0].isspace():
            end = part.end()
    if not end:
        raise UsageError("--query is empty", QUERY)
    return sql[:end].strip()


def connect(address: str, place: str) -> psycopg.Connection:
    """A session that can only read; the password comes from PGPASSWORD or ~/.pgpass."""
    import psycopg

    try:
        connection = psycopg.connect(address, connect_timeout=PATIENCE, client_encoding="utf8")
    except psycopg.Error as error:
        raise UsageError(f"cannot connect to {place}: {reason(error)}", way_out(error)) from error
    connection.read_only = True
    return connection


def reason(error: psycopg.Error) -> str:
    """The one line of a failed connection that says why; the server's own if it spoke."""
    lines = str(error).splitlines() or ["no reason given"]
    line = next((line for line in lines if "FATAL" in line), lines[0])
    return re.sub(r"^.*(failed|FATAL): +", "", line).strip()


def way_out(error: psycopg.Error) -> str:
    """What to do about a failed connection."""
    hints = (hint for words, hint in WAYS_OUT.items() if re.search(words, reason(error), re.I))
    return next(hints, "try it with psql")


def copy_rows(connection: psycopg.Connection, sql: str, file: Path) -> int:
    """Write the rows of a query, with a header; return how many there are."""
    import psycopg

    before = "COPY ("
    # The line break ends a comment in the last line. Bytes, because psycopg takes no other text
    # that was not written in the code itself.
    command = f"{before}{sql}\n) TO STDOUT (FORMAT csv, HEADER)".encode()
    try:
        # Times as the same text on every machine; LOCAL, because a pool may lend the session on.
        connection.execute("SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'")
        with connection.cursor() as cursor, file.open("wb") as out:
            with cursor.copy(command) as copy:
                out.writelines(copy)
            return cursor.rowcount
    except psycopg.Error as error:
        said = error.diag.message_primary or reason(error)
        where = place_in(sql, int(error.diag.statement_position or 0) - len(before))
        hint = error.diag.message_hint or "try it in psql"
        raise UsageError(f"the query failed: {said}{where}", hint) from error


def place_in(sql: str, position: int) -> str:
    """A position, counted from 1, as line and column; nothing where the server gave none."""
    above = sql[: position - 1].split("\n")
    return f" (line {len(above)}, column {len(above[-1]) + 1})" if position > 0 else ""
