"""Repositories of learners in which anything may be: each stays one row, in words."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.cohort import roster
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.jobs import How
from mlscaffold.cohort.report import Row, write
from mlscaffold.cohort.update import report, reveal, update
from mlscaffold.errors import UsageError
from tests.cohort.world import FILE, OPEN, QUIET, Clone, course_in, partial, read, run
from tests.update.world import git

ANSWERS = ".copier-answers.yml"
BRANCH = "course/1.1.0-week-2"
EXERCISES = "exercises:\n- clean\n- count\n"
Way = Callable[[Clone], None]


def answering(old: str, new: str) -> Way:
    return lambda clone: clone.edit(old, new, ANSWERS)


def many_aliases(clone: Clone) -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    clone.edit("agents:", "\n".join(["a0: &a0 [x]", *lines, "agents:"]), ANSWERS)


def link_to_answers(clone: Clone) -> None:
    (clone.folder / ANSWERS).unlink()
    (clone.folder / ANSWERS).symlink_to("/etc/hostname")


def link_to_folder(clone: Clone) -> None:
    shutil.rmtree(clone.folder / "src")
    (clone.folder / "src").symlink_to("/etc")


def strange_names(clone: Clone) -> None:
    clone.edit("LIMIT = 10", "LIMIT = 99")
    (clone.folder / FILE).rename(clone.folder / "src/\udce9\n=x.py")
    (clone.folder / "..x").write_text("x\n")


def many_fences(clone: Clone) -> None:
    (clone.folder / "many.py").write_text("# >>> exercise: x\n" * 50_000)


def large_file(clone: Clone) -> None:
    (clone.folder / "large.py").write_text("# >>> exercise: clean\n" + "x = 1\n" * 500_000)


def runs_something(clone: Clone) -> None:
    ran = clone.folder.parent / "ran"
    for name in ("conftest.py", "setup.py", "src/__init__.py", FILE):
        file = clone.folder / name
        text = file.read_text() if file.exists() else ""
        file.write_text(f"{text}\nopen({str(ran)!r}, 'w').close()\n")
    (clone.folder / ".gitattributes").write_text("*.py filter=x diff=x merge=x\n")


def of_another_time(clone: Clone) -> None:
    git(clone.folder, "commit", "--quiet", "--allow-empty", "--message", "later")
    commit = git(clone.folder, "cat-file", "commit", "HEAD").encode()
    lines = [line.split(b"> ")[0] for line in commit.split(b"\n")]
    late = [line + b"> 32503680000 +9999" if b" <" in line else line for line in lines]
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(command, cwd=clone.folder, input=b"\n".join(late), capture_output=True)
    git(clone.folder, "update-ref", "HEAD", made.stdout.decode().strip())


def branch_in_the_way(clone: Clone) -> None:
    git(clone.folder, "push", "--quiet", "origin", "HEAD:refs/heads/course")


def half_of_windows(clone: Clone) -> None:
    clone.edit("\n", "\r\n")
    clone.solve("clean", "rows = [*rows]\n    return rows  # done")


# By id: what is done to the clone, the state, and what the row says.
WAYS: dict[str, tuple[Way, str, str]] = {
    "number": (answering(EXERCISES, "exercises: 7\n"), "unknown base", "`exercises` in its"),
    "dates": (answering(EXERCISES, "exercises: [2020-01-01]\n"), "unknown base", "no list of"),
    "solved": (answering("revealed: []", "revealed: 7"), "unknown base", "`revealed` in its"),
    "variant": (answering("variant: starter", "variant: [starter]"), "unknown base", "no starter"),
    "program": (answering("_src_path: ", "_src_path: ext::sh "), "unknown base", "comes from"),
    "option": (answering("_commit: 1.0.0", '_commit: "-x\\e[1m\\n"'), "unknown base", "version -x"),
    "long": (answering("_commit: 1.0.0", f"_commit: v{'9' * 9000}"), "unknown base", "999"),
    "newer": (answering("_commit: 1.0.0", "_commit: 1.2.0"), "failed", "going back is no update"),
    "aliases": (many_aliases, "unknown base", "cannot be read"),
    "cycle": (answering("agents:", "x: &x [*x]\nagents:"), "unknown base", "cannot be read"),
    "jinja": (answering("shop", "'{{ 7 * 7 }}{% raw %}'"), "clean", "on the branch"),
    "other": (answering("learner: other", "learner: ana"), "clean", "on the branch"),
    "link": (link_to_answers, "unknown base", "cannot be read"),
    "folder": (link_to_folder, "conflict", "theirs to resolve"),
    "names": (strange_names, "conflict", "theirs to resolve"),
    "fences": (many_fences, "clean", "on the branch"),
    "large": (large_file, "clean", "on the branch"),
    "runs": (runs_something, "clean", "on the branch"),
    "late": (of_another_time, "clean", "on the branch"),
    "blocked": (branch_in_the_way, "failed", "its branch course is in the way"),
    "windows": (half_of_windows, "clean", "on the branch"),
}


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Row], Path]:
    folder = tmp_path_factory.mktemp("broken")
    found = course_in(folder, [*WAYS])
    for each, (do, *_) in WAYS.items():
        clone = Clone(folder, folder / f"remotes/{each}.git")
        do(clone)
        clone.save()
    return found, run(found, "1.1.0"), folder


@pytest.mark.parametrize("each", WAYS)
def test_it_is_one_row(updated: tuple[Course, dict[str, Row], Path], each: str) -> None:
    row = updated[1][each]
    assert row.state == WAYS[each][1], row
    assert WAYS[each][2] in row.detail
    assert row.detail.isprintable()
    assert row.version.isprintable()
    assert len(row.detail) < 1000


def test_such_rows_are_written_and_told_again(
    updated: tuple[Course, dict[str, Row], Path],
) -> None:
    found, rows, folder = updated
    assert len(write(found, [*rows.values()], found.reports)) == 3
    later = replace(found, version="1.1.0", week=2)
    again = {row.id: row for row in report(later, roster.read(found.roster), QUIET)}
    assert again["names"].conflicts == rows["names"].conflicts
    assert not (folder / "ran").exists()


def test_a_region_with_line_ends_of_its_own_stays_as_it_is(
    updated: tuple[Course, dict[str, Row], Path],
) -> None:
    text = read(updated[2] / "remotes/windows.git", BRANCH, FILE)
    assert "    rows = [*rows]\n    return rows  # done\r\n" in text
    assert "LIMIT = 12\r\n" in text


def test_a_shallow_clone_is_no_repository_to_update(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    remote, clone = tmp_path / "remotes/ana.git", Clone(tmp_path, tmp_path / "remotes/ana.git")
    run(found, "1.0.0", week=1)  # what was fetched before is not taken for what is there
    partial(clone)
    clone.save()
    clone.save()  # of two commits that are not known one is cut off
    options = ("clone", "--quiet", "--bare", "--depth", "1")
    git(tmp_path, *options, f"file://{remote}", str(tmp_path / "shallow.git"))
    shutil.rmtree(remote)
    (tmp_path / "shallow.git").rename(remote)
    for _ in range(2):
        row = run(found, "1.1.0")["ana"]
        assert (row.state, row.detail[:22]) == ("failed", "it is a shallow clone,")


def test_a_repository_within_a_folder_is_not_asked(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"], with_remotes=False)
    folder, ran = found.folder / "folders/ana", tmp_path / "ran"
    inner = folder / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    (inner / "notes.txt").write_text("x\n")
    git(inner, "add", "notes.txt")
    git(inner, "commit", "--quiet", "--message", "x")
    git(folder, "add", "inner")
    git(folder, "commit", "--quiet", "--message", "x")
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    program.chmod(0o755)
    git(inner, "config", "core.fsmonitor", str(program))
    git(inner, "config", "filter.x.clean", str(program))
    (inner / ".git/info/attributes").write_text("*.txt filter=x\n")
    (inner / "notes.txt").write_text("y\n")  # which git could tell apart by reading alone
    assert run(found, "1.1.0")["ana"].state == "clean"
    assert not ran.exists()


def test_a_failure_that_nobody_thought_of_stops_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlscaffold.cohort import merging

    found, look = course_in(tmp_path, ["ana", "bob"]), merging.look

    def broken(store: object, scratch: object, commit: str) -> object:
        if commit == bad:
            raise RecursionError("too\ndeep")
        return look(store, scratch, commit)  # type: ignore[arg-type]

    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    clone.save()
    bad = git(clone.folder, "rev-parse", "HEAD").strip()
    monkeypatch.setattr(merging, "look", broken)
    rows = run(found, "1.1.0")
    assert (rows["ana"].state, rows["ana"].detail) == ("failed", "RecursionError: too deep")
    assert rows["bob"].state == "clean"


@pytest.mark.parametrize("week", ['exercises = ["clear"]', 'parts = ["trakking"]'])
def test_what_the_template_does_not_have_is_said_once(tmp_path: Path, week: str) -> None:
    from mlscaffold.cohort import course

    found = course_in(tmp_path, ["ana"])
    file = found.folder / "course.toml"
    file.write_text(f"{file.read_text()}[[weeks]]\n{week}\n")
    again = course.read(found.folder)
    with pytest.raises(UsageError, match="the template has no"):
        update(again, roster.read(found.roster), QUIET)


def test_an_exercise_that_is_taken_out_stays_with_those_who_have_it(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    partial(clone)
    clone.save()
    weeks = (replace(found.weeks[0], exercises=()), *found.weeks[1:])
    row = run(replace(found, weeks=weeks), "1.1.0")["ana"]
    assert row.state == "clean"
    text = read(tmp_path / "remotes/ana.git", BRANCH, FILE)
    assert "# partial" in text
    assert "# >>> exercise: clean" in text


def test_solutions_are_not_there_before_they_are_merged(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    learners = roster.read(found.roster)
    reveal(found, learners, ["clean"], QUIET)
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    clone.save()
    (row,) = report(found, learners, QUIET)
    assert (row.state, "has commits since then" in row.detail) == ("clean", True)
    git(clone.folder, "pull", "--quiet", "--no-rebase", "origin", "course/1.0.0-week-1-solutions-1")
    clone.save()
    (row,) = report(found, learners, QUIET)
    assert (row.state, row.detail) == ("up to date", "")


def test_git_settings_for_pushes_and_patches_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gitconfig"
    settings = ["push.gpgSign=true", "push.followTags=true", "push.recurseSubmodules=on-demand"]
    settings += ["push.pushOption=x", "log.showSignature=true", "format.coverLetter=true"]
    settings += ["init.defaultObjectFormat=sha256", "diff.noprefix=true", "format.noprefix=true"]
    for each in settings:
        key, _, value = each.partition("=")
        git(tmp_path, "config", "--file", str(file), key, value)
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha1")
    found = course_in(tmp_path, ["ana"])
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    assert run(found, "1.1.0")["ana"].state == "clean"
    row = run(replace(found, delivery="patch"), "1.1.0")["ana"]
    assert "git am ana.patch" in row.detail
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    git(clone.folder, "am", "--quiet", str(found.patches / "ana.patch"))
    assert "LIMIT = 12" in (clone.folder / FILE).read_text()


def test_a_journal_takes_any_name(tmp_path: Path) -> None:
    from mlscaffold.cohort.journal import Journal

    Journal(tmp_path).append("ana", "update", conflicts=["caf\udce9\n.py:1"])
    assert Journal(tmp_path).last("update")["ana"]["conflicts"] == ["caf\udce9\n.py:1"]
    assert len((tmp_path / ".cohort/journal.jsonl").read_bytes().splitlines()) == 1


def command(found: Course, *words: str) -> dict[str, tuple[str, str]]:
    import sys

    program = [sys.executable, "-m", "mlscaffold", "cohort", *words, "--json"]
    done = subprocess.run(
        [*program, "--course", str(found.folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 3), done.stderr
    rows = json.loads(done.stdout)["learners"]
    return {each["id"]: (each["state"], each["detail"]) for each in rows}


def test_a_team_has_one_repository_and_one_project(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    remote = tmp_path / "remotes/team.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    rows = f"id,remote,team\nbob,{remote},T\neve,{remote},T\n"
    (found.folder / "roster.csv").write_text(rows)
    command(found, "generate")
    assert {*command(found, "push")} == {"bob", "eve"}
    assert "learner: bob" in read(remote, "main", ANSWERS)
    for _ in range(2):
        states = command(found, "update", "--to", "1.1.0", "--week", "2")
        assert {state for state, _ in states.values()} == {"clean"}
    tip = git(remote, "rev-parse", BRANCH)
    assert [*command(found, "update", "--to", "1.1.0", "--week", "2", "--only", "eve")] == ["eve"]
    assert git(remote, "rev-parse", BRANCH) == tip
    assert {*command(found, "report")} == {"bob", "eve"}


def test_how_often_it_is_done_at_once_makes_no_difference(tmp_path: Path) -> None:
    found = course_in(tmp_path, [f"a{number}" for number in range(12)])
    assert {row.state for row in run(found, "1.1.0", How(jobs=50)).values()} == {"clean"}


def test_a_region_may_hold_what_looks_like_a_conflict(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    line = "<<<<<<< yours\n    a = 1\n=======\n    a = 2\n>>>>>>> template-1.1.0  # mine"
    clone.edit(OPEN.format("clean"), line)
    clone.save()
    assert run(found, "1.1.0")["ana"].state == "clean"
    assert line in read(tmp_path / "remotes/ana.git", BRANCH, FILE)


def test_a_store_that_is_lost_or_broken_is_made_anew(tmp_path: Path) -> None:
    from mlscaffold.cohort.generate import generate, push
    from mlscaffold.errors import MlscaffoldError

    found = course_in(tmp_path, ["ana"])
    learners, store = roster.read(found.roster), found.state / "store.git"
    (store / "HEAD").write_text("?\n")
    with pytest.raises(MlscaffoldError, match="no repository") as told:
        run(found, "1.1.0")
    assert "take it away" in told.value.hint
    shutil.rmtree(store)
    # Its starters are others, such as those of another day.
    other = replace(found, title="Another title")
    assert [row.state for row in generate(other, learners, QUIET)] == ["clean"]
    assert [row.state for row in push(other, learners, QUIET)] == ["up to date"]
    assert run(found, "1.1.0")["ana"].state == "clean"


def test_a_disk_that_is_full_ends_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that cannot be written ends the run; half of one is cut off by the next."""
    from mlscaffold.cohort import journal

    found = course_in(tmp_path, ["ana"])
    before = (found.state / "journal.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(journal.os, "fsync", full)
        run(found, "1.1.0")
    file = found.state / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    assert run(found, "1.1.0")["ana"].state == "clean"
    assert file.read_bytes().startswith(before)
    assert [*journal.Journal(found.folder).last("update")] == ["ana"]


def test_the_way_out_of_a_conflict_is_a_command_that_brings_it(tmp_path: Path) -> None:
    from mlscaffold.cohort.course import Week
    from mlscaffold.cohort.merging import by_command

    found = Course(tmp_path, "tidy", "Tidy", "1.1.0", (Week(("tracking", "gitlab")),))
    assert by_command(found, Row("ana", version="1.0.0")) == ": mlscaffold update --to 1.1.0"
    behind = Row("ana", version="1.1.0", parts=("gitlab",))
    assert by_command(found, behind) == ": mlscaffold add tracking"
    assert by_command(found, replace(behind, parts=("gitlab", "tracking"))) == ""
