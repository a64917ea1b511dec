"""A project stays as small as it is said to be."""

import pytest

from scripts.count import PAGE, Count, counts, page, words

COUNTED: dict[tuple[str, str], Count] = {}
MOST_WORDS = 700


@pytest.fixture(autouse=True, scope="module")
def counted() -> None:
    COUNTED.update(counts())


def test_the_page_says_what_is_counted() -> None:
    assert page(COUNTED) in PAGE.read_text(encoding="utf-8"), "run scripts/count.py --write"


def test_functions_are_short() -> None:
    assert {key: each.longest for key, each in COUNTED.items() if each.longest > 40} == {}
    assert {key: each.ninth_tenth for key, each in COUNTED.items() if each.ninth_tenth > 15} == {}


def test_tests_are_shorter_than_what_they_test() -> None:
    assert {key: each.ratio for key, each in COUNTED.items() if each.ratio > 0.6} == {}


def test_the_readme_is_read_in_minutes() -> None:
    assert {key: each.words for key, each in COUNTED.items() if each.words > MOST_WORDS} == {}


def test_only_prose_counts_as_words() -> None:
    text = "# Two words\n\n```bash\nuv sync\n```\n<!-- start -->\n| it's | 1.5 |\n"
    assert words(text) == 4


# What is reached: it may only fall. The goal is 1,900 and 2,500 lines, and 70 files.
@pytest.mark.parametrize(
    ("chosen", "lines", "modules"), [("core", 2300, 34), ("usual parts", 2490, 40)]
)
def test_the_code_is_short(chosen: str, lines: int, modules: int) -> None:
    of = {kind: each for (kind, parts), each in COUNTED.items() if parts == chosen}
    assert {kind: each.lines for kind, each in of.items() if each.lines > lines} == {}
    assert {kind: each.modules for kind, each in of.items() if each.modules > modules} == {}


def test_a_new_project_has_few_files() -> None:
    usual = {key: each.committed for key, each in COUNTED.items() if key[1] == "usual parts"}
    assert {key: files for key, files in usual.items() if files > 95} == {}
