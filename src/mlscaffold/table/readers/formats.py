"""What a data file is, told by its first bytes and not by its name."""

import gzip
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO

from mlscaffold.errors import UsageError

FORMATS = "CSV, TSV, JSON, Parquet, Excel or SQLite"
# Endings of raw files that are kept; any other text table becomes a .csv.
SUFFIXES = {"parquet": (".parquet",), "excel": (".xlsx", ".xls", ".ods"), "sqlite": (".sqlite",)}
SUFFIXES |= {"json": (".json", ".jsonl"), "text": (".csv", ".tsv", ".txt")}
GZIP, UTF16 = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BEGINNINGS = {b"PAR1": "parquet", b"SQLite format 3\0": "sqlite", ZIP: "excel", OLE: "excel"}
BEGINNINGS |= dict.fromkeys(UTF16, "text")
START = 65536  # bytes
MARKUP = re.compile(
    rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|\?xml|html|head|body|meta|style|div|table)\b", re.IGNORECASE
)
# What reading a damaged archive raises.
DAMAGED = (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error)


def check_file(path: Path) -> None:
    """Refuse what cannot be read before anything opens it: a pipe would never end."""
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        if is_file:
            path.open("rb").close()
    except PermissionError as error:
        raise UsageError(f"`{path}` may not be read", "mend its permissions") from error
    except (OSError, ValueError, RuntimeError) as error:
        hint = "check the path given to --data"
        raise UsageError(f"`{str(path)[:300]}` does not exist", hint) from error
    if not is_file:
        raise UsageError(f"`{path}` is not a file", f"give one file: {FORMATS}")


def detect(path: Path) -> str:
    """The format of a file; raises `UsageError` when it is none that is read."""
    start = beginning(path)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise UsageError("is empty", f"give a table with rows: {FORMATS}")
    if start.startswith(ZIP):
        check_workbook(path)
    for first, name in BEGINNINGS.items():
        if start.startswith(first):
            return name
    if MARKUP.match(start):
        hint = "open it in a spreadsheet or browser and save its table as CSV"
        raise UsageError("is a web page or XML, whatever its name says", hint)
    if b"\0" in start:
        raise UsageError("is not a table: it is binary", f"give {FORMATS}")
    return "json" if first_character(start) in (b"[", b"{") else "text"


def first_character(start: bytes) -> bytes:
    """The first byte that is neither blank nor of a byte order mark."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


def check_workbook(path: Path) -> None:
    """Refuse a zip archive that is no workbook."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if not {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} & set(names):
        files = ", ".join(sorted(name for name in names if not name.endswith("/")))[:200]
        raise UsageError("is a zip archive", f"unpack it and give one of its files: {files}")


def is_gzip(path: Path) -> bool:
    """Whether the file is compressed by gzip."""
    with path.open("rb") as file:
        return file.read(2) == GZIP


def open_bytes(path: Path) -> IO[bytes]:
    """The bytes of a file, decompressed when it is compressed."""
    return gzip.open(path) if is_gzip(path) else path.open("rb")  # type: ignore[return-value]


def beginning(path: Path) -> bytes:
    """The first bytes of a file, decompressed."""
    with open_bytes(path) as file:
        return file.read(START)


def suffix(path: Path, found: str) -> str:
    """The ending of the raw file in a project: the file's own when it tells the truth."""
    name, endings = path.name.lower().removesuffix(".gz"), SUFFIXES[found]
    own = next((ending for ending in endings if name.endswith(ending)), endings[0])
    return own + (".gz" if is_gzip(path) else "")
