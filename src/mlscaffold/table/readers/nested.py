"""JSON and Parquet, whose columns may hold columns and lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading, keep, quote

if TYPE_CHECKING:
    import duckdb

LARGEST_OBJECT = 1 << 28  # bytes


def read_json(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """An array of objects, or one object after the other."""
    start = formats.beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    options: dict[str, Any] = {"format": "array" if start == b"[" else "newline_delimited"}
    compression: Any = "gzip" if formats.is_gzip(path) else "none"
    relation = db.read_json(
        str(path),
        sample_size=-1,
        compression=compression,
        maximum_object_size=LARGEST_OBJECT,
        hive_partitioning=False,
        **options,
    )
    return nested(path, relation, "json", options)


def read_parquet(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A Parquet file."""
    return nested(path, db.read_parquet(str(path), hive_partitioning=False), "parquet", {})


def nested(
    path: Path, relation: duckdb.DuckDBPyRelation, name: str, options: dict[str, Any]
) -> Reading:
    """Columns in columns become `outer.inner`; lists are left out, and that is said."""
    flat: dict[str, str] = {}
    for header, kind in zip(relation.columns, relation.types, strict=True):
        flat |= dict(flatten(header, quote(header), kind))
    cells = {header: cell for header, cell in flat.items() if cell}
    lists = [header for header, cell in flat.items() if not cell]
    if not cells:
        hint = "a list of objects is read: one object, with the same keys, for each row"
        raise UsageError(f"`{path}` has no columns of plain values", hint)
    keep(path, relation, cells)
    note = (f"left out, as lists are no features: {', '.join(lists)[:200]}",) if lists else ()
    return Reading(name, cells, options, note)


def flatten(header: str, cell: str, kind: Any) -> Iterator[tuple[str, str]]:
    """The plain columns in a column, each with its SQL; a list has none."""
    if kind.id == "struct":
        for name, inner in kind.children:
            yield from flatten(f"{header}.{name}", f"{cell}.{quote(name)}", inner)
    elif kind.id in ("list", "array", "map", "union", "blob"):
        yield header, ""
    elif str(kind) == "JSON":
        # Of several types in one column the text is taken, without JSON's quotes.
        yield header, f"({cell} ->> '$')"
    else:
        yield header, cell
