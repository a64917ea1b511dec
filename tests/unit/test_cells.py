"""How numbers, dates and words are written."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlscaffold.table.cells import canonical, shape_of
from mlscaffold.table.numbers import number_format
from mlscaffold.table.readers.base import string


def shape(cell: str) -> str:
    row = duckdb.execute(
        f"SELECT {shape_of('cell')} FROM (SELECT {string(cell)} AS cell)"
    ).fetchone()
    assert row
    return str(row[0])


def read(cells: list[str]) -> list[float | None]:
    """The cells as numbers, in the one format that all of them have."""
    written = number_format([shape(cell) for cell in cells])
    assert written is not None
    number = written.read(written.text("cell"))
    rows = duckdb.execute(f"SELECT {number} FROM (SELECT unnest({cells!r}) AS cell)").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["$1,234.50", "$7.00"], [1234.5, 7]),
        (["1.234,50 €", "7,00 €"], [1234.5, 7]),
        (["1 234,5", "12"], [1234.5, 12]),
        (["EUR 23.90", "23,90"], [23.9, 23.9]),
        (["12 %", "3.5%"], [12, 3.5]),
        (["(3)", "4"], [-3, 4]),
        (["7 km", "1,200 km"], [7, 1200]),
        (["1.234.567", "2.000"], [1234567, 2000]),
        (["-5", "+5", "1e3"], [-5, 5, 1000]),
    ],
)
def test_numbers_lose_what_is_no_digit(cells: list[str], numbers: list[float]) -> None:
    assert read(cells) == numbers


@pytest.mark.parametrize(
    "cells",
    [["7 kg", "700 m"], ["A1"], ["2024-01-01"], ["3:1"], ["3/4"], ["1 2"], ["about 12"], ["1.2.3"]],
)
def test_what_is_no_number_is_left_alone(cells: list[str]) -> None:
    assert number_format([shape(cell) for cell in cells]) is None


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=5),
    st.sampled_from(["{:,.2f}", "${:,.2f}", "{:.2f} EUR", "{:,.2f} %"]),
)
def test_any_amount_is_read_as_it_was_written(amounts: list[float], form: str) -> None:
    assert read([form.format(amount) for amount in amounts]) == [float(a) for a in amounts]


def test_the_most_frequent_spelling_stays() -> None:
    assert canonical({"Harbour": 5, "harbour": 1, "HARBOUR": 2, "Old  Town": 1, "old town": 3}) == {
        "Harbour": ["Harbour", "harbour", "HARBOUR"],
        "old town": ["Old  Town", "old town"],
    }


def test_yes_and_no_have_many_spellings() -> None:
    found = canonical({"Y": 1, "yes": 2, "1": 1, "N": 3, "false": 1})
    assert {name: sorted(values) for name, values in found.items()} == {
        "yes": ["1", "Y", "yes"],
        "no": ["N", "false"],
    }
    assert canonical({"Yes": 1, "No": 2}) == {"Yes": ["Yes"], "No": ["No"]}
