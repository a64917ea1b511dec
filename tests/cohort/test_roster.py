"""Rosters: our own and those of classroom tools, and all that no file system or git host takes."""

import random
import string
import subprocess
from pathlib import Path

import pytest

from mlscaffold.cohort.ids import fault_of_id
from mlscaffold.cohort.roster import Learner, as_text, chosen, forget, read, read_with_notes
from mlscaffold.errors import UsageError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return file


def notes_of(file: Path) -> list[str]:
    """All that is told of a roster that is refused, a line each."""
    with pytest.raises(UsageError) as refused:
        read(file)
    error = refused.value
    return getattr(error, "__notes__", None) or [f"{error.message}; {error.hint}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_roster_however_it_was_saved(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    rows = [["id", "name", "section", "team"], ["ana", "Ana Ñúñez", "A", "one"], ["bo", "Bo", "B"]]
    text = end.join(separator.join(row) for row in rows) + end
    assert read(written(tmp_path, text, encoding)) == [
        Learner("ana", "Ana Ñúñez", section="A", team="one"),
        Learner("bo", "Bo", section="B"),
    ]


# Exports: what they say, the learners, and a part of what is told.
EXPORTS = {
    "GitHub Classroom": (
        '"identifier","github_username","github_id","name"\n'
        '"ana@school.edu","ana-codes","1234","Ana L"\n"bo","","",""\n',
        [Learner("ana", "Ana L", handle="ana-codes"), Learner("bo")],
        "of an e-mail address the id is the part before @",
    ),
    "GitHub Classroom, grades": (
        '"github_username","roster_identifier","student_repository_url","points_awarded"\n'
        '"ana-codes","s1","https://github.com/o/week-1-ana","3"\n',
        [Learner("s1", handle="ana-codes", remote="https://github.com/o/week-1-ana")],
        "not used: `points_awarded`",
    ),
    "Canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (77)\n"
        "    Points Possible,,,,,10\n"
        '"López, Ana",4711,s1,ana@school.edu,ML 1,9\n"Student, Test",99,,,,\n',
        [Learner("4711", "López, Ana", section="ML 1")],
        "line 4 stands for nobody: `Student, Test`",
    ),
    "Canvas without its numbers": (
        "Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n"
        "Ana L,,,ana@school.edu,A\n",
        [Learner("ana", "Ana L", section="A")],
        "`SIS Login ID` is taken for: id",
    ),
    "Moodle, a grading worksheet": (
        "Identifier,Full name,ID number,Email address,Status\n"
        "Participant 88,Ana López,m-17,ana@school.edu,Graded\n",
        [Learner("m-17", "Ana López", "ana@school.edu")],
        "not used: `Identifier`, `Status`",
    ),
    "Moodle": (
        "First name;Surname;ID number;Email address;Groups\nAna;López;m-17;ana@school.edu;A\n",
        [Learner("m-17", "Ana López", "ana@school.edu", section="A")],
        "`Groups` is taken for: section",
    ),
    "Moodle without numbers": (
        "First name,Last name,ID number,Username,Email address\n"
        "Ana,López,,ana@school.edu,ana@school.edu\n",
        [Learner("ana", "Ana López", "ana@school.edu")],
        "the id is taken from `Username`",
    ),
    "Google Classroom": (
        "Last Name,First Name,Email Address,Week 1\nDate,,,2026-09-01\nPoints,,,10\n"
        "López,Ana,ana.l@school.edu,9\n",
        [Learner("ana.l", "Ana López", "ana.l@school.edu")],
        "the id is taken from `Email Address`",
    ),
    "GitLab": (
        "Name,Username,Email,Role\nAna López,ana,ana@school.edu,Developer\n",
        [Learner("ana", "Ana López", "ana@school.edu", "ana")],
        "the id is taken from `Username`",
    ),
}


@pytest.mark.parametrize("tool", EXPORTS)
def test_exports_of_classroom_tools_are_understood(tmp_path: Path, tool: str) -> None:
    text, expected, told = EXPORTS[tool]
    learners, notes = read_with_notes(written(tmp_path, text))
    assert learners == expected
    assert any(told in note for note in notes), notes
    assert read(written(tmp_path, as_text(learners))) == expected


