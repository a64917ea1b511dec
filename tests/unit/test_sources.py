"""Tables from the web and from databases: what is taken, what is refused, and that secrets stay so."""

import hashlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from mlscaffold.errors import UsageError
from mlscaffold.table import database, web
from mlscaffold.table.database import place_in, statement, way_out
from mlscaffold.table.tables import Source, obtain

TABLE = b"a,b\n" + b"1,2\n" * 700_000  # more than is held in memory at a time
SECRET = "hunter2"


@dataclass
class Web:
    """A server on this machine that answers every path in one way."""

    address: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = TABLE
    pause: float = 0
    agents: list[str | None] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.agents.append(handler.headers["User-Agent"])
        time.sleep(self.pause)
        handler.send_response(self.status)
        for name, value in ({"Content-Length": str(len(self.body))} | self.headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)


@pytest.fixture
def server() -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        # A client that leaves early is what is tried, and no fault of the server's.
        listening.handle_error = lambda *_: None  # type: ignore[method-assign]
        site = Web(f"http://127.0.0.1:{listening.server_port}")
        Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        yield site
        listening.shutdown()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, and on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def refusal(data: str, folder: Path, query: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        obtain(data, query=query, folder=folder)
    assert caught.value.hint
    return caught.value


def test_a_path_stays_where_it_is(tmp_path: Path) -> None:
    for name in ("table.csv", "C:/data/table.csv", "odd: name"):
        assert obtain(name, query=None, folder=tmp_path) == Source(Path(name), {})


def test_a_file_is_fetched_and_its_checksum_taken(server: Web, tmp_path: Path) -> None:
    source = obtain(f"{server.address}/my%20table.csv", query=None, folder=tmp_path)
    assert source.path == tmp_path / "my table.csv"
    assert source.path.read_bytes() == TABLE
    assert source.answers == {
        "source_kind": "url",
        "source_address": f"{server.address}/my%20table.csv",
        "source_sha256": hashlib.sha256(TABLE).hexdigest(),
    }
    assert server.agents[0]
    assert server.agents[0].startswith("mlscaffold/")


@pytest.mark.parametrize(
    ("path", "disposition", "name"),
    [
        ("/table.csv?year=2024&page=1", "", "table.csv"),
        ("/table.csv#part", "", "table.csv"),
        ("/naïve table.csv", "", "naïve table.csv"),
        ("/download", "", "data.csv"),
        ("/", "", "data.csv"),
        ("/download", 'attachment; filename="sales.tsv"', "sales.tsv"),
        ("/a.csv", 'attachment; filename="../../.ssh/b.csv"', "b.csv"),
        ("/a.csv", 'attachment; filename="..\\\\.ssh\\\\.hidden.csv"', "data.csv"),
        (f"/{'long' * 90}.csv.gz", "", f"{'long' * 90}.csv.gz"[-60:]),
    ],
)
def test_the_file_has_the_name_that_fits(
    server: Web, tmp_path: Path, path: str, disposition: str, name: str
) -> None:
    server.headers = {"Content-Disposition": disposition} if disposition else {}
    source = obtain(f"{server.address}{path}", query=None, folder=tmp_path)
    assert source.path == tmp_path / name
    assert list(tmp_path.iterdir()) == [source.path]


def test_this_machine_is_asked_directly(
    server: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
    assert obtain(f"{server.address}/t.csv", query=None, folder=tmp_path).path.exists()
    assert "refused" in refusal("http://example.invalid/t.csv", tmp_path).message


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_is_not_there(server: Web, tmp_path: Path, status: int) -> None:
    server.status = status
    assert f"answers {status}" in refusal(f"{server.address}/t.csv", tmp_path).message


def test_a_page_is_no_table(server: Web, tmp_path: Path) -> None:
    server.headers = {"Content-Type": "text/html; charset=utf-8"}
    error = refusal(f"{server.address}/blob/main/t.csv", tmp_path)
    assert "is a web page, not a table" in error.message
    assert "Raw" in error.hint


def test_what_comes_compressed_is_not_kept_under_another_name(server: Web, tmp_path: Path) -> None:
    server.headers = {"Content-Encoding": "gzip"}
    assert "compressed (gzip)" in refusal(f"{server.address}/t.csv", tmp_path).message


def test_half_a_file_is_not_taken(server: Web, tmp_path: Path) -> None:
    server.headers = {"Content-Length": str(2 * len(TABLE))}
    message = refusal(f"{server.address}/t.csv", tmp_path).message
    assert f"cut off after {len(TABLE):,} of {2 * len(TABLE):,} bytes" in message


def test_a_server_that_says_nothing(
    server: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.2)
    server.pause = 1
    assert "no answer within 0.2 s" in refusal(f"{server.address}/t.csv", tmp_path).message


def test_nobody_there(tmp_path: Path, closed_port: int) -> None:
    assert "refused" in refusal(f"http://127.0.0.1:{closed_port}/t.csv", tmp_path).message
    assert "not known" in refusal("http://nowhere.invalid/t.csv", tmp_path).message


@pytest.mark.parametrize("data", ["http://", "https:///t.csv", "http://[::1/t.csv"])
def test_no_web_address(data: str, tmp_path: Path) -> None:
    assert refusal(data, tmp_path).message == "--data is no web address"


@pytest.mark.parametrize(
    "data",
    [
        f"https://ana:{SECRET}@host/t.csv",
        f"https://{SECRET}@host/t.csv",
        f"https://ana:{SECRET}/@host/t.csv",
        f"https://host/t.csv?token={SECRET}",
        f"https://host/t.csv?year=1&api_key={SECRET}",
        f"https://host/t.csv?%74oken={SECRET}",
        f"https://host/t.csv?X-Amz-Signature={SECRET}",
        f"https://host/t.csv?se=2030&sig={SECRET}",
        f"https://host/t.csv?Authorization={SECRET}",
        f"ftp://ana:{SECRET}@host/t.csv",
        f"mysql://ana:{SECRET}@host/shop",
        f"postgresql://ana:{SECRET}@host/shop",
        f"postgres://ana:{SECRET}@host:5432/shop",
        f" postgresql://ana:{SECRET}@host/shop",
        f"PostgreSQL://ana:{SECRET}@host/shop",
        f"postgresql://ana:a@{SECRET}@host/shop",
        f"postgresql://ana:a/{SECRET}@host/shop",
        f"postgresql://ana:a {SECRET}@host/shop",
        f"postgresql://ana:a?{SECRET}@host/shop",
        f"postgresql://host/shop?user=ana&password={SECRET}",
        f"postgresql://host/shop?pass%77ord={SECRET}",
        f"postgresql://host/shop?sslpassword={SECRET}",
        f"postgresql://host/shop?nonsense={SECRET}",
        f"postgresql://host:{SECRET}/shop",
    ],
)
@pytest.mark.parametrize("query", [None, "SELECT 1"])
def test_a_secret_is_refused_and_not_repeated(data: str, query: str | None, tmp_path: Path) -> None:
    error = refusal(data, tmp_path, query)
    assert SECRET not in error.message + error.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["year", "keyword", "author", "format", "gid"])
def test_other_parameters_are_no_secret(server: Web, tmp_path: Path, name: str) -> None:
    address = f"{server.address}/t.csv?{name}=1"
    answers = obtain(address, query=None, folder=tmp_path).answers
    assert answers["source_address"] == address


def test_a_query_needs_a_database(tmp_path: Path) -> None:
    for data in ("table.csv", "https://host/table.csv"):
        message = "--query needs a database in --data"
        assert refusal(data, tmp_path, "SELECT 1").message == message


def test_a_database_needs_a_query(tmp_path: Path) -> None:
    assert "needs --query" in refusal("postgresql://host/shop", tmp_path).message
    for empty in ("", " ;\n", "-- nothing\n/* at all */"):
        assert "is empty" in refusal("postgresql://host/shop", tmp_path, empty).message


def test_a_query_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "my query.sql"
    file.write_text("\ufeffSELECT 1;\n", encoding="utf-8")
    assert statement(database.read_query(str(file))) == "SELECT 1"
    file.write_bytes(b"SELECT '\xff'")
    assert "not UTF-8" in refusal("postgresql://host/shop", tmp_path, str(file)).message
    assert "No such file" in refusal("postgresql://host/shop", tmp_path, "no.sql").message


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("SELECT 1", "SELECT 1"),
        ("  SELECT 1 ; ; -- done\n/* really; */ ", "SELECT 1"),
        ("SELECT 1 -- one;\n FROM t; -- all", "SELECT 1 -- one;\n FROM t"),
        ("SELECT ';--' ;", "SELECT ';--'"),
        ('SELECT 1 AS "a;--"', 'SELECT 1 AS "a;--"'),
        ("SELECT $$ ;-- $$;", "SELECT $$ ;-- $$"),
        ("SELECT $a$ $$; $a$;", "SELECT $a$ $$; $a$"),
        ("SELECT 'it''s;'", "SELECT 'it''s;'"),
        ("SELECT 1; SELECT 2;", "SELECT 1; SELECT 2"),
    ],
)
def test_only_what_follows_the_statement_is_taken_off(query: str, kept: str) -> None:
    assert statement(query) == kept


