"""Cells as people write them: read rightly, or said not to be understood."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from mlscaffold.table.columns import Column
from mlscaffold.table.findings import findings
from mlscaffold.table.profile import Profile, profile
from mlscaffold.table.proposal import propose
from tests.unit.test_proposal import scattered, table

ROWS = 120


def of(folder: Path, **columns: Sequence[object]) -> Profile:
    """A table with these columns, the first cells given, the rest like the last of them."""
    quoted = {name: [f'"{cell}"' for cell in cells] for name, cells in columns.items()}
    return profile(table(folder, quoted | {"other": scattered(ROWS)}))


def column(folder: Path, *cells: str, name: str = "x") -> Column:
    """One column, its cells repeated, `{n}` being a number in them."""
    whole = [
        cells[n % len(cells)].format(n=n, m=n * 7 % 90 + 10, k=f"{n % 60:02}") for n in range(ROWS)
    ]
    return of(folder, **{name: whole}).column(name)


def said(made: Column) -> str:
    return " | ".join(made.remarks)


@pytest.mark.parametrize(
    ("cells", "low", "words"),
    [
        (["606", "5.4k", "2.{m}k", "3M"], 606, "k as 1,000"),
        (["883", "91{m}", "2.{m} km"], 883, "1km as 1,000"),
        (["71 kg", "6{m}", "8{m}"], 71, "some numbers with kg"),
        (["57.2%", "0.3", "0.6{m}"], 0.3, "1% as 0.01"),
        (["3.35 kg", "500 g", "5{m} g"], 0.5, "1g as 0.001"),
        (["$10.19", "€2{m}", "£3{m}"], 10.19, "mixes currencies"),
        (["Rs. 15,64,200", "Rs. 2,96,700", "Rs. 3,96,7{m}"], 296700, ""),
        (["1'142'530", "3'800-", "1'8{m}"], -3800, ""),
        (["1,000+", "5+", "{m}+"], 5, "bounds"),
        (["<0.5", "1.{m}"], 0.5, "bounds"),
        (["3:03:13", "2:45:10", "2:{k}:59"], 7379, "in seconds"),
        (["21:06", "1:{k}:59"], 1266, "in seconds"),
        (["2h 1{m}m", "45m", "1h"], 2700, "in seconds"),
        (["0.125", "0.{m}5"], 0.115, ""),
        (["1234.567", "100.250", "1{m}.250"], 100.25, ""),
    ],
)
def test_numbers_keep_what_they_mean(
    tmp_path: Path, cells: list[str], low: float, words: str
) -> None:
    found = column(tmp_path, *cells)
    assert found.numeric and found.missing == 0
    assert found.low == pytest.approx(low)
    assert words in said(found)
    assert bool(words) == bool(found.remarks)


@pytest.mark.parametrize(
    ("others", "low"), [(["99,7"], 1000), (["1.032.526", "7"], 1000), (["99.7"], 1.0)]
)
def test_the_decimal_point_is_that_of_the_file(
    tmp_path: Path, others: list[str], low: float
) -> None:
    people = [f"{n % 9 + 1}.{n * 7 % 90 + 100}" for n in range(ROWS - 1)]
    other = "1,5" if "," in others[0] else "2"
    made = of(
        tmp_path,
        people=["1.000", *people],
        area=[*(others * ROWS)[: ROWS - 1], other],
    )
    assert made.column("people").low == pytest.approx(low)


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["01/{d}/24"], "%m/%d/%y"),
        (["{d}/01/24"], "%d/%m/%y"),
        (["{d}-02-24"], "%d-%m-%y"),
        (["{d}.03.24 09:00"], "%d.%m.%y %H:%M"),
        (["1/{d}/2024, 3:01 PM"], "%m/%d/%Y, %I:%M %p"),
        (["{d}-JAN-2022"], "%d-%b-%Y"),
        (["2022-W{d}"], "%G-W%V"),
        (["2024-01-{d}T10:00:00Z"], "standard"),
    ],
)
def test_dates_in_many_forms(tmp_path: Path, cells: list[str], dates: str) -> None:
    whole = [cells[0].format(d=f"{n % 28 + 1:02}") for n in range(ROWS)]
    found = of(tmp_path, when=whole).column("when")
    assert (found.kind, found.dates, found.missing) == ("date", (dates,), 0)


def test_the_order_of_day_and_month_follows_from_the_order_of_rows(tmp_path: Path) -> None:
    days = [f"{n % 12 + 1:02}/{n // 12 + 1:02}/2024" for n in range(ROWS)]
    found = of(tmp_path, when=days).column("when")
    assert (found.dates, found.remarks) == (("%d/%m/%Y",), ())


def test_an_order_that_nothing_shows_is_asked_about(tmp_path: Path) -> None:
    days = [f"{n * 7 % 12 + 1:02}/{n * 5 % 12 + 1:02}/2024" for n in range(ROWS)]
    found = of(tmp_path, when=days).column("when")
    assert found.dates == ("%m/%d/%Y",)
    assert "month/day is taken" in said(found)
    sure = [f"{n % 28 + 1:02}/03/2024" for n in range(ROWS)]
    found = of(tmp_path, when=days, other_day=sure).column("when")
    assert (found.dates, found.remarks) == (("%d/%m/%Y",), ())


@pytest.mark.parametrize(
    ("name", "first", "step", "what"),
    [
        ("timestamp", 1672531200000, 3600000, "milliseconds since 1970"),
        ("created_at", 1672531200, 3600, "seconds since 1970"),
        ("Order Date", 43835, 3, "days since 1900"),
    ],
)
def test_numbers_may_count_time(
    tmp_path: Path, name: str, first: int, step: int, what: str
) -> None:
    counted = [first + step * n for n in range(ROWS)]
    made = of(tmp_path, **{name: counted}, amount=[43835 + n * 7 % 90 for n in range(ROWS)])
    assert (made.column(name).kind, made.column("amount").kind) == ("date", "integer")
    assert what in said(made.column(name))
    assert propose(made, "other").time == made.column(name)


@pytest.mark.parametrize("cell", ["0{m}", "00{m}"])
def test_numbers_with_leading_zeros_are_codes(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, cell, "94110").kind == "category"


@pytest.mark.parametrize("name", ["product_id", "store_nbr", "zip", "Postal Code"])
def test_numbers_that_are_names_are_categories(tmp_path: Path, name: str) -> None:
    cells = [str(4000 + n % 20) for n in range(ROWS)]
    assert of(tmp_path, **{name: cells}).column(name).kind == "category"


@pytest.mark.parametrize(
    ("cells", "example"),
    [
        (["{n}/{m}"], "/"),
        (["({n}.5, {m}.5)"], "("),
        (["{n};{m}"], ";"),
        (["${n}K-${m}K (est.)"], "$"),
    ],
)
def test_what_is_not_understood_is_named_with_examples(
    tmp_path: Path, cells: list[str], example: str
) -> None:
    found = column(tmp_path, *cells)
    assert found.kind == "unclear"
    assert "was not understood, such as `" in said(found) and example in said(found)
    assert "--keep 'x'" in said(found)


def test_what_does_not_name_its_row_is_not_said_to(tmp_path: Path) -> None:
    tags = [f"a;b{n % 70};c" for n in range(ROWS)]
    made = of(tmp_path, tags=tags, more=scattered(2 * ROWS)[ROWS:])
    assert "too many values" in propose(made, "other").left_out["tags"]
    assert "identifies" not in " ".join(findings(made, propose(made, "other")))


def test_words_for_nothing_are_missing_in_numbers(tmp_path: Path) -> None:
    found = column(tmp_path, "unknown", "not disclosed", "{m}", "{n}", "1{n}", "2{n}", "3{m}")
    assert (found.kind, found.marks) == ("integer", ("not disclosed", "unknown"))
    few = column(tmp_path, "1", "2", "XL", "3", name="size")
    assert few.kind == "category"
