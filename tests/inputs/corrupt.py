"""Files that are broken, or are no tables: from scratch, and valid ones with something done to them.

`python -m tests.inputs.corrupt FOLDER NAME…` makes and reads them one after another and prints a line of
JSON for each; a file that takes more CPU time than the limit ends the process with its traceback.
"""

import faulthandler
import gzip
import json
import os
import signal
import sqlite3
import sys
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Literal

import duckdb

from mlscaffold.errors import UsageError
from tests.inputs.nasty import TABLES
from tests.proposed import proposal_of

SECONDS = 60  # of CPU: a busy machine does not make them longer
MUTATED = 100
MB = 1 << 20
Outcome = Literal["works", "refused", "either"]


@dataclass(frozen=True)
class Corrupt:
    """A file, how it is asked for, and whether a table can be expected of it."""

    file: Path
    outcome: Outcome = "either"
    target: str = "@last"
    options: tuple[str, ...] = ()


Case = Callable[[Path], Corrupt]


def table(rows: int = 120, *, comma: str = ",", end: str = "\n", header: str = "a,b,y") -> str:
    """An honest little table."""
    r = Random(rows)
    lines = [header.replace(",", comma)]
    for _ in range(rows):
        a, b = r.randint(1, 60), r.choice("uvw")
        y = "yes" if a + 20 * (b == "u") + r.gauss(0, 9) > 38 else "no"
        lines.append(comma.join((str(a), b, y)))
    return end.join(lines) + end


def noise(size: int, seed: object = 0) -> bytes:
    """Bytes without a meaning."""
    return Random(str(seed)).randbytes(size)


def objects(**more: Any) -> list[dict[str, Any]]:
    """The honest little table as objects, each with `more` in it."""
    rows = [line.split(",") for line in table().splitlines()[1:]]
    return [{"a": int(a), **more, "b": b, "y": y} for a, b, y in rows]


