"""What is known about the data of a run: which they were, and what is in each column."""

import hashlib
from pathlib import Path
from typing import Any

import duckdb
from pydantic.fields import FieldInfo

from .contract import known_values
from .database import count, quoted
from .schema import BY_TIME, CLASSES, ORDER_BY, TARGET, Features, is_number

MOST_VALUES = 12  # of a category, the most frequent ones


def fingerprint(folder: Path) -> str:
    """SHA-256 of the raw files' names and contents: that of the list which `sha256sum *` prints."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.iterdir() if path.name[0] != "." and path.is_file()):
        with file.open("rb") as content:
            line = f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n"
        digest.update(line.encode())
    return digest.hexdigest()


def period(db: duckdb.DuckDBPyConnection) -> list[str]:
    """The first and the last moment of the rows, where they have a time."""
    if not BY_TIME:
        return []
    query = f"SELECT min({ORDER_BY[0]}), max({ORDER_BY[0]}) FROM features"
    return [str(moment) for moment in db.execute(query).fetchall()[0]]


def column_facts(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Of each feature and of the target: kind, meaning, share of known values, and the values."""
    facts = []
    for name, feature in Features.model_fields.items():
        kind = kind_of(feature)
        about = {"name": name, "kind": kind, "meaning": feature.description or ""}
        facts.append(about | known(db, name) | FACTS[kind](db, name))
    about = {"name": TARGET, "kind": "target", "meaning": "What is predicted"}
    found = FACTS["category" if CLASSES else "number"](db, TARGET)
    return [*facts, about | known(db, TARGET) | found]


def kind_of(feature: FieldInfo) -> str:
    """What a feature is: a number, a category with known values, or any text."""
    if is_number(feature):
        return "number"
    return "category" if known_values(feature) else "text"


def known(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The share of the rows in which a column has a value."""
    ((values,),) = db.execute(f"SELECT count({quoted(name)}) FROM features").fetchall()
    return {"known": round(values / max(count(db, "features"), 1), 4)}


def span(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The least and the greatest value of a number."""
    query = f"SELECT min({quoted(name)}), max({quoted(name)}) FROM features"
    ((low, high),) = db.execute(query).fetchall()
    return {"low": low, "high": high}


def frequent(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The most frequent values of a category, with their shares of the rows."""
    total = count(db, "features")
    query = f"SELECT {quoted(name)} AS value, count(*) FROM features WHERE value IS NOT NULL"
    rows = db.execute(f"{query} GROUP BY value ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}").fetchall()
    return {"values": {value: round(number / total, 4) for value, number in rows}}


def different(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """About how many different texts a column has."""
    ((texts,),) = db.execute(
        f"SELECT approx_count_distinct({quoted(name)}) FROM features"
    ).fetchall()
    return {"different": texts}


FACTS = {"number": span, "category": frequent, "text": different}
