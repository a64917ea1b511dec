"""A PostgreSQL server of our own: in a temporary folder, on a free port, with passwords."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT
from tests.generated.test_sample import free_port

# With all that an address would have to spell in another way.
PASSWORD = "hunter2 @:/?#%'"


@dataclass(frozen=True)
class Server:
    """A running server with the user `ana`, who may only read."""

    port: int

    @property
    def address(self) -> str:
        """The reader's address, as it is given to --data."""
        return f"postgresql://ana@127.0.0.1:{self.port}/clinic"

    def run(self, *statements: str, database: str = "clinic") -> None:
        """Run statements as the owner, one by one."""
        settings = {"user": "owner", "password": PASSWORD, "dbname": database}
        with psycopg.connect(
            host="127.0.0.1", port=self.port, autocommit=True, **settings
        ) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty database; gone afterwards."""
    tools = find_tools()
    # Not pytest's folder: that is closed to the user whom the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="mlscaffold-postgres-"))
    server = Server(free_port())
    try:
        begin(tools, folder, server.port)
        server.run("CREATE DATABASE clinic", database="postgres")
        server.run(f"CREATE USER ana PASSWORD '{PASSWORD.replace(chr(39), chr(39) * 2)}'")
        yield server
        call(folder, tools / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_tools() -> Path:
    """The folder of the server's programs, installed where that can be done; else a skip."""
    if not installed() and os.geteuid() == 0 and shutil.which("apt-get"):
        script = ROOT / "scripts/install-postgresql.sh"
        subprocess.run([script], capture_output=True, text=True)
    if not installed():
        pytest.skip("no PostgreSQL server is installed, nor could be by apt-get as root")
    return installed()[-1]


def installed() -> list[Path]:
    """Folders with a server's programs, by version."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = [Path(tool).parent for tool in [shutil.which("initdb")] if tool]
    return on_path + sorted(found, key=lambda path: float(path.parent.name))


def begin(tools: Path, folder: Path, port: int) -> None:
    """Make the data folder and start the server."""
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    options = ["--username=owner", f"--pwfile={secret}", "--auth=scram-sha-256"]
    call(folder, tools / "initdb", "-D", folder / "data", "--encoding=UTF8", *options)
    listen = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    log = folder / "log"
    call(folder, tools / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", log, "-o", listen)


def call(folder: Path, *command: object) -> None:
    """Run a program as a user who is not root, which no server would run as."""
    someone = {"user": "postgres", "group": "postgres", "extra_groups": []}
    result = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        # A server keeps its output open: a pipe would never end.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **(someone if os.geteuid() == 0 else {}),  # type: ignore[arg-type]
    )
    assert result.returncode == 0, f"{command}: {log_of(folder)}"


def log_of(folder: Path) -> str:
    """What the server wrote."""
    log = folder / "log"
    return log.read_text(encoding="utf-8") if log.exists() else "no log"