def lines(rows: list[Any]) -> bytes:
    """Values as JSON lines."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


PLAIN = table().encode()
CELLS = PLAIN.split(b"\n", 1)[1]
MAGIC = {
    "png.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "pdf.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "program.csv": b"\x7fELF\x02\x01\x01\0",
    "seven.csv": b"7z\xbc\xaf\x27\x1c",
    "zst.csv": b"\x28\xb5\x2f\xfd",
    "old.xls": bytes.fromhex("d0cf11e0a1b11ae1"),
    "locked.xlsx": bytes.fromhex("d0cf11e0a1b11ae1"),
    "magic.parquet": b"PAR1",
    "magic.db": b"SQLite format 3\0",
    "magic.xlsx": b"PK\x03\x04",
    "magic.csv.gz": b"\x1f\x8b\x08\0",
    "feather.arrow": b"ARROW1\0\0",
    "tree.h5": b"\x89HDF\r\n\x1a\n",
    "model.pkl": b"\x80\x05\x95",
}
ENDINGS = ("csv", "tsv", "csv.gz", "parquet", "xlsx", "json", "jsonl", "db", "dat")

# Nothing can be made of these, whatever they are called.
REFUSED: dict[str, Callable[[], bytes]] = {
    **{f"empty.{end}": lambda: b"" for end in ENDINGS},
    **{f"noise.{end}": lambda end=end: noise(5000, end) for end in ENDINGS},  # type: ignore[misc]
    **{name: lambda start=start: start + noise(3000) for name, start in MAGIC.items()},  # type: ignore[misc]
    "both-ends.parquet": lambda: b"PAR1" + noise(3000) + b"\x40\0\0\0PAR1",
    "bom.csv": lambda: b"\xef\xbb\xbf",
    "bom16.csv": lambda: b"\xff\xfe",
    "nothing.csv.gz": lambda: gzip.compress(b""),
    "header.csv": lambda: b"a,b,c\n",
    "header-only.csv": lambda: b"a,b,c",
    "header.csv.gz": lambda: gzip.compress(b"a,b,c\n"),
    "blanks.csv": lambda: b"   \n\n\t\n \r\n" * 50,
    "newlines.csv": lambda: b"\n" * MB,
    "commas.csv": lambda: b",,,\n" * 200,
    "comments.csv": lambda: b"# nothing\n# here\n" * 60,
    "zeros.csv": lambda: bytes(MB),
    "zeros.parquet": lambda: bytes(MB),
    "one-column.csv": lambda: b"a\n" + b"1\n2\n3\n" * 60,
    "one-row.csv": lambda: b"a,b,y\n1,u,yes\n",
    "one-value.csv": lambda: b"42",
    "unknown-target.csv": lambda: b"a,b,y\n" + b"1,u,?\n2,v,NA\n" * 80,
    "one-class.csv": lambda: b"a,b,y\n" + b"1,u,yes\n2,v,yes\n" * 80,
    "constants.csv": lambda: b"a,b,y\n" + b"1,u,yes\n1,u,no\n" * 80,
    "brackets.json": lambda: b"[" * 100_000,
    "deep.json": lambda: b"[" * 100_000 + b"]" * 100_000,
    "deep-objects.json": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-lines.jsonl": lambda: (b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"\n") * 3,
    "number.json": lambda: b"42",
    "text.json": lambda: b'"text"',
    "null.json": lambda: b"null",
    "object.json": lambda: b"{}",
    "array.json": lambda: b"[]",
    "objects.json": lambda: b"[" + b"{}, " * 99 + b"{}]",
    "numbers.json": lambda: json.dumps([*range(200)]).encode(),
    "nulls.jsonl": lambda: b"null\n" * 200,
    "prose.txt": lambda: b"It was the best of times\n" * 200,
}

# Odd, and yet tables.
WORKS: dict[str, Callable[[], bytes]] = {
    "plain.csv": lambda: PLAIN,
    "no-last-newline.csv": lambda: PLAIN.rstrip(),
    "old-mac.csv": lambda: PLAIN.replace(b"\n", b"\r"),
    "windows.csv": lambda: PLAIN.replace(b"\n", b"\r\n"),
    "blank-lines.csv": lambda: b"\n\n" + PLAIN + b"\n\n\n",
    "upper.CSV": lambda: PLAIN,
    "no ending": lambda: PLAIN,
    "two-members.csv.gz": lambda: gzip.compress(PLAIN) + gzip.compress(CELLS),
    "bom.json": lambda: b"\xef\xbb\xbf" + json.dumps(objects()).encode(),
    "bars.txt": lambda: table(comma="|").encode(),
    "sixteen.csv": lambda: table().encode("utf-16"),
    "big-end.csv": lambda: b"\xfe\xff" + table().encode("utf-16-be"),
    "long-header.csv": lambda: table(header=f"a,{'b' * 4000},y").encode(),
    "control.csv": lambda: table(header="a\x07,b\x1b[31m,y").encode(),
    "line-in-header.csv": lambda: table(header='a,"b\r\nor c",y').encode(),
    "invisible.csv": lambda: table(header="\u200b,\u202eb,y").encode(),
    "same-names.csv": lambda: table(header="a b,A_B,y").encode(),
    "infinities.csv": lambda: PLAIN + b"inf,u,yes\n1e400,v,no\n-Infinity,w,no\nNaN,u,yes\n" * 5,
    "constant.jsonl": lambda: lines(objects(same=None)),
}

# A table or a refusal: both are right.
EITHER: dict[str, Callable[[], bytes]] = {
    "noise-text.csv": lambda: noise(5000).replace(b"\0", b"\n"),
    "quotes.csv": lambda: b'"' * 10_000,
    "page.csv": lambda: b"<!doctype html>\n<html><body>404, not found</body></html>\n" * 70,
    "wide.csv": lambda: b"\n".join(
        b",".join(b"%d" % (i * j % 97) for j in range(5000)) for i in range(60)
    ),
    "wider.csv": lambda: (
        b",".join(b"c%d" % j for j in range(50_000)) + b"\n" + b"1," * 49_999 + b"2\n"
    ),
    "same-header.csv": lambda: b",".join([b"a"] * 300) + b",y\n" + b"1,2,3," * 99 + b"yes\n",
    "huge-cell.csv": lambda: PLAIN + b"1," + b"u" * 10 * MB + b",yes\n",
    "huge-cell-first.csv": lambda: b"a,b,y\n1," + b"u" * 10 * MB + b",yes\n" + CELLS,
    "huge-header.csv": lambda: table(header=f"a,{'b' * 10 * MB},y").encode(),
    "huge-quoted.csv": lambda: PLAIN + b'1,"' + b"u,\n" * 3 * MB + b'",yes\n',
    "one-line.csv": lambda: b"x" * 10 * MB,
    "ragged.csv": lambda: b"\n".join(b"1,u,yes" + b",9" * (i % 7) for i in range(200)),
    "short-rows.csv": lambda: PLAIN + b"1\n2,u\n" * 30,
    "mixed-ends.csv": lambda: PLAIN + CELLS.replace(b"\n", b"\r\n") + CELLS.replace(b"\n", b"\r"),
    "open-quote.csv": lambda: PLAIN + b'1,"u,yes\n' + CELLS,
    "open-quote-header.csv": lambda: b'"a,b,y\n' + CELLS,
    "odd-quotes.csv": lambda: PLAIN + b'1,"u"v",yes\n' * 20,
    "bad-utf8.csv": lambda: PLAIN + b"1,\xff\xfe\xc3(,yes\n" + CELLS,
    "late-utf8.csv": lambda: PLAIN + CELLS * 400 + b"1,\xc3(,yes\n",
    "nul-cells.csv": lambda: PLAIN + b"1,u\0v,yes\n" * 20,
    "late-nuls.csv": lambda: PLAIN + CELLS * 400 + bytes(5000),
    "two-delimiters.csv": lambda: PLAIN + CELLS.replace(b",", b";"),
    "wrong-delimiter.tsv": lambda: PLAIN,
    "two-tables.csv": lambda: (
        PLAIN + b"\n\nname,city,country,born\n" + b"Ada,London,GB,1815\n" * 60
    ),
    "numbers-on-top.csv": lambda: b"1,2,3\n" + CELLS,
    "semicolon-header.csv": lambda: b"a;b;y\n" + CELLS,
    "blank-header.csv": lambda: b",,\n" + CELLS,
    "own-names.csv": lambda: table(header="source_row,nth_copy,y").encode(),
    "nameless-sixteen.csv": lambda: table().encode("utf-16-le"),
    "odd-sixteen.csv": lambda: table().encode("utf-16") + b"x",
    "thirty-two.csv": lambda: table().encode("utf-32"),
    "ebcdic.csv": lambda: table().encode("cp037"),
    "japanese.csv": lambda: table(header="年,色,結果").encode("shift_jis"),
    "chinese.csv": lambda: table(header="年,颜色,结果").encode("gb18030"),
    "separators.csv": lambda: PLAIN.replace(b"\n", b"\x1e").replace(b",", b"\x1f"),
    "line-separators.csv": lambda: table(end="\u2028").encode(),
    "control-z.csv": lambda: PLAIN + b"\x1a",
    "impossible-dates.csv": lambda: (
        b"d,b,y\n" + b"2024-99-99,u,yes\n0000-00-00,v,no\n292278995-01-01,w,no\n" * 50
    ),
    "long-numbers.csv": lambda: PLAIN + b"1" * 5000 + b",u,yes\n0." + b"0" * 5000 + b"1,v,no\n",
    "identifiers.csv": lambda: (
        b"a,b,y\n" + b"".join(b"x%d,k%d,%s\n" % (i, i, [b"p", b"q"][i % 2]) for i in range(200))
    ),
    "formulas.csv": lambda: b"a,b,y\n" + b"=1+1,=HYPERLINK(A1),yes\n@SUM(A1),+1,no\n" * 60,
    "text.csv.gz": lambda: PLAIN,
    "cut.csv.gz": lambda: gzip.compress(PLAIN * 3)[:200],
    "crc.csv.gz": lambda: gzip.compress(PLAIN)[:-8] + bytes(8),
    "twice.csv.gz": lambda: gzip.compress(gzip.compress(PLAIN)),
    "bomb.csv.gz": lambda: gzip.compress(b"1,u,yes\n2,v,no\n" * MB, 1),
    "zeros.csv.gz": lambda: gzip.compress(bytes(100 * MB), 1),
    "nan.json": lambda: json.dumps([*objects(x=float("nan")), *objects(x=float("inf"))]).encode(),
    "twice.json": lambda: (
        b"[" + b", ".join([b'{"a": 1, "a": 2, "y": "p"}, {"y": "q", "y": "p"}'] * 60) + b"]"
    ),
    "lists.json": lambda: json.dumps([[r["a"], r["b"], r["y"]] for r in objects()]).encode(),
    "by-column.json": lambda: json.dumps({k: [r[k] for r in objects()] for k in "aby"}).encode(),
    "mixed.json": lambda: json.dumps([*objects(), 2, "x", None, [1], {}]).encode(),
    "bad-line.jsonl": lambda: lines(objects()) + b'{"a": 1, "b"\n' + lines(objects()),
    "trailing-comma.json": lambda: json.dumps(objects()).encode()[:-1] + b",]",
    "cut.json": lambda: json.dumps(objects()).encode()[:-30],
    "huge-numbers.json": lambda: json.dumps(objects(x=10**400)).encode(),
    "surrogate.json": lambda: json.dumps(objects(x="\ud800", **{"\udfff": 1})).encode(),
    "nul-key.jsonl": lambda: lines(objects(**{"k\0": 1, "": 2})),
    "many-keys.jsonl": lambda: lines([{f"k{i}": i, "y": "pq"[i % 2]} for i in range(1000)]),
    "deep-cell.jsonl": lambda: b"".join(
        b'{"d": %s1%s, "y": "%s"}\n' % (b"[" * 300, b"]" * 300, [b"p", b"q"][i % 2])
        for i in range(100)
    ),
    "huge-cell.jsonl": lambda: lines([*objects(x="u"), *objects(x="u" * 50_000)]),
    "sixteen.json": lambda: json.dumps(objects()).encode("utf-16"),
    "types.jsonl": lambda: lines(
        [{"x": v, "y": "pq"[i % 2]} for i in range(50) for v in (1, "1", [1], {"x": 1}, None, True)]
    ),
    "comments.json": lambda: b"// from a file\n" + json.dumps(objects()).encode(),
    "geo.json": lambda: json.dumps({"type": "FeatureCollection", "features": objects()}).encode(),
}


def from_bytes(name: str, outcome: Outcome, content: Callable[[], bytes]) -> Case:
    """A case that is one file with this content."""

    def make(folder: Path) -> Corrupt:
        file = folder / name
        file.write_bytes(content())
        return Corrupt(file, outcome)

    return make


def odd_name(name: str) -> Case:
    """An honest table under a name that means something elsewhere, beside another it may match."""

    def make(folder: Path) -> Corrupt:
        (folder / "sales 2.csv").write_bytes(b"other,columns\n1,2\n")
        file = folder / name
        file.write_bytes(PLAIN)
        return Corrupt(file, "works" if name.isprintable() or "\n" in name else "either", "y")

    return make


NAMES = ["sales [2024].csv", "*.csv", "wh?t.csv", "it's.csv", '"q".csv', "-x.csv", "$HOME.csv"]
NAMES += ["{a,b}.csv", "two\nlines.csv", "a;b.csv", f"{'long' * 60}.csv", "数据.csv", "b\udcff.csv"]


def folder_itself(folder: Path) -> Corrupt:
    (folder / "x.csv").mkdir()
    return Corrupt(folder / "x.csv", "refused")


def loop(folder: Path) -> Corrupt:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return Corrupt(folder / "a.csv", "refused")


def dangling(folder: Path) -> Corrupt:
    (folder / "a.csv").symlink_to(folder / "none.csv")
    return Corrupt(folder / "a.csv", "refused")


def linked(folder: Path) -> Corrupt:
    (folder / "there.csv").write_bytes(PLAIN)
    (folder / "here.csv").symlink_to("there.csv")
    return Corrupt(folder / "here.csv", "works")


def inside_a_file(folder: Path) -> Corrupt:
    (folder / "a.csv").write_bytes(PLAIN)
    return Corrupt(folder / "a.csv" / "b.csv", "refused")


def endless_name(folder: Path) -> Corrupt:
    return Corrupt(folder / ("x" * 5000), "refused")


def address(folder: Path) -> Corrupt:
    return Corrupt(Path("https://example.invalid/table.csv"), "refused")


def nul_in_name(folder: Path) -> Corrupt:
    return Corrupt(folder / "a\0b.csv", "refused")


def unreadable(folder: Path) -> Corrupt:
    file = folder / "secret.csv"
    file.write_bytes(PLAIN)
    file.chmod(0)
    return Corrupt(file, "refused")


def pipe(ending: str) -> Case:
    """A pipe that nobody writes to: opening it waits for ever."""

    def make(folder: Path) -> Corrupt:
        os.mkfifo(folder / f"pipe.{ending}")
        return Corrupt(folder / f"pipe.{ending}", "refused")

    return make


def device(name: str) -> Case:
    """A file that never ends, or has no bytes."""

    def make(folder: Path) -> Corrupt:
        (folder / f"{name}.csv").symlink_to(f"/dev/{name}")
        return Corrupt(folder / f"{name}.csv", "refused")

    return make


def hole(ending: str) -> Case:
    """Hundreds of gigabytes without a byte on the disk."""

    def make(folder: Path) -> Corrupt:
        file = folder / f"hole.{ending}"
        with file.open("wb") as stream:
            stream.truncate(200 << 30)
        return Corrupt(file, "refused")

    return make


def zipped(outcome: Outcome = "refused", **members: bytes | str) -> Case:
    """A zip that is called a workbook; `xl_workbook_xml` is its member `xl/workbook.xml`."""

    def make(folder: Path) -> Corrupt:
        with zipfile.ZipFile(folder / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                *path, end = name.split("_")
                archive.writestr("/".join(path) + f".{end}", content)
        return Corrupt(folder / "x.xlsx", outcome)

    return make


def workbook(change: Callable[[str, bytes], bytes | None], outcome: Outcome = "either") -> Case:
    """A real workbook, every member through `change`; None leaves it out."""

    def make(folder: Path) -> Corrupt:
        source = TABLES["report"](folder).file
        file = folder / "changed.xlsx"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", 8) as new:
            for name in old.namelist():
                if (content := change(name, old.read(name))) is not None:
                    new.writestr(name, content)
        return Corrupt(file, outcome)

    return make


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)
SHEET = "xl/worksheets/sheet1.xml"
LAUGHING = f"<?xml version='1.0'?>{LAUGHS}]><worksheet><sheetData><row><c><v>&k;</v></c></row></sheetData></worksheet>".encode()
BOOKS: dict[str, Case] = {
    "no-workbook": zipped(readme_txt="nothing"),
    "zip-of-csv": zipped("either", a_csv=PLAIN),
    "empty-zip": zipped(),
    "no-sheets": workbook(lambda n, b: None if "worksheets" in n else b, "refused"),
    "cut-sheet": workbook(lambda n, b: b[: len(b) // 2] if n == SHEET else b),
    "no-xml": workbook(lambda n, b: noise(2000) if n == SHEET else b, "refused"),
    "no-strings": workbook(lambda n, b: None if "sharedStrings" in n else b),
    "wrong-strings": workbook(lambda n, b: b.replace(b"<v>1", b"<v>99999") if n == SHEET else b),
    "no-styles": workbook(lambda n, b: None if "styles" in n else b),
    "laughs": workbook(lambda n, b: LAUGHING if n == SHEET else b, "refused"),
    "bomb": workbook(lambda n, b: b[:-12] + b" " * 300 * MB + b[-12:] if n == SHEET else b),
    "far-cell": workbook(
        lambda n, b: b.replace(b'r="A5"', b'r="XFD1048576"') if n == SHEET else b, "refused"
    ),
    "far-column": workbook(lambda n, b: b.replace(b'r="A5"', b'r="XFD5"') if n == SHEET else b),
    "no-places": workbook(lambda n, b: b.replace(b' r="', b' q="') if n == SHEET else b),
    "empty-sheet": workbook(
        lambda n, b: b"<worksheet><sheetData/></worksheet>" if n == SHEET else b, "refused"
    ),
}


def sqlite(script: str, outcome: Outcome, *options: str) -> Case:
    """A database made by a script and the honest rows in `t`."""

    def make(folder: Path) -> Corrupt:
        rows = [line.split(",") for line in table().splitlines()[1:]]
        with sqlite3.connect(folder / "x.sqlite") as db:
            db.execute("CREATE TABLE t (a INTEGER, b TEXT, y TEXT)")
            db.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
            db.executescript(script)
        db.close()
        return Corrupt(folder / "x.sqlite", outcome, options=options)

    return make


ENDLESS = "WITH RECURSIVE r(a, y) AS (SELECT 1, 'x' UNION ALL SELECT a + 1, 'y' FROM r)"
BASES: dict[str, Case] = {
    "one-table": sqlite("", "works"),
    "no-tables": sqlite("DROP TABLE t", "refused"),
    "no-rows": sqlite("DELETE FROM t", "refused", "--table", "t"),
    "no-such-table": sqlite("", "refused", "--table", "none"),
    "injected": sqlite("", "refused", "--table", 't"; DROP TABLE t; --'),
    "two-tables": sqlite("CREATE TABLE u (v)", "either"),
    "quoted-table": sqlite("""ALTER TABLE t RENAME TO "a "" 'b" """, "works", "--table", "a \" 'b"),
    "blobs": sqlite("UPDATE t SET b = x'00ff00' WHERE a > 30", "either"),
    "bad-text": sqlite("UPDATE t SET b = CAST(x'fffe' AS TEXT) WHERE a > 50", "either"),
    "any-type": sqlite("UPDATE t SET a = 'about 12' WHERE a > 50", "either"),
    "view": sqlite("CREATE VIEW v AS SELECT * FROM t", "works", "--table", "v"),
    "endless-view": sqlite(f"CREATE VIEW v AS {ENDLESS} SELECT * FROM r", "either", "--table", "v"),
    "broken-view": sqlite("CREATE VIEW v AS SELECT * FROM gone", "refused", "--table", "v"),
    "journal": sqlite("PRAGMA journal_mode = wal", "works"),
}


def parquet(query: str, outcome: Outcome = "either") -> Case:
    """A Parquet file of a query."""

    def make(folder: Path) -> Corrupt:
        file = folder / "x.parquet"
        duckdb.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
        return Corrupt(file, outcome)

    return make


SERIES = "FROM range(200) AS t(i)"
PARQUETS: dict[str, Case] = {
    "no-rows": parquet("SELECT 1 AS a, 'x' AS y LIMIT 0", "refused"),
    "nested": parquet(
        f"SELECT {{'p': i, 'q': [i]}} AS s, map([i], ['v']) AS m, i % 2 AS y {SERIES}"
    ),
    "odd-types": parquet(
        f"SELECT CAST(i AS HUGEINT) AS h, TIME '01:02:03' AS t, INTERVAL 1 DAY AS d, "
        f"encode('a' || chr(0)) AS b, i % 2 = 0 AS y {SERIES}"
    ),
    "infinity": parquet(
        f"SELECT 'infinity'::DATE AS d, 'inf'::DOUBLE AS x, i * 7 % 50 AS z, i % 2 AS y {SERIES}"
    ),
    "zones": parquet(
        f"SELECT TIMESTAMPTZ '1900-01-01' + INTERVAL 1 DAY * i AS d, i % 2 AS y {SERIES}"
    ),
}


def lying(table: str, ending: str) -> Case:
    """A valid file under another format's name."""

    def make(folder: Path) -> Corrupt:
        whole = TABLES[table](folder)
        file = whole.file.rename(folder / f"lies.{ending}")
        return Corrupt(file, "either", whole.target, whole.options)

    return make


