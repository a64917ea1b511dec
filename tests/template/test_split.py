"""Which rows the test part holds: drawn without a look at the target, sets of rows whole."""

from typing import Any

import duckdb
import pytest
from jinja2 import Environment, FileSystemLoader

from mlscaffold.template.templates import built_in

JINJA = Environment(
    loader=FileSystemLoader(built_in().folder),
    extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
)
ROWS = 4000


def drawn(how: str, table: str, **answers: Any) -> list[tuple[Any, ...]]:
    """Of each row x, y, together and is_test, in the order of `nth_row`; x is the only feature."""
    known = {"data_source": "file", "columns": [{"name": "x", "kind": "number"}]}
    query = JINJA.get_template(f"macros/split/{how}.sql").render(known | answers)
    db = duckdb.connect()
    db.execute(f"CREATE TABLE features AS {table}")
    (statement,) = db.extract_statements(f"CREATE TABLE split AS {query}")
    values = {"seed": 42, "test_share": 0.2}
    db.execute(statement, {name: values[name] for name in statement.named_parameters})
    return db.execute("SELECT x, y, together, is_test FROM split ORDER BY nth_row").fetchall()


def table(x: str, y: str = "hash(i, 1) % 4 = 0") -> str:
    return f"SELECT i AS source_row, {x} AS x, {y} AS y FROM range({ROWS}) t(i)"


@pytest.mark.parametrize("x", ["i % 5", "CASE WHEN i % 5 > 0 THEN i % 5 END"])
def test_common_rows_are_drawn_one_by_one_whatever_their_target(x: str) -> None:
    rows = drawn("at-random", table(x))
    assert len({together for *_, together, _ in rows}) == ROWS
    for cell in {(x, y) for x, y, *_ in rows}:
        chosen = [is_test for x, y, _, is_test in rows if (x, y) == cell]
        assert sum(chosen) / len(chosen) == pytest.approx(0.2, abs=0.06)


def test_twins_stay_together_while_they_are_few() -> None:
    rows = drawn("at-random", table("i // 3"))
    parts: dict[Any, set[bool]] = {}
    for x, _, together, is_test in rows:
        parts.setdefault((x, together), set()).add(is_test)
    assert len(parts) == len({x for x, *_ in rows})
    assert all(len(part) == 1 for part in parts.values())
    assert sum(is_test for *_, is_test in rows) / ROWS == pytest.approx(0.2, abs=0.01)


def test_an_empty_value_is_none_of_another_column() -> None:
    features = "SELECT * FROM (VALUES (1, NULL, 'a', 0), (2, 'a', NULL, 0)) t(source_row, x, z, y)"
    columns = [{"name": name, "kind": "category"} for name in "xz"]
    sets = {together for *_, together, _ in drawn("at-random", features, columns=columns)}
    assert len(sets) == 2


def test_groups_stay_together_and_rows_without_one_stand_alone() -> None:
    rows = drawn("by-group", table("CASE WHEN i % 9 > 0 THEN i % 300 END"), group_column="x")
    groups: dict[Any, set[Any]] = {x: set() for x, *_ in rows}
    for x, _, together, is_test in rows:
        groups[x].add((together, is_test))
    assert len(groups.pop(None)) == sum(1 for x, *_ in rows if x is None)
    assert all(len(group) == 1 for group in groups.values())


def test_by_time_equal_times_are_in_one_part() -> None:
    rows = drawn("by-time", table("(i * 7919 % 4000) // 1000"), time_column="x")
    assert [x for x, *_ in rows] == sorted(x for x, *_ in rows)
    assert {x for x, *_, is_test in rows if is_test} == {3}
    assert not any(is_test for x, *_, is_test in rows if x < 3)