@pytest.mark.parametrize("name", [
    "..", ".", "../x", "a/b", "a\\b", "/etc", "-n", "--upload-pack=x", ".hidden", "a.lock", "a.LOCK",
    "a.git", "a..b", "a.", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a@{1}", "a b", "CON", "nul",
    "Com1", "lpt9.txt", "aux.py", "=1+1", "+1", "@SUM(A1)", "-1", "é", "ana\u0301", "аna", "a\x00",
    "a\x1b[31m", "a\u202eb", "a\nb", "a" * 65, "", "_x", "$(id)", "`id`", "a;b", "a|b", "%PATH%",
])  # fmt: skip
def test_ids_that_a_system_or_a_host_refuses_are_refused(name: str) -> None:
    assert fault_of_id(name)


@pytest.mark.parametrize("name", ["a", "7", "ana", "ana-b", "ana.b_2", "A" * 64, "console", "com"])
def test_usual_ids_are_taken(name: str) -> None:
    assert fault_of_id(name) == ""


def test_git_takes_every_id_as_a_reference() -> None:
    draw = random.Random(7)
    signs = string.ascii_letters + string.digits + "._-@{~/ " + "é"
    tried = {"".join(draw.choices(signs, k=draw.randint(1, 9))) for _ in range(3000)}
    ids = sorted(each for each in tried if not fault_of_id(each))
    assert len(ids) > 300
    for each in ids[::6]:
        command = ["git", "check-ref-format", f"refs/learners/{each}/base"]
        assert subprocess.run(command).returncode == 0, each


def test_all_bad_rows_are_told_with_their_lines(tmp_path: Path) -> None:
    text = (
        "id,name,email,handle,remote,section,team\n"
        "ana,Ana,,,,,\n"
        '"../x","two\nlines",,,,,\n'  # lines 3 and 4
        "Ana,Again,,,,,\n"
        ",Nobody,,,,,\n"
        "bo,=HYPERLINK(1),,,,,\n"
        "cy,Cy,no address,,,,\n"
        "di,Di,,-x,,,\n"
        "ed,Ed,,,ext::sh -c true,,\n"
        "fi,Fi,,,https://fi:secret@host/x.git,,\n"
        "gu,Gu,,,--upload-pack=x,,\n"
        "hi,Doe, Hi,,,,,\n"
        "nul,Nul,,,,,\n"
        "jo,Jo,,,,,\n"
    )
    notes = notes_of(written(tmp_path, text))
    told = [
        ("line 3", "the id `../x` begins with a dot"),
        ("line 3", "has a character that cannot be printed"),
        ("line 5", "the id `Ana` is taken by line 2"),
        ("line 6", "the id is empty"),
        ("line 7", "the name `=HYPERLINK(1)` begins like a formula"),
        ("line 8", "`no address` is no e-mail address"),
        ("line 9", "the handle `-x` begins like a formula or an option"),
        ("line 10", "`ext::sh -c true` is no address"),
        ("line 11", "or has a name, a password or a token in it"),
        ("line 12", "`--upload-pack=x` is no address"),
        ("line 13", "has 8 cells, the header 7"),
        ("line 14", "is the name of a device"),
    ]
    for line, what in told:
        assert [note for note in notes if note.startswith(f"{line}: ") and what in note], what
    assert not [note for note in notes if note.startswith(("line 2:", "line 15:"))]
    assert "secret" not in " ".join(notes)
    assert all(note.isprintable() for note in notes)


@pytest.mark.parametrize("remote", [
    "ext::sh -c true", "fd::3", "--upload-pack=x", "-x", "https://-x/y", "https://me:pw@host/x",
    "https://token@host/x", "https://host/x?access_token=1", "ssh://-oProxyCommand=x/y", "http::x",
    "host:path", "user@host:", "git@-oProxyCommand=x:y", "javascript:1", "/tmp/ext::x", "a\x1bb",
    "https://[", "file://elsewhere/x", "file:///ext::x", "file:///a%00b",
])  # fmt: skip
def test_remotes_that_git_could_misread_are_refused(tmp_path: Path, remote: str) -> None:
    (note,) = notes_of(written(tmp_path, f"id,remote\nana,{remote}\n"))
    assert "line 2" in note


