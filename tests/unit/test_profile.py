from pathlib import Path

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.table.profile import profile


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_kinds_of_columns(visits: Path) -> None:
    kinds = {column.source: column.kind for column in profile(visits).columns}
    assert kinds == {
        "Visit ID": "identifier",
        "Day": "date",
        "Age (years)": "integer",
        "Ward": "category",
        "Order": "integer",
        "Note": "identifier",
        "Stays": "category",
    }


def test_facts_of_a_column(visits: Path) -> None:
    age = profile(visits).column("Age (years)")
    assert (age.name, age.rows, age.missing, age.nullable) == ("age_years", 240, 15, True)
    assert (age.low, age.high) == (20, 79)


def test_blanks_and_na_are_missing(tmp_path: Path) -> None:
    file = write(tmp_path, "a,b\n1,x\n ,NA\n?,y\n3,x\n")
    columns = profile(file).columns
    assert [column.missing for column in columns] == [2, 1]
    assert columns[0].kind == "integer"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(tmp_path: Path, separator: str) -> None:
    lines = ["a,b,c", *(f"{n},{n / 2},x{n % 2}" for n in range(20))]
    file = write(tmp_path, "\n".join(lines).replace(",", separator) + "\n")
    assert [c.kind for c in profile(file).columns] == ["integer", "number", "category"]


def test_the_example_is_made_up_and_tells_of_nobody(tmp_path: Path) -> None:
    secret = "Frau Kowalska from flat 7 was in tears"
    rows = [
        f"{1000.37 + n},{n % 3},{'rare' if n == 7 else 'often'},town {n if n % 2 else 'A'},"
        f"2024-01-{1 + n % 28:02d},{secret if n == 7 else f'note number {n} says nothing at all'}"
        for n in range(200)
    ]
    file = write(tmp_path, "\n".join(["pay,rooms,kind,town,day,note", *rows]) + "\n")
    example = profile(file).example
    assert (example["pay"], example["rooms"], example["kind"]) == (1100.0, 0, "often")
    assert example["town"] == "town A"
    assert example["day"] == "2024-01-14"
    assert example["note"] == "A few words, as somebody might write them here."


def test_a_value_of_few_rows_is_no_example(tmp_path: Path) -> None:
    lines = [
        "who,x",
        *(f"p{n % 45},{n}" for n in range(200)),
        *(f"q{n % 9},{n}" for n in range(36)),
    ]
    example = profile(write(tmp_path, "\n".join(lines) + "\n")).example
    assert example["who"] == "other"


def test_constant_and_empty_columns_are_named_so(tmp_path: Path) -> None:
    file = write(tmp_path, "a,b,c\n1,x,\n2,x,\n3,x,\n")
    assert [column.kind for column in profile(file).columns] == ["integer", "constant", "empty"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"   \n\n", "is empty"),
        (b"a,b\n", "has a header but no rows"),
        (b"a\n1\n2\n", "has only one column: a"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is binary"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message) as caught:
        profile(file)
    assert str(file) in caught.value.message
    assert caught.value.hint


def test_a_folder_and_an_absent_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        profile(tmp_path)
    with pytest.raises(UsageError, match="does not exist"):
        profile(tmp_path / "none.csv")


def test_impossible_years_are_no_reason_for_another_date_format(tmp_path: Path) -> None:
    days = [f"{day:02}.03.{year}" for day in range(1, 29) for year in (2021, 2022, 2023)]
    file = write(tmp_path, "\n".join(["day,b", *(f"{day},1" for day in [*days, "07.03.0210"])]))
    column = profile(file).column("day")
    assert (column.kind, column.dates, column.unreadable) == ("date", ("%d.%m.%Y",), 1)
