"""The report: what stands in it, and that nothing in it acts."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mlscaffold.cohort.course import Course, Week
from mlscaffold.cohort.report import FINE, STATES, Row, harmless, overview, write

COURSE = Course(Path(), "ml", "Machine <b>learning</b>", "0.9.0", (Week(), Week()), "food", week=2)
ROWS = [
    Row("ana", "A", version="0.9.0", parts=("tracking",), written=("clean",), open=("split",)),
    Row("bo", "B", state="conflict", conflicts=("src/a.py:3-9", "README.md:1"), open=("clean",)),
    Row("cy", state="exercise changed", changed=("clean",), last_commit="2026-11-20 10:00"),
    Row("di", state="failed", detail="no space left"),
]


def page_of(folder: Path, rows: list[Row]) -> str:
    return write(COURSE, rows, folder)[0].read_text(encoding="utf-8")


class Elements(HTMLParser):
    """The tags of a page in order, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_three_files_say_the_same(tmp_path: Path) -> None:
    files = write(COURSE, ROWS, tmp_path / "reports")
    assert [file.name for file in files] == ["cohort.html", "cohort.csv", "cohort.json"]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(
        file.name for file in files
    )
    facts = json.loads(files[2].read_text(encoding="utf-8"))
    table = [*csv.DictReader(io.StringIO(files[1].read_text(encoding="utf-8-sig")))]
    assert [each["id"] for each in facts["learners"]] == [row["id"] for row in table]
    assert table[0]["written"] == "clean"
    assert table[1]["conflicts"] == "src/a.py:3-9 README.md:1"
    assert facts["learners"][1]["conflicts"] == ["src/a.py:3-9", "README.md:1"]
    assert (facts["need_a_person"], facts["version"], facts["week"]) == (2, "0.9.0", 2)
    assert facts["states"] == {"failed": 1, "conflict": 1, "exercise changed": 1, "up to date": 1}


def test_who_needs_a_person_comes_first_and_is_counted(tmp_path: Path) -> None:
    page = page_of(tmp_path, ROWS)
    assert re.findall(r'<th scope="row"[^>]*>(\w+)<', page) == ["di", "bo", "cy", "ana"]
    text = " ".join(Elements(page).texts)
    assert "2 of 4 need a person; 1 done, 1 up to date." in text
    assert "Not tested." in text
    assert "src/a.py:3-9" in text and "no space left" in text
    assert "Nobody of 1 needs a person" in " ".join(Elements(page_of(tmp_path, ROWS[:1])).texts)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_words_and_a_colour(tmp_path: Path, state: str) -> None:
    page = page_of(tmp_path, [Row("ana", state=state)])
    assert STATES[state].replace("'", "&#39;") in page
    assert ('class="state bad"' in page) == (state not in FINE)
    assert Row("ana", state=state).needs_a_person == (state not in FINE)


def test_a_state_that_nobody_knows_needs_a_person(tmp_path: Path) -> None:
    rows = [*ROWS, Row("ed", state="odd")]
    assert "odd" in overview(rows)
    assert rows[-1].needs_a_person
    assert re.findall(r'<th scope="row"[^>]*>(\w+)<', page_of(tmp_path, rows))[0] == "ed"


HOSTILE = "\"'></td><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"


def test_nothing_of_a_learner_becomes_html(tmp_path: Path) -> None:
    several = (HOSTILE,)
    bad = Row(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE, several, "conflict", several, several, several, several,
        HOSTILE, HOSTILE,
    )  # fmt: skip
    tags = Elements(page_of(tmp_path, [bad])).tags
    assert [tag for tag, _ in tags].count("script") == 1
    assert not [tag for tag, _ in tags if tag in ("img", "iframe", "link", "a", "object", "b")]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert "49" not in page_of(tmp_path, [bad]).replace(HOSTILE, "").split("<tbody>")[1]


def test_the_page_asks_the_network_for_nothing(tmp_path: Path) -> None:
    page = page_of(tmp_path, ROWS)
    assert "default-src 'none'" in page
    assert not re.search(r"\b(src|href|action)=|url\(|@import|fetch\(", page)
    assert "prefers-color-scheme: dark" in page and "max-width: 60rem" in page


def test_columns_of_sections_and_teams_are_there_where_they_say_something(tmp_path: Path) -> None:
    assert ">Section<" not in page_of(tmp_path, [Row("ana")])
    page = page_of(tmp_path, [Row("ana", team="one"), Row("bo")])
    assert ">Team<" in page and ">Section<" not in page
    cells = [
        len(re.findall("<t[hd]", row)) for row in page.partition("<table>")[2].split("<tr>")[1:]
    ]
    assert len(set(cells)) == 1


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\n=1", "\u2028=1"],
)
def test_no_cell_is_reckoned_by_a_spreadsheet(tmp_path: Path, cell: str) -> None:
    row = Row("ana", section=cell, version=cell, conflicts=(cell,), detail=cell)
    file = write(COURSE, [row], tmp_path)[1]
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,section,team")
    text = file.read_bytes().decode("utf-8-sig")
    assert text.count("\n") == 2 and not {"\t", "\r"} & set(text)
    for found in csv.DictReader(io.StringIO(text, newline="")):
        assert all(not each or each[0] not in "=+-@\t\r" for each in found.values())
        assert found["section"] == f"'{cell.strip()}"
    assert (harmless("a=1"), harmless("")) == ("a=1", "")


def test_text_that_is_no_unicode_breaks_no_report(tmp_path: Path) -> None:
    assert "a?b" in page_of(tmp_path, [Row("ana", detail="a\udcffb")])
