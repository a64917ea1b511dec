"""Any delimiter, encoding and header: the same table comes out."""

import csv
import gzip
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.readers import load
from mlscaffold.table.readers.base import Reading

HEADER = ["name", "What is your age?", "city, or town"]
ROWS = [
    [f"Größe {n}", str(n * 7 % 90), ["Bonn", "Rome; Italy", 'the "old" one'][n % 3]]
    for n in range(60)
]


def written(delimiter: str = ",", end: str = "\n", header: bool = True) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows([HEADER] * header + ROWS)
    return file.getvalue()


def read(file: Path, layout: Layout | None = None) -> tuple[Reading, list[list[str]]]:
    with duckdb.connect() as db:
        reading = load(db, file, layout or Layout())
        return reading, [list(row) for row in db.table("raw").fetchall()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(written(delimiter), encoding=encoding, newline="")
    reading, rows = read(file)
    assert (list(reading.cells), rows) == (HEADER, ROWS)


@pytest.mark.parametrize("top", ["# made on Monday\n# by hand, and late\n", "A title\n\n", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_above_the_header(tmp_path: Path, top: str, end: str) -> None:
    file = tmp_path / "table.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8", newline="") as out:
        out.write(top.replace("\n", end) + written(end=end))
    reading, rows = read(file)
    assert (list(reading.cells), rows) == (HEADER, ROWS)


def test_no_header_is_found_and_said(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(written(header=False), encoding="utf-8")
    reading, rows = read(file)
    assert list(reading.cells) == ["column_1", "column_2", "column_3"]
    assert rows == ROWS
    assert reading.notes == ("it has no header",)
    assert read(file, Layout(header=True))[1] == ROWS[1:]


def test_short_rows_are_filled_and_said(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b,c\n" + "1,2,3\n" * 20 + "4,5\n" + "6,7,8\n" * 20)
    reading, rows = read(file)
    assert ["4", "5", None] in rows
    assert len(rows) == 41
    assert "1 rows are shorter" in reading.notes[0]


def test_a_longer_row_is_refused_by_number(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b,c\n" + "1,2,3\n" * 20 + "4,5,6,7\n" + "6,7,8\n" * 20)
    with pytest.raises(UsageError, match="row 21 has 4 cells, the header 3"):
        read(file)


def test_what_was_said_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(written())
    for layout, message in {
        Layout(table="Sheet1"): "--table does not fit",
        Layout(delimiter=";;"): "is not one character",
        Layout(encoding="klingon"): "no encoding `klingon`",
    }.items():
        with pytest.raises(UsageError, match=message):
            read(file, layout)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12).filter(
    lambda text: text.strip() == text
)


@settings(max_examples=40)
@given(st.lists(st.tuples(CELL, CELL, st.integers().map(str)), min_size=5, max_size=30))
def test_quoted_cells_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    file = tmp_path_factory.mktemp("quoted") / "table.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
            [("x", "y", "z"), *rows]
        )
    _, found = read(file, Layout(header=True, delimiter=","))
    assert [[cell or "" for cell in row] for row in found] == [list(row) for row in rows]


def test_apostrophes_may_be_the_quotes(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    rows = [f"'<{n}','a, b',{n},{'good' if n % 2 else 'bad'}" for n in range(60)]
    file.write_text("\n".join(["'status','purpose','age','class'", *rows]) + "\n")
    reading, found = read(file)
    assert list(reading.cells) == ["status", "purpose", "age", "class"]
    assert found[0] == ["<0", "a, b", "0", "bad"]


def test_apostrophes_in_words_are_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    rows = [f"{n},'tis no quote,it's one word" for n in range(60)]
    file.write_text("\n".join(["n,text,more", *rows]) + "\n")
    _, found = read(file)
    assert found[0] == ["0", "'tis no quote", "it's one word"]
