"""Where a table is: a file here, an address on the web, or a query to a PostgreSQL database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mlscaffold.errors import UsageError

DATABASE = "such as postgresql://user@host:5432/database"


@dataclass(frozen=True)
class Source:
    """A table as a file on this machine, and the template's answers about where it came from."""

    path: Path
    kind: Literal["file", "url", "postgres"]
    answers: dict[str, Any]


def obtain(data: str, *, query: str | None, folder: Path) -> Source:
    """Bring a table to this machine: a path stays as it is, all else is written into `folder`.

    Raises UsageError when it cannot be had, or when an address, which the project will name, has
    a secret in it.
    """
    scheme = re.match(r"\s*([A-Za-z][\w+.-]+)://", data)
    kind = scheme[1].lower() if scheme else ""
    if kind in ("postgresql", "postgres"):
        return from_database(data.strip(), query, folder)
    if query is not None:
        raise UsageError("--query needs a database in --data", DATABASE)
    if kind in ("http", "https"):
        return from_web(data.strip(), folder)
    if kind:
        hint = f"give a file, a web address, or a database {DATABASE}"
        raise UsageError(f"--data cannot read from {kind}:// addresses", hint)
    return Source(Path(data), "file", {})


def from_web(address: str, folder: Path) -> Source:
    """The file that is behind an address today."""
    from mlscaffold.table.web import download

    got = download(address, folder)
    about = {"source_address": got.address, "source_sha256": got.sha256}
    return Source(got.file, "url", {"source_kind": "url"} | about)


def from_database(address: str, query: str | None, folder: Path) -> Source:
    """The rows that a query gives today."""
    from mlscaffold.table.database import extract

    got = extract(address, query, folder)
    about = {"source_address": address, "source_query": got.query}
    return Source(got.file, "postgres", {"source_kind": "postgres"} | about)
