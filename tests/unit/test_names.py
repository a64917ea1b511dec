import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlscaffold.names import nearest, python_names, snake_case
from mlscaffold.project.place import package_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("customerID", "customer_id"),
        ("SeniorCitizen", "senior_citizen"),
        ("Age (years)", "age_years"),
        ("  spaced  ", "spaced"),
        ("Größe", "grosse"),
        ("Name1_A_Street", "name1_a_street"),
        ("%", ""),
    ],
)
def test_headers_become_snake_case(header: str, name: str) -> None:
    assert snake_case(header) == name


def test_names_are_valid_and_different() -> None:
    headers = ["class", "Class", "2nd", "a b", "A-B", "%", "copy", "日本", "order"]
    names = python_names(headers, reserved={"order"})
    expected = ["class_", "class__2", "n2nd", "a_b", "a_b_2", "column", "copy_", "column_2"]
    assert names == [*expected, "order_"]


@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_headers_get_valid_names(headers: list[str]) -> None:
    names = python_names(headers)
    assert len(set(names)) == len(headers)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in names)


@given(st.text(max_size=80))
def test_any_project_has_a_package_name(title: str) -> None:
    name = package_name(title)
    assert name.isidentifier()
    assert name.isascii()
    assert len(name) <= 24


def test_the_nearest_word_is_found_whatever_its_case() -> None:
    assert nearest("churned", ["Tenure", "Churn"]) == "Churn"
    assert nearest("xyz", ["Tenure", "Churn"]) is None


def test_no_column_hides_what_a_pydantic_model_has() -> None:
    from pydantic import BaseModel

    for name in (each for each in dir(BaseModel) if not each.startswith("_")):
        assert python_names([name]) != [name]