LIES = product(("bikes", "loans", "report", "orders", "users", "sensor"), ENDINGS[:-1])


def cut(content: bytes, r: Random) -> bytes:
    return content[: r.randrange(1, len(content))]


def shorn(content: bytes, r: Random) -> bytes:
    return content[: -r.randint(1, 60)]


def beheaded(content: bytes, r: Random) -> bytes:
    return content[r.randint(1, len(content) // 2) :]


def flipped(content: bytes, r: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(max(3, len(changed) // 500)):
        changed[r.randrange(len(changed))] = r.randrange(256)
    return bytes(changed)


def with_nuls(content: bytes, r: Random) -> bytes:
    place = r.randrange(len(content))
    return content[:place] + bytes(r.randint(1, 40)) + content[place:]


def unfinished(content: bytes, r: Random) -> bytes:
    place = r.randrange(len(content))
    return content[:place] + bytes(len(content) - place)


def not_utf8(content: bytes, r: Random) -> bytes:
    place = r.randrange(len(content))
    return content[:place] + b"\xc3\x28\xff\xfe" + content[place:]


def with_quote(content: bytes, r: Random) -> bytes:
    place = r.randrange(len(content))
    return content[:place] + b'"' + content[place:]


def without_a_part(content: bytes, r: Random) -> bytes:
    start, size = r.randrange(len(content)), r.randint(1, 2000)
    return content[:start] + content[start + size :]


def shuffled(content: bytes, r: Random) -> bytes:
    lines = content.split(b"\n")
    r.shuffle(lines)
    return b"\n".join(lines)


def mixed_ends(content: bytes, r: Random) -> bytes:
    ends = [b"\n", b"\r\n", b"\r", b"\n\n"]
    return b"".join(line + r.choice(ends) for line in content.splitlines())


def ragged(content: bytes, r: Random) -> bytes:
    kept = [c for c in content if c not in b",;|\t" or r.random() > 0.02]
    return bytes(kept)


def other_delimiters(content: bytes, r: Random) -> bytes:
    return bytes(r.choice(b",;|\t") if c in b",;|\t" else c for c in content)


def twice(content: bytes, r: Random) -> bytes:
    return content + content


MUTATIONS = [cut, shorn, beheaded, flipped, with_nuls, unfinished, not_utf8, with_quote]
MUTATIONS += [without_a_part, shuffled, mixed_ends, ragged, other_delimiters, twice]


def mutated(table: str, mutation: Callable[[bytes, Random], bytes]) -> Case:
    """A valid file with something done to its bytes, or to those that are zipped in it."""

    def make(folder: Path) -> Corrupt:
        whole = TABLES[table](folder)
        r = Random(f"{table} {mutation.__name__}")
        content = whole.file.read_bytes()
        if whole.file.suffix == ".gz" and r.random() < 0.5:
            content = gzip.compress(mutation(gzip.decompress(content), r))
        else:
            content = mutation(content, r)
        whole.file.write_bytes(content)
        return Corrupt(whole.file, "either", whole.target, whole.options)

    return make


def drawn() -> list[tuple[str, Callable[[bytes, Random], bytes]]]:
    """Pairs of a table and what is done to it: always the same, every mutation among them."""
    pairs = list(product(TABLES, MUTATIONS))
    return sorted(Random(1).sample(pairs, MUTATED), key=lambda pair: (pair[0], pair[1].__name__))


OTHERS: dict[str, Case] = {
    case.__name__: case
    for case in (folder_itself, loop, dangling, linked, inside_a_file, endless_name, address)
}
CASES: dict[str, Case] = {
    **{f"refused {name}": from_bytes(name, "refused", make) for name, make in REFUSED.items()},
    **{f"works {name}": from_bytes(name, "works", make) for name, make in WORKS.items()},
    **{f"either {name}": from_bytes(name, "either", make) for name, make in EITHER.items()},
    **{f"name {ascii(name)[:30]}": odd_name(name) for name in NAMES},
    **OTHERS,
    "nul_in_name": nul_in_name,
    "unreadable": unreadable,
    **{f"pipe {ending}": pipe(ending) for ending in ENDINGS},
    **{f"device {name}": device(name) for name in ("null", "zero", "random")},
    **{f"hole {ending}": hole(ending) for ending in ENDINGS},
    **{f"workbook {name}": case for name, case in BOOKS.items()},
    **{f"sqlite {name}": case for name, case in BASES.items()},
    **{f"parquet {name}": case for name, case in PARQUETS.items()},
    **{f"{table} called {ending}": lying(table, ending) for table, ending in LIES},
    **{f"{table} {change.__name__}": mutated(table, change) for table, change in drawn()},
}


def attempt(case: Corrupt) -> dict[str, Any]:
    """Read and propose; what came of it."""
    result: dict[str, Any]
    try:
        found = proposal_of(case.file, case.target, case.options)
        result = {"result": "works", "rows": found.profile.rows}
        result["features"] = len(found.proposal.features)
    except UsageError as error:
        result = {"result": "refused", "message": error.message, "hint": error.hint}
    except BaseException:
        result = {"result": "crashed", "message": traceback.format_exc()[-1500:], "hint": ""}
    return result | {"expected": case.outcome}


def main(folder: Path, names: list[str]) -> None:
    """Try the named files one after another; one that works on and on ends the process."""
    faulthandler.register(signal.SIGPROF, chain=True)
    for name in names:
        own = folder / str(list(CASES).index(name))
        own.mkdir()
        case = CASES[name](own)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        result = attempt(case)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps({"name": name} | result), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or list(CASES))
