"""Where a table is: a file here, an address on the web, or a query to a PostgreSQL database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError

DATABASE = "such as postgresql://user@host:5432/database"


@dataclass(frozen=True)
class Source:
    """A table as a file on this machine, and the template's answers about where it came from."""

    path: Path
    answers: dict[str, Any]  # none of a file


def obtain(data: str, *, query: str | None, folder: Path) -> Source:
    """Bring a table to this machine: a path stays as it is, all else is written into `folder`.

    Raises UsageError when it cannot be had, or when an address, which the project will name, has
    a secret in it.
    """
    scheme = re.match(r"\s*([A-Za-z][\w+.-]+)://", data)
    kind = scheme[1].lower() if scheme else ""
    if kind in ("postgresql", "postgres"):
        from mlscaffold.table.database import extract

        return Source(*extract(data.strip(), query, folder))
    if query is not None:
        raise UsageError("--query needs a database in --data", DATABASE)
    if kind in ("http", "https"):
        from mlscaffold.table.web import download

        return Source(*download(data.strip(), folder))
    if kind:
        hint = f"give a file, a web address, or a database {DATABASE}"
        raise UsageError(f"--data cannot read from {kind}:// addresses", hint)
    return Source(Path(data), {})
