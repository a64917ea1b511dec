"""Files of a course that anybody may have written: refused in words, whatever is in them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from mlscaffold.cohort import course, roster
from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.errors import MlscaffoldError
from tests.cohort.test_course import COURSE

CELLS = st.sampled_from([
    "ana", "Ana", "bo", "", " ", "=1", '"', '"a\nb"', "..", "a/b", "ana@x.edu", "https://[", "nul",
    "ext::x", "\x00", "\u2028", "-x", "é", "https://h/x", "gh:a/b", "~nobody/x", "file:///x", "a" * 70,
])  # fmt: skip
HEADERS = st.sampled_from([
    "id", "ID", "name", "Student", "First name", "Last name", "email", "handle", "Username", "remote",
    "section", "team", "", "x", "_", "Points Possible",
])  # fmt: skip
TABLES = st.tuples(
    st.lists(HEADERS, max_size=5), st.lists(st.lists(CELLS, max_size=6), max_size=5)
).map(lambda both: "\n".join(",".join(row) for row in [both[0], *both[1]]).encode())
VALUES = st.recursive(
    st.sampled_from(["1", "-1", "true", '"x"', '""', "2026-11-28", "1e9999", '"a\\nb"', "nan"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda several: f"[{', '.join(several)}]"),
    max_leaves=4,
) | st.sampled_from(["{}", '{x = "y"}', "[{}]", '[{parts = "a"}]', "[{parts = [1]}]"])


def refused_in_words(folder: Path, read: object, given: Path) -> object:
    try:
        return read(given)  # type: ignore[operator]
    except MlscaffoldError as error:
        assert error.message and error.hint
        assert all(note.isprintable() for note in getattr(error, "__notes__", ()))
        return None


@given(content=TABLES | st.binary(max_size=60))
def test_a_roster_is_read_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as name:
        file = Path(name, "roster.csv")
        file.write_bytes(content)
        found = refused_in_words(file.parent, roster.read, file)
    if isinstance(found, list):
        ids = [each.id for each in found]
        assert not any(map(fault_of_id, ids))
        assert len({each.lower() for each in ids}) == len(ids) > 0


@given(key=st.sampled_from([line.split(" ")[0] for line in COURSE.splitlines() if " = " in line]),
       value=VALUES)  # fmt: skip
def test_a_course_is_read_or_refused(key: str, value: str) -> None:
    lines = [
        f"{key} = {value}" if line.startswith(f"{key} ") else line for line in COURSE.split("\n")
    ]
    with TemporaryDirectory() as name:
        Path(name, "course.toml").write_text("\n".join(lines), encoding="utf-8")
        found = refused_in_words(Path(name), course.read, Path(name))
    if isinstance(found, course.Course):
        assert 1 <= found.week <= len(found.weeks)
        assert all(isinstance(each, str) for each in (*found.parts(), *found.exercises()))
