"""Files as people send them: how they are laid out, and what is said of it."""

import csv
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Layout
from mlscaffold.table.findings import findings
from mlscaffold.table.profile import Profile, profile

ROWS = 60
OBJECTS = [{"rooms": n % 5, "zone": "xyz"[n % 3], "rent": 700 + n * 7 % 90} for n in range(ROWS)]


def of(folder: Path, text: str, name: str = "table.csv", **layout: Any) -> Profile:
    file = folder / name
    file.write_text(text, encoding=layout.get("encoding") or "utf-8", newline="")
    return profile(file, Layout(**layout))


def lines(*first: str, row: str, rows: int = ROWS, end: str = "\n") -> str:
    """Lines, then rows in which {n} is their number."""
    return end.join([*first, *(row.format(n=n, m=n * 7 % 90) for n in range(rows))]) + end


def headers(made: Profile) -> list[str]:
    return [column.source for column in made.columns]


def said(made: Profile) -> str:
    return " | ".join(findings(made, None))


@pytest.mark.parametrize(
    ("first", "row"),
    [
        ("name,age,pay", '"Lee, A{n}",{m},4{n}.5'),
        ("name,age,pay", '"Lee, ""A{n}""",{m},4{n}.5'),
        ("name,age,pay", '"Lee, \\"A{n}\\"",{m},4{n}.5'),
        ("name,age,pay", "a{n}|b|c,{m},4{n}.5"),
        ("name,age,pay", "4{n}.86;8.{n},{m},1"),
        ("name,age,pay", "08:{n}:00,{m},1"),
        ("name,age,pay", "2024-01-01 08:00:{n},{m},1"),
        ("name;age;pay", "1,{n};{m};4,5"),
        ("name\tage\tpay", "a b, c {n}\t{m}\t4,5"),
        ("name|age|pay", "a, b; c {n}|{m}|4"),
        ('"name","age","pay"', '"a; b; c {n}","{m}","1"'),
        ("name,age,pay", '"5\' {n}""",{m},1'),
    ],
)
def test_rows_are_cut_where_header_and_types_agree(tmp_path: Path, first: str, row: str) -> None:
    made = of(tmp_path, lines(first, row=row))
    assert (headers(made), made.rows) == (["name", "age", "pay"], ROWS)
    assert made.column("age").kind == "integer"


def test_what_a_person_says_of_the_layout_is_done(tmp_path: Path) -> None:
    text = lines("a|b,c", row="{n}|x,{m}")
    assert headers(of(tmp_path, text, delimiter="|")) == ["a", "b,c"]
    assert headers(of(tmp_path, text, delimiter=",")) == ["a|b", "c"]
    text = lines("x,y", row="a{n},b{m}")
    assert of(tmp_path, text, header=False).rows == ROWS + 1
    assert headers(of(tmp_path, lines("1,2", row="{n},{m}"), header=True)) == ["1", "2"]


