"""Tables from a real PostgreSQL server, and a whole project from one."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.table.tables import obtain
from tests.generated.checks import CHECKS
from tests.generated.conftest import Whole, make
from tests.generated.server import PASSWORD, Server, running

pytestmark = pytest.mark.slow

TABLE = """
    CREATE TABLE visits AS SELECT
        n AS visit_id,
        timestamptz '2024-01-01 12:00:00+02' + n * interval '7 hours' AS arrived,
        CASE WHEN n % 17 > 0 THEN 20 + n * 7 % 60 END AS age,
        (ARRAY['north', 'süd, "old"', 'o''hara'])[n % 3 + 1] AS ward,
        (n * 13 % 100 / 4.0)::numeric(8, 2) AS fee,
        n % 5 = 0 AS member,
        CASE WHEN (n * 7 % 60 > 30) <> (n % 11 = 0) THEN 'yes' ELSE 'no' END AS stays
    FROM generate_series({}, {}) AS n
"""
QUERY = """-- Visits of grown-ups; the visit's number is not kept.
SELECT arrived, age, ward, fee, member, stays
FROM visits
WHERE age IS NULL OR age >= 18 -- all of them; for now
ORDER BY visit_id
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        server.run(TABLE.format(1, 600), "CREATE TABLE secret AS SELECT 1 AS one")
        server.run("GRANT SELECT ON visits TO ana", "GRANT CREATE ON SCHEMA public TO ana")
        yield server


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


def refusal(address: str, query: str, folder: Path) -> str:
    with pytest.raises(UsageError) as caught:
        obtain(address, query=query, folder=folder)
    text = f"{caught.value.message} | {caught.value.hint}"
    assert PASSWORD not in text
    assert caught.value.hint
    return text


def test_the_rows_of_a_query_become_a_csv(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGTZ", "Asia/Tokyo")
    monkeypatch.setenv("PGDATESTYLE", "German")
    source = obtain(server.address, query=f"{QUERY};\n-- the end", folder=tmp_path)
    with source.path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["arrived", "age", "ward", "fee", "member", "stays"]
    assert len(rows) == 600
    assert rows[0] == ["2024-01-01 17:00:00+00", "27", 'süd, "old"', "3.25", "f", "no"]
    assert rows[16][1] == ""
    assert source.answers == {
        "source_kind": "postgres",
        "source_address": server.address,
        "source_query": QUERY.rpartition("\n")[0],
    }


@pytest.mark.parametrize(
    "query", ["TABLE visits;", "VALUES (1, 'a'), (2, 'b')", "WITH v AS (TABLE visits) TABLE v"]
)
def test_every_kind_of_question_is_answered(server: Server, tmp_path: Path, query: str) -> None:
    assert obtain(server.address, query=query, folder=tmp_path).path.stat().st_size > 10


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT nope FROM visits", 'column "nope" does not exist (line 1, column 8)'),
        ("SELECT ward\n  FORM visits;", '"visits" (line 2, column 8)'),
        ("SELECT ag FROM visits", 'Perhaps you meant to reference the column "visits.age"'),
        ("TABLE secret", "permission denied for table secret"),
        ("SELECT 1 / 0", "division by zero"),
        ("SELECT * FROM visits WHERE false", "the query gives no rows"),
        ("SELECT 1; SELECT 2", 'syntax error at or near ";" (line 1, column 9)'),
        ("DELETE FROM visits", "must have a RETURNING clause"),
        ("CREATE TABLE mine (a int)", "syntax error"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "read-write mode"),
    ],
)
def test_a_query_that_fails(server: Server, tmp_path: Path, query: str, says: str) -> None:
    assert says in refusal(server.address, query, tmp_path)


def test_nobody_can_write(server: Server, tmp_path: Path) -> None:
    owner = server.address.replace("ana", "owner")
    query = "DELETE FROM visits RETURNING *"
    assert "cannot execute DELETE in a read-only transaction" in refusal(owner, query, tmp_path)


def test_connections_that_are_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = server.address.replace("clinic", "nowhere")
    assert 'database "nowhere" does not exist | check the database' in refusal(
        elsewhere, "SELECT 1", tmp_path
    )
    monkeypatch.setenv("PGPASSWORD", "wrong")
    said = refusal(server.address, "SELECT 1", tmp_path)
    assert 'password authentication failed for user "ana" | set PGPASSWORD' in said
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert "no password supplied | set PGPASSWORD" in refusal(server.address, "SELECT 1", tmp_path)


def test_the_password_may_be_in_the_users_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSWORD")
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{server.port}:*:ana:{PASSWORD.replace(':', chr(92) + ':')}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert obtain(server.address, query="SELECT 1", folder=tmp_path).path.exists()


def test_memory_stays_bounded(server: Server, tmp_path: Path) -> None:
    # Not getrusage, which counts what the parent had when it forked.
    code = """
import re, sys
from pathlib import Path
from mlscaffold.table.tables import obtain
query = "SELECT n, repeat('x', 1000) AS text FROM generate_series(1, 250000) AS n"
file = obtain(sys.argv[1], query=query, folder=Path(sys.argv[2])).path
most = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(file.stat().st_size, 1024 * int(most[1]))
"""
    command = [sys.executable, "-c", code, server.address, str(tmp_path)]
    size, memory = map(int, subprocess.check_output(command, text=True).split())
    assert size > 250e6
    assert memory < 100e6


@pytest.mark.matrix
def test_a_whole_project(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = ["--data", server.address, "--query", QUERY, "--target", "stays"]
    project = make(tmp_path / "visits", *table)
    for check in CHECKS:
        check(project)
    check_no_password(project)
    check_fresh_rows(project, server)
    monkeypatch.delenv("PGPASSWORD")
    check_without_the_password(project)


def check_no_password(project: Whole) -> None:
    """The password is in no file, of the working tree, of git's or of DVC's."""
    first = PASSWORD.split()[0].encode()
    for file in project.folder.rglob("*"):
        if file.is_file() and ".venv" not in file.parts:
            assert first not in file.read_bytes(), file
    assert first.decode() not in project.run("git log --patch --all")
    assert project.run("git ls-files data") == ""


def check_fresh_rows(project: Whole, server: Server) -> None:
    """New rows come when they are asked for, as the README says."""
    server.run(f"INSERT INTO visits {TABLE.format(601, 660).partition(' AS ')[2]}")
    assert "up to date" in project.run("uv run dvc repro")
    assert project.json("reports/data-quality.json")["steps"][-1]["rows"] == 600
    project.run(next(block for block in project.readme_blocks() if "extract" in block))
    assert project.json("reports/data-quality.json")["steps"][-1]["rows"] == 660


def check_without_the_password(project: Whole) -> None:
    """What was read stays at work; reading again says what to look at, and takes nothing away."""
    assert "up to date" in project.run("uv run dvc repro")
    (raw,) = (project.folder / "data/raw").iterdir()
    before = raw.read_bytes()
    said = project.run("! uv run dvc repro --force --single-item extract")
    assert "Is PGPASSWORD set" in said
    assert raw.read_bytes() == before
    tests = project.run("uv run pytest -q -rs tests/data/test_extract.py")
    assert "2 passed, 5 skipped" in tests
    assert "no password supplied" in tests
