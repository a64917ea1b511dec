"""JSON and Parquet, whose columns may hold columns and lists."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import formats
from mlscaffold.table.readers.base import Reading, keep, pattern, quote

LARGEST_OBJECT = 1 << 28  # bytes
MATRIX = 'unnest("data") AS record'  # a list of lists, with the names in another
LISTS = ("list", "array", "map", "union", "blob")
WRAPPERS = re.compile(r"^record\.(properties\.)?")


def read_json(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """An array of objects, one object after the other, or one object with the table in it."""
    if formats.first_character(formats.beginning(path)) == b"[":
        return objects(db, path, "array")
    try:
        return objects(db, path, "newline_delimited")
    except duckdb.Error:
        return objects(db, path, "unstructured")  # one object on several lines


def objects(db: duckdb.DuckDBPyConnection, path: Path, form: Any) -> Reading:
    """The objects of a JSON file; of a single one, the table that it wraps."""
    compression: Any = "gzip" if formats.is_gzip(path) else "none"
    relation = db.read_json(
        pattern(path),
        format=form,
        sample_size=-1,
        compression=compression,
        maximum_object_size=LARGEST_OBJECT,
        hive_partitioning=False,
    )
    options = {"format": form}
    if form == "array" or len(relation.limit(2)) != 1 or not (rows := wrapped(relation)):
        return nested(relation, "json", options)
    options["rows"] = rows
    if rows != MATRIX:
        return nested(relation.project(rows), "json", options)
    names = relation.project("columns").fetchall()[0][0]
    cells = {str(name): f"(record[{i}] ->> '$')" for i, name in enumerate(names, start=1)}
    keep(relation.project(rows), cells)
    return Reading("json", cells, options, ("read from its list `data`",))


def wrapped(relation: duckdb.DuckDBPyRelation) -> str:
    """The SQL of the rows that one object holds; empty when it holds none."""
    kinds = dict(zip(relation.columns, relation.types, strict=True))
    found = [(name, cell) for name, cell, kind in leaves(kinds.items()) if holds_objects(kind)]
    if all(kind.id == "map" or is_numbered(kind) for kind in kinds.values()):
        return "unnest(to_json(COLUMNS(*)) -> '$.*')"  # column by column, as pandas writes it
    if "data" in kinds and "columns" in kinds and kinds["columns"].id == "list":
        return MATRIX
    if len(kinds) > 1 and all(kind.id == "list" for kind in kinds.values()) and not found:
        return "unnest(COLUMNS(*))"
    if len(found) > 1:
        listed = ", ".join(name for name, _ in found)[:200]
        hint = "save the one that is meant as a file of its own"
        raise UsageError(f"holds several lists of objects: {listed}", hint)
    return f"unnest({found[0][1]}) AS record" if found else ""


def is_numbered(kind: Any) -> bool:
    """Whether a value is an object with rows' numbers as keys."""
    return kind.id == "struct" and all(name.isdigit() for name, _ in kind.children)


def holds_objects(kind: Any) -> bool:
    """Whether a value is a list of objects."""
    return bool(kind.id == "list" and kind.children[0][1].id == "struct")


def leaves(
    columns: Iterable[tuple[str, Any]], header: str = "", cell: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """The columns in columns that hold none themselves: name, SQL and type."""
    for name, kind in columns:
        place = (f"{header}{name}", f"{cell}{quote(name)}")
        if kind.id == "struct":
            yield from leaves(kind.children, f"{place[0]}.", f"{place[1]}.")
        else:
            yield (*place, kind)


def read_parquet(db: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Reading:
    """A Parquet file."""
    return nested(db.read_parquet(pattern(path), hive_partitioning=False), "parquet", {})


def nested(relation: duckdb.DuckDBPyRelation, name: str, options: dict[str, Any]) -> Reading:
    """Columns in columns become `outer.inner`; lists are left out, and that is said."""
    cells, lists = {}, []
    for header, cell, kind in leaves(zip(relation.columns, relation.types, strict=True)):
        plain = WRAPPERS.sub("", header) if "rows" in options else header
        if kind.id in LISTS or str(kind) == "GEOMETRY":
            lists.append(plain)
        else:
            # Of several types in one column the text is taken, without JSON's quotes.
            cells[plain] = f"({cell} ->> '$')" if str(kind) == "JSON" else cell
    if not cells:
        hint = "a list of objects is read: one object, with the same keys, for each row"
        raise UsageError("has no columns of plain values", hint)
    keep(relation, cells)
    note = (f"left out, as lists are no features: {', '.join(lists)[:200]}",) if lists else ()
    return Reading(name, cells, options, note)