def test_another_opinion_on_the_delimiter_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = lines("day,start,rides", row="a|b|c {n},{m},1")
    assert "separated" not in said(of(tmp_path, text))
    bars = type("Bars", (csv.excel,), {"delimiter": "|"})
    monkeypatch.setattr(csv.Sniffer, "sniff", lambda *_: bars)
    made = of(tmp_path, text)
    assert headers(made) == ["day", "start", "rides"]
    assert "separated by ','" in said(made) and "Python says '|'" in said(made)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_line_that_names_the_delimiter_is_none_of_the_data(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = lines("sep=;", "Größe;Gewicht;ja", row="1,{n};6{n},5;x", end=end)
    made = of(tmp_path, text, encoding=encoding)
    assert (headers(made), made.rows) == (["Größe", "Gewicht", "ja"], ROWS)
    assert "skipped above the header: `sep=" in said(made)


@pytest.mark.parametrize(
    "title",
    ["Sales report\nprinted 2024-03-01\n\n", "Report,2024\n", "Report,March\n", "Report,,\n,,\n"],
)
def test_titles_are_skipped_and_said(tmp_path: Path, title: str) -> None:
    made = of(tmp_path, title + lines("room,size,rent", row="{n},4{n}.5,{m}"))
    assert (headers(made), made.rows) == (["room", "size", "rent"], ROWS)
    assert f"`{title.split(chr(10))[0].replace(',', ' ').strip()}`" in said(made)


def test_a_row_of_units_is_skipped_and_said(tmp_path: Path) -> None:
    made = of(tmp_path, lines("site,temp,wind", ",degC,m/s", row="S{n},{m},1{n}.5"))
    assert [c.kind for c in made.columns][1:] == ["integer", "number"]
    assert "`degC, m/s`" in said(made)


def test_a_first_row_of_unknown_numbers_is_data(tmp_path: Path) -> None:
    text = lines("age,pay,left", "unknown,n/a,yes", row="{n},{m},no") + "unknown,3,no\n"
    assert of(tmp_path, text).rows == ROWS + 2


def test_a_header_of_two_rows_is_joined_and_said(tmp_path: Path) -> None:
    made = of(tmp_path, lines("Plot,Soil,,Yield", "No,pH,N,t/ha", row="{n},6.{n},{m},7.{n}"))
    assert headers(made) == ["Plot No", "Soil pH", "Soil N", "Yield t/ha"]
    assert "two rows, which are joined" in said(made)


def test_lines_that_are_no_data_are_left_out_and_said(tmp_path: Path) -> None:
    text = lines("region,lamp,sold", row="r{n},{m},{n}").splitlines()
    text[20:20] = ["region,lamp,sold", ",,"]
    text += ["Grand Total,,1770", "Page 1 of 1,,"]
    made = of(tmp_path, "\n".join(text) + "\n")
    assert made.rows == ROWS
    for what in ("with the header again", "of totals (Grand Total)", "2 lines with nothing but"):
        assert what in said(made)


def test_a_category_called_total_is_data(tmp_path: Path) -> None:
    text = "brand,price,sold\n" + "".join(
        f"{'Total' if n % 3 else 'Shell'},{n},{n * 7 % 50}\n" for n in range(ROWS)
    )
    assert of(tmp_path, text).rows == ROWS


def test_headers_may_be_anything(tmp_path: Path) -> None:
    names = ["a=", "b'", "select", "{0}", "x;y", "date"]
    made = of(tmp_path, lines("|".join(names), row="{n}|{m}|1|2|é|4"), encoding="cp1252")
    assert headers(made) == names


@pytest.mark.parametrize(
    "value",
    [
        {"count": ROWS, "next": None, "results": OBJECTS},
        {"meta": {"n": 1}, "data": {"items": OBJECTS}},
        {key: {str(n): row[key] for n, row in enumerate(OBJECTS)} for key in OBJECTS[0]},
        {key: [row[key] for row in OBJECTS] for key in OBJECTS[0]},
        {
            "columns": [*OBJECTS[0]],
            "index": [*range(ROWS)],
            "data": [[*row.values()] for row in OBJECTS],
        },
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": None, "properties": row} for row in OBJECTS
            ],
        },
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_that_wraps_its_table(tmp_path: Path, value: Any, indent: int | None) -> None:
    made = of(tmp_path, json.dumps(value, indent=indent), "table.json")
    assert made.rows == ROWS
    assert {"rooms", "zone", "rent"} <= set(headers(made))
    assert made.column("rent").kind == "integer"
    assert set(made.column("zone").values) == {"x", "y", "z"}


def test_attributes_are_the_columns_of_an_arff_file(tmp_path: Path) -> None:
    above = ["% mine", "@RELATION plants", "", "@attribute height numeric"]
    above += ["@attribute 'leaf kind' {round, long}", "@attribute class {dry,wet} % two", "@data"]
    text = lines(*above, row="{m}.5,'round, {n}',dry")
    assert headers(of(tmp_path, text, "plants.arff")) == ["height", "leaf kind", "class"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<table border=1><tr><th>a</th></tr></table>", "web page or XML"),
        ("<?xml version='1.0'?><Workbook/>", "web page or XML"),
        ('{"u": [{"a": 1, "b": 2}], "v": [{"a": 1, "b": 2}]}', "several lists of objects: u, v"),
        ("@relation x\n@attribute a numeric\n@attribute b numeric\n@data\n{0 1}\n", "ARFF"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        of(tmp_path, text, "table.xls")


@pytest.mark.parametrize("name", ["archive.zip", "table.csv"])
def test_an_archive_says_what_is_in_it(tmp_path: Path, name: str) -> None:
    with ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("data/label.csv", "a,b\n1,2\n")
        archive.writestr("readme.txt", "read me")
    with pytest.raises(UsageError, match="is a zip archive") as raised:
        profile(tmp_path / name)
    assert "data/label.csv" in raised.value.hint


def test_the_header_of_row_names_may_be_empty(tmp_path: Path) -> None:
    assert headers(of(tmp_path, lines('"","x"', row='"{n}",{m}'))) == ["column0", "x"]
