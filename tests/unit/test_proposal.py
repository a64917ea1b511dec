from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlscaffold.errors import UsageError
from mlscaffold.table.answers import rounded_up, table_name
from mlscaffold.table.choices import Choices
from mlscaffold.table.profile import profile
from mlscaffold.table.proposal import guess_target, propose
from tests.proposed import answers_of


def table(folder: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    rows = [
        ",".join(columns),
        *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True)),
    ]
    file = folder / "table.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def scattered(count: int) -> list[int]:
    """Whole numbers that neither number the rows nor tell anything."""
    return [n * 7919 % 1009 for n in range(count)]


def test_classes_and_features_are_proposed(visits: Path) -> None:
    proposal = propose(profile(visits), "stays")
    assert proposal.task == "classification"
    assert [column.name for column in proposal.features] == ["day", "age_years", "ward", "order_"]
    assert list(proposal.left_out) == ["Visit ID", "Note"]
    assert all("identifies the row" in why for why in proposal.left_out.values())
    assert proposal.classes == ("no", "yes")
    assert answers_of(visits, "Stays")["raw_file"] == "visits_2024.csv"


def test_a_date_becomes_its_parts(visits: Path) -> None:
    day = answers_of(visits, "Stays")["columns"][0]
    assert [part["name"] for part in day["parts"]] == ["day_year", "day_month", "day_weekday"]
    assert [part["example"] for part in day["parts"]] == [2024, 7, 2]  # the middle day, a Wednesday


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["a", "b"], "classification"),
        ([0, 1], "classification"),
        (range(60), "regression"),
        ([n / 4 for n in range(6)], "regression"),
        (["TRUE", "FALSE"], "classification"),
    ],
)
def test_the_task_follows_from_the_target(tmp_path: Path, values: list[object], task: str) -> None:
    target = [list(values)[n % len(values)] for n in range(120)]
    file = table(tmp_path, {"x": scattered(120), "y": target})
    assert propose(profile(file), "y").task == task


def test_the_positive_class_comes_second(tmp_path: Path) -> None:
    columns = {
        "x": scattered(90),
        "said": ["yes", "no", "yes"] * 30,
        "kind": ["b", "a", "a"] * 30,
    }
    made = profile(table(tmp_path, columns))
    assert propose(made, "said").classes == ("no", "yes")
    assert propose(made, "kind").classes == ("a", "b"), "the rarer one, where no name says"
    assert propose(made, "kind", Choices(positive="A")).classes == ("b", "a")


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        (["rooms", "median_income", "median_house_value", "near"], "median_house_value"),
        (["income", "age", "bought"], "bought"),
        (["survived", "age", "fare"], "survived"),
    ],
)
def test_the_likeliest_target_is_proposed(tmp_path: Path, headers: list[str], target: str) -> None:
    file = table(tmp_path, {name: scattered(60) for name in headers})
    assert guess_target(profile(file)).source == target


@pytest.mark.parametrize(
    ("target", "kind", "message", "hint"),
    [
        ("pric", None, "no column `pric`", "did you mean `price`"),
        ("zzzzzz", None, "no column `zzzzzz`", "its columns: price"),
        ("same", None, "only one value", "whose values differ"),
        ("unique", None, "different values: too many", "at most"),
        ("rare", None, "too few rows with `b`", "merge rare values"),
        ("word", "regression", "is not a number", "classification"),
    ],
)
def test_hopeless_targets_are_refused(
    tmp_path: Path, target: str, kind: str | None, message: str, hint: str
) -> None:
    columns: dict[str, list[object]] = {
        "price": [n / 3 for n in range(100)],
        "same": ["x"] * 100,
        "unique": [f"text {n}" for n in range(100)],
        "rare": ["a"] * 91 + ["b"] * 9,
        "word": ["a", "b"] * 50,
    }
    with pytest.raises(UsageError, match=message) as caught:
        propose(profile(table(tmp_path, columns)), target, Choices(kind))
    assert hint in caught.value.hint


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    file = table(tmp_path, {"x": list(range(20)), "y": ["a", "b"] * 10})
    with pytest.raises(UsageError, match="20 rows with a target: too few"):
        propose(profile(file), "y")


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_limits_are_rounded_up_and_near(value: float) -> None:
    assert value <= rounded_up(value) * (1 + 1e-9) <= value * 1.11


def test_tables_get_names_that_sql_and_the_pipeline_leave_free() -> None:
    names = [table_name(Path(name)) for name in ("My data (1).csv", "features.csv", "order.csv")]
    assert names == ["my_data_1", "features_table", "order_table"]


@pytest.mark.parametrize("day", ["1945-03-11", "2020-1-1", "2020/01/31", "9999-12-31"])
def test_dates_of_any_time_and_form_have_parts_within_their_limits(
    tmp_path: Path, day: str
) -> None:
    days = [day, *(f"19{n % 90 + 10}-0{n % 9 + 1}-11" for n in range(99))]
    file = table(tmp_path, {"day": days, "y": ["a", "b"] * 50})
    for part in answers_of(file, "y")["columns"][0]["parts"]:
        assert part["low"] <= part["example"] <= part["high"]


def test_parts_of_a_date_hide_no_other_column(tmp_path: Path) -> None:
    columns = {"date": ["2024-01-01", "2024-02-01"] * 50, "date_year": scattered(100)}
    file = table(tmp_path, columns | {"y": ["a", "a", "b", "b"] * 25})
    date, year = answers_of(file, "y")["columns"]
    assert year["name"] not in {part["name"] for part in date["parts"]}


@pytest.mark.parametrize("value", ["inf", "-Infinity", "1e400", "NAN"])
def test_what_is_no_number_breaks_nothing(tmp_path: Path, value: str) -> None:
    file = table(
        tmp_path, {"x": [value, *scattered(99)], "z": scattered(100), "y": ["a", "b"] * 50}
    )
    assert answers_of(file, "y")["columns"]


def test_an_unnamed_row_number_is_no_feature(tmp_path: Path) -> None:
    columns = {"": [*range(100)], "x": [n * 7 % 90 for n in range(100)], "y": ["a", "b"] * 50}
    assert [c.name for c in propose(profile(table(tmp_path, columns)), "y").features] == ["x"]


def test_columns_as_the_pipeline_has_them_get_other_names(tmp_path: Path) -> None:
    file = table(tmp_path, {"source_row": [0, 1] * 50, "y": ["a", "b"] * 50})
    assert answers_of(file, "y")["columns"][0]["name"] == "source_row_"


def test_many_columns_are_read(tmp_path: Path) -> None:
    columns = {f"c{n}": scattered(60) for n in range(600)} | {"y": ["a", "b"] * 30}
    assert len(propose(profile(table(tmp_path, columns)), "y").features) == 600
