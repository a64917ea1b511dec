"""JSON and Parquet, whose columns may hold columns and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading, keep, quote

if TYPE_CHECKING:
    import duckdb

LARGEST_OBJECT = 1 << 28  # bytes
MATRIX = 'unnest("data") AS record'  # a list of lists, with the names in another
WRAPPERS = re.compile(r"^record\.(properties\.)?")


def read_json(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """An array of objects, one object after the other, or one object with the table in it."""
    import duckdb

    start = formats.beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"[":
        return objects(db, path, "array")
    try:
        return objects(db, path, "newline_delimited")
    except duckdb.Error:
        return objects(db, path, "unstructured")  # one object on several lines


def objects(db: duckdb.DuckDBPyConnection, path: Path, form: Any) -> Reading:
    """The objects of a JSON file; of a single one, the table that it wraps."""
    compression: Any = "gzip" if formats.is_gzip(path) else "none"
    relation = db.read_json(
        str(path),
        format=form,
        sample_size=-1,
        compression=compression,
        maximum_object_size=LARGEST_OBJECT,
        hive_partitioning=False,
    )
    options = {"format": form}
    if form == "array" or len(relation.limit(2)) != 1:
        return nested(path, relation, "json", options)
    if rows := wrapped(path, relation):
        names = relation.project("columns").fetchall()[0] if rows == MATRIX else None
        relation, options = relation.project(rows), options | {"rows": rows}
        if names:
            cells = {str(n): f"(record[{i}] ->> '$')" for i, n in enumerate(names[0], start=1)}
            keep(path, relation, cells)
            return Reading("json", cells, options, ("read from its list `data`",))
    return nested(path, relation, "json", options)


def wrapped(path: Path, relation: duckdb.DuckDBPyRelation) -> str:
    """The SQL of the rows that one object holds; empty when it holds none."""
    kinds = dict(zip(relation.columns, relation.types, strict=True))
    lists = dict(lists_in(kinds.items()))
    if all(kind.id == "map" or is_numbered(kind) for kind in kinds.values()):
        return "unnest(to_json(COLUMNS(*)) -> '$.*')"  # column by column, as pandas writes it
    if "columns" in kinds and MATRIX in (f"unnest({quote(name)}) AS record" for name in kinds):
        return MATRIX
    if len(kinds) > 1 and all(kind.id == "list" for kind in kinds.values()) and not lists:
        return "unnest(COLUMNS(*))"
    if len(lists) > 1:
        hint = "save the one that is meant as a file of its own"
        raise UsageError(f"`{path}` holds several lists of objects: {', '.join(lists)[:200]}", hint)
    return next((f"unnest({cell}) AS record" for cell in lists.values()), "")


def is_numbered(kind: Any) -> bool:
    """Whether a value is an object with rows' numbers as keys."""
    return kind.id == "struct" and all(name.isdigit() for name, _ in kind.children)


def lists_in(kinds: Iterable[tuple[str, Any]], cell: str = "") -> Iterator[tuple[str, str]]:
    """Lists of objects and where they stand, in objects too."""
    for name, kind in kinds:
        inner = f"{cell}.{quote(name)}" if cell else quote(name)
        if kind.id == "list" and kind.children[0][1].id == "struct":
            yield name, inner
        elif kind.id == "struct":
            yield from lists_in(kind.children, inner)


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
    if "rows" in options:
        flat = {WRAPPERS.sub("", header): cell for header, cell in flat.items()}
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
    elif kind.id in ("list", "array", "map", "union", "blob") or str(kind) == "GEOMETRY":
        yield header, ""
    elif str(kind) == "JSON":
        # Of several types in one column the text is taken, without JSON's quotes.
        yield header, f"({cell} ->> '$')"
    else:
        yield header, cell