def test_a_position_is_told_as_line_and_column() -> None:
    assert place_in("SELECT a\nFROM t", 15) == " (line 2, column 6)"
    assert place_in("SELECT a", 8) == " (line 1, column 8)"
    assert place_in("SELECT a", -6) == ""


@pytest.mark.parametrize("data", ["postgresql://host:port:5/x", "postgres://[::1/x"])
def test_no_address_of_a_database(data: str, tmp_path: Path) -> None:
    assert refusal(data, tmp_path, "SELECT 1").message == "--data is no address of a database"


def test_no_server(tmp_path: Path, closed_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    error = refusal(f"postgresql://ana@127.0.0.1:{closed_port}/shop", tmp_path, "SELECT 1")
    assert f"cannot connect to 127.0.0.1:{closed_port}/shop: Connection refused" in error.message
    assert "its port" in error.hint
    assert SECRET not in error.message + error.hint
    error = refusal("postgresql://ana@nowhere.invalid/shop", tmp_path, "SELECT 1")
    assert "cannot connect to nowhere.invalid/shop" in error.message
    assert "the host" in error.hint


def test_a_server_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        error = refusal(f"postgresql://ana@127.0.0.1:{port}/shop", tmp_path, "SELECT 1")
    assert "timeout" in error.message
    assert "network" in error.hint


def test_an_unknown_failure_has_a_way_out() -> None:
    assert way_out(psycopg.OperationalError("the moon is full")) == "try it with psql"
