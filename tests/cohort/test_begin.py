"""A course's folder, made; and what is known of a learner, taken out of it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from mlscaffold.cohort.begin import begin
from mlscaffold.cohort.course import Course, read
from mlscaffold.cohort.forget import forget, stays
from mlscaffold.cohort.journal import Journal
from mlscaffold.cohort.report import Row, write
from mlscaffold.cohort.roster import Learner
from mlscaffold.cohort.roster import read as everybody
from mlscaffold.cohort.store import store_of
from mlscaffold.errors import UsageError
from mlscaffold.git.calls import IDENTITY
from mlscaffold.template.parts import parts_of
from mlscaffold.template.templates import built_in
from tests.conftest import Mlscaffold


def test_a_course_begins_with_three_weeks_that_can_be_read(tmp_path: Path) -> None:
    files, notes = begin(tmp_path / "new/ml-2026")
    assert [file.name for file in files] == ["course.toml", "roster.csv", ".gitignore"]
    assert notes == []
    course = read(tmp_path / "new/ml-2026")
    assert (course.id, course.version) == ("ml-2026", built_in().version)
    assert len(course.weeks) == 3
    assert set(course.parts(3)) <= parts_of(built_in()).keys()
    assert everybody(course.roster) == [
        Learner("ana", "Ana Example", "ana@example.org", section="A")
    ]


def test_its_exercises_are_the_templates(tmp_path: Path) -> None:
    begin(tmp_path / "ml")
    pages = " ".join(page.name for page in built_in().folder.rglob("docs/exercises/*"))
    exercises = read(tmp_path / "ml").exercises(3)
    assert len(exercises) > 9
    assert set(exercises) <= set(re.findall(r"'([a-z-]+)\.md'", pages))


@pytest.mark.parametrize("name", ["Autumn term", "äöü"])
def test_a_folder_that_is_no_id_names_no_course(tmp_path: Path, name: str) -> None:
    begin(tmp_path / name)
    assert read(tmp_path / name).id == "course"


@pytest.mark.parametrize("there", ["course.toml", "roster.csv", ".gitignore"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(UsageError, match=f"{there}` is there already"):
        begin(tmp_path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "mine")]


def test_a_file_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        begin(tmp_path / "file/course")


def test_an_export_is_imported_whole_or_not_at_all(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("identifier,github_username\nana@x.edu,ana-codes\nbo,\n")
    _, notes = begin(tmp_path / "ml", export)
    assert any("`identifier`" in note for note in notes)
    assert [each.id for each in everybody(tmp_path / "ml/roster.csv")] == ["ana", "bo"]
    export.write_text("identifier\n../x\n")
    with pytest.raises(UsageError, match="line 2"):
        begin(tmp_path / "other", export)
    assert not (tmp_path / "other").exists()


def test_git_leaves_out_who_takes_part(tmp_path: Path) -> None:
    begin(tmp_path)
    write(read(tmp_path), [Row("ana")], tmp_path / "reports")
    Journal(tmp_path).append("ana", "generated")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    said = ["git", "-C", tmp_path, "ls-files", "--others", "--exclude-standard"]
    there = subprocess.run(said, capture_output=True, text=True, check=True).stdout
    assert there.split() == [".gitignore", "course.toml"]


def git(folder: Path, *arguments: str) -> str:
    command, env = ["git", *arguments], os.environ | IDENTITY | {"GIT_DIR": str(folder)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course that knows something of two learners, of whom one's id begins like the other's."""
    begin(tmp_path)
    found = read(tmp_path)
    found.roster.write_text("id,remote\nana,https://host/ana.git\nana-b,\nbo,\n")
    store = store_of(found.state, found.title).folder
    tree = git(store, "hash-object", "-t", "tree", "-w", "/dev/null")
    for name in ("ana", "ana-b"):
        commit = git(store, "commit-tree", tree, "-m", f"work of {name}")
        git(store, "update-ref", f"refs/learners/{name}/given", commit)
        Journal(tmp_path).append(name, "generate")
        (tmp_path / "reports/patches").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"reports/patches/{name}.patch").write_text(name)
    write(found, [Row("ana"), Row("ana-b")], found.reports)
    return found


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_learner_is_forgotten_everywhere(course: Course) -> None:
    store = course.state / "store.git"
    commit = git(store, "rev-parse", "refs/learners/ana/given")
    assert "https://host/ana.git" in " ".join(stays(course, "ana"))
    places = forget(course, "ana")
    assert places == ["the store", "the journal", "the reports", "the patches", "roster.csv"]
    assert course.roster.read_text() == "id,remote\nana-b,\nbo,\n"
    assert [*Journal(course.folder).last("generate")] == ["ana-b"]
    assert [path.name for path in course.reports.rglob("*") if path.is_file()] == ["ana-b.patch"]
    assert git(store, "for-each-ref", "--format=%(refname)") == "refs/learners/ana-b/given"
    assert commit not in git(store, "cat-file", "--batch-check", "--batch-all-objects")
    assert not [name for name, text in all_bytes(course.folder).items() if b"ana," in text]


def test_what_was_cut_off_is_gone_on_with(course: Course) -> None:
    Journal(course.folder).forget("ana")
    (course.patches / "ana.patch").unlink()
    assert forget(course, "ana") == ["the store", "the reports", "roster.csv"]
    with pytest.raises(UsageError, match="nothing is known of `ana`"):
        forget(course, "ana")


def test_who_is_unknown_changes_nothing(course: Course) -> None:
    before = all_bytes(course.folder)
    for name, hint in (
        ("anna", "did you mean `ana`?"),
        ("zed", "has the ids"),
        ("../bo", "has the"),
    ):
        with pytest.raises(UsageError) as refused:
            forget(course, name)
        assert hint in refused.value.hint
    assert all_bytes(course.folder) == before


def test_a_secret_is_not_told(course: Course) -> None:
    course.roster.write_text("id,remote\nana,https://me:secret@host/x\n")
    assert "secret" not in " ".join(stays(course, "ana"))


def test_the_commands_say_what_they_did(mlscaffold: Mlscaffold, tmp_path: Path) -> None:
    made = mlscaffold("cohort", "init", "ml")
    assert made.returncode == 0
    assert "course.toml" in made.stderr and "mlscaffold cohort generate --dry-run" in made.stderr
    again = mlscaffold("cohort", "init", "ml")
    assert (again.returncode, again.stderr.count("\n")) == (2, 2)
    gone = mlscaffold("cohort", "forget", "ana", "--course", "ml")
    assert gone.returncode == 0
    assert "Taken out of roster.csv. It stays in:" in gone.stderr
    unknown = mlscaffold("cohort", "forget", "ana", "--course", "ml")
    assert (unknown.returncode, "nothing is known" in unknown.stderr) == (2, True)
    (tmp_path / "ml/course.toml").write_text("id = 1\n")
    wrong = mlscaffold("cohort", "forget", "ana", "--course", "ml")
    assert wrong.returncode == 2
    assert wrong.stderr.count("note: ") == 4
    assert "Traceback" not in wrong.stderr