@pytest.mark.parametrize(("remote", "url"), [
    ("https://host/ana.git", "https://host/ana.git"), ("gh:ana/x", "https://github.com/ana/x.git"),
    ("git@host:ana/x.git", "git@host:ana/x.git"), ("ssh://git@host/x", "ssh://git@host/x"),
    ("/srv/git/not-there-yet.git", "/srv/git/not-there-yet.git"),
    ("file:///srv/a%20b.git", "/srv/a b.git"), ("file://localhost/srv/x", "/srv/x"),
])  # fmt: skip
def test_remotes_are_as_git_takes_them(tmp_path: Path, remote: str, url: str) -> None:
    assert read(written(tmp_path, f"id,remote\nana,{remote}\n"))[0].remote == url


def test_a_folder_as_remote_is_seen_from_the_roster(tmp_path: Path) -> None:
    (tmp_path / "repos/ana.git").mkdir(parents=True)
    (learner,) = read(written(tmp_path, "id,remote\nana,repos/ana.git\n"))
    assert learner.remote == str(tmp_path / "repos/ana.git")


def test_a_repository_is_of_one_learner_or_one_team(tmp_path: Path) -> None:
    text = "id,remote,team\nana,https://h/x,{}\nbo,https://h/x,{}\n"
    assert len(read(written(tmp_path, text.format("one", "one")))) == 2
    for teams in (("", ""), ("one", "two"), ("one", "")):
        (note,) = notes_of(written(tmp_path, text.format(*teams)))
        assert "line 3" in note and "the remote is that of line 2" in note


@pytest.mark.parametrize(("text", "told"), [
    ("", "is empty"), ("\n\n", "is empty"), ("id,name\n", "has nobody in it"),
    ("id,name\n,\n", "has nobody in it"), ("name,points\nAna,3\n", "no column has ids"),
    ('id,name\nana,"open\n', "line 2: unexpected end of data"),
    ("id,id\nana,bo\n", "two columns are called `id`"),
])  # fmt: skip
def test_files_that_are_no_roster_are_refused(tmp_path: Path, text: str, told: str) -> None:
    (note,) = notes_of(written(tmp_path, text))
    assert told in note


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_refused_with_the_line(tmp_path: Path, encoding: str) -> None:
    (note,) = notes_of(written(tmp_path, "id,name\nana,Ana\nbo,Bö\n", encoding))
    assert f"line {3 if encoding == 'cp1252' else 1}: is no UTF-8; save it as" in note


def test_a_missing_roster_is_one_line(tmp_path: Path) -> None:
    (note,) = notes_of(tmp_path / "no.csv")
    assert "cannot be read" in note


def test_some_are_chosen() -> None:
    everybody = [
        Learner("ana", section="A"),
        Learner("bo", section="B"),
        Learner("cy", section="A"),
    ]
    assert chosen(everybody) == everybody
    assert [each.id for each in chosen(everybody, ["cy", "bo"])] == ["bo", "cy"]
    assert [each.id for each in chosen(everybody, (), "A")] == ["ana", "cy"]
    assert [each.id for each in chosen(everybody, ["ana"], "A")] == ["ana"]
    with pytest.raises(UsageError, match="nobody of those is in section `B`"):
        chosen(everybody, ["ana"], "B")
    for only, section, hint in ((["anna"], "", "`ana`"), ([], "a", "did you mean `A`")):
        with pytest.raises(UsageError) as refused:
            chosen(everybody, only, section)
        assert hint in refused.value.hint


def test_one_is_forgotten_and_every_other_byte_stays(tmp_path: Path) -> None:
    text = '\ufeffid;name\r\nana;"Ana\r\nLópez"\r\nbo;Bo \r\n\r\ncy;"Cy"'
    file = written(tmp_path, text)
    assert forget(file, "ana")
    assert file.read_bytes() == '\ufeffid;name\r\nbo;Bo \r\n\r\ncy;"Cy"'.encode()
    assert not forget(file, "ana")
    assert not forget(file, "c")
    assert [path.name for path in tmp_path.iterdir()] == ["roster.csv"]


def test_a_header_that_is_nearly_ours_is_not_left_out(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("id,remtoe\nana,https://host/ana.git\n")
    with pytest.raises(UsageError, match="remtoe") as caught:
        read(file)
    assert caught.value.hint == "did you mean `remote`?"
