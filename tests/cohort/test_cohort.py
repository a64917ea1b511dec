"""Thirty half-finished projects are brought through three versions: nothing of anybody's is lost."""

import json
import os
from pathlib import Path

import pytest

from mlscaffold.cohort import course, roster
from mlscaffold.cohort.course import Course
from mlscaffold.cohort.generate import generate, push
from mlscaffold.cohort.jobs import How
from mlscaffold.cohort.report import Row
from mlscaffold.cohort.update import report, reveal
from mlscaffold.errors import UsageError
from mlscaffold.template.fences import shaped
from tests.cohort.world import (
    COURSE,
    FILE,
    OPEN,
    QUIET,
    RENAMED,
    WAYS,
    Clone,
    course_in,
    done,
    partial,
    read,
    run,
    template,
)
from tests.update.world import git

IDS = [f"{way}-{number}" for way in WAYS for number in range(3)]
BRANCH = "course/1.1.0-week-2"


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Row], Path]:
    """Thirty learners after the first of two updates."""
    folder = tmp_path_factory.mktemp("thirty")
    found = course_in(folder, IDS)
    clones = folder / "clones"
    clones.mkdir()
    for each in IDS:
        clone = Clone(clones, folder / f"remotes/{each}.git")
        WAYS[each.partition("-")[0]][0](clone)
        clone.save()
    return found, run(found, "1.1.0"), folder


def lines_of(folder: Path, each: str, branch: str) -> set[str]:
    remote = folder / f"remotes/{each}.git"
    names = git(remote, "ls-tree", "-r", "--name-only", branch).split()
    return {line.rstrip("\r") for name in names for line in read(remote, branch, name).split("\n")}


def test_every_state_is_as_expected(updated: tuple[Course, dict[str, Row], Path]) -> None:
    states = {each: row.state for each, row in updated[1].items()}
    assert states == {each: WAYS[each.partition("-")[0]][1] for each in IDS}


def test_no_line_of_a_learner_is_lost(updated: tuple[Course, dict[str, Row], Path]) -> None:
    _, rows, folder = updated
    for each, row in rows.items():
        remote = folder / f"remotes/{each}.git"
        start = git(remote, "for-each-ref", "--format=%(refname:short)").split()
        assert (BRANCH in start) == (row.detail.startswith("on the") or "; on the" in row.detail)
        if BRANCH in start:
            theirs = git(remote, "diff", "main~1", "main") if "diverged" not in each else ""
            added = {line[1:].rstrip("\r") for line in theirs.split("\n") if line[:1] == "+"}
            written = {line for line in added if "# " in line and "exercise" not in line}
            assert written <= lines_of(folder, each, BRANCH), each


def test_what_the_template_learned_is_there(
    updated: tuple[Course, dict[str, Row], Path],
) -> None:
    for each in IDS:
        if "clean" in WAYS[each.partition("-")[0]][1] or each.startswith("done"):
            text = read(updated[2] / f"remotes/{each}.git", BRANCH, FILE)
            assert "LIMIT = 12" in text
            assert "How many are clean." in text


def test_the_branch_a_learner_works_on_is_as_it_was(
    updated: tuple[Course, dict[str, Row], Path],
) -> None:
    found, _, folder = updated
    before = {each: git(folder / f"remotes/{each}.git", "rev-parse", "main") for each in IDS}
    run(found, "1.1.0")
    assert before == {
        each: git(folder / f"remotes/{each}.git", "rev-parse", "main") for each in IDS
    }


def test_the_next_version_comes_to_those_who_merged_and_those_who_did_not(
    updated: tuple[Course, dict[str, Row], Path],
) -> None:
    found, _, folder = updated
    for each in IDS:
        remote = folder / f"remotes/{each}.git"
        if each.endswith("-1") and BRANCH in git(remote, "branch", "--list", BRANCH):
            git(remote, "update-ref", "refs/heads/main", BRANCH)
    rows = run(found, "1.2.0")
    for each, row in rows.items():
        expected = WAYS[each.partition("-")[0]][2]
        # Who has not merged the second version gets it with the third.
        merged = each.endswith("-1")
        known = {"done", "windows", "renamed"} & {each.partition("-")[0]}
        assert row.state == ("exercise changed" if known and not merged else expected), each
    text = read(folder / "remotes/renamed-1.git", "course/1.2.0-week-2", RENAMED)
    assert "{count(rows)} / {LIMIT}" in text
    assert text.count("# done") == 2
    text = read(folder / "remotes/windows-2.git", "course/1.2.0-week-2", FILE)
    assert text.count("\r\n") == text.count("\n")


def test_an_update_again_delivers_nothing_else(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    remote = tmp_path / "remotes/ana.git"
    first, tip = run(found, "1.1.0"), git(remote, "rev-parse", BRANCH)
    assert run(found, "1.1.0") == first
    assert git(remote, "rev-parse", BRANCH) == tip


def test_a_branch_with_commits_of_a_learner_is_left_alone(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    remote = tmp_path / "remotes/ana.git"
    run(found, "1.1.0")
    clone = Clone(tmp_path, remote)
    git(clone.folder, "checkout", "--quiet", BRANCH)
    clone.edit("LIMIT = 12", "LIMIT = 13")
    git(clone.folder, "commit", "--quiet", "--all", "--message", "mine")
    git(clone.folder, "push", "--quiet", "origin", BRANCH)
    git(clone.folder, "push", "--quiet", "origin", "HEAD~1:main~0", check=False)
    partial_work = Clone(tmp_path / "course", remote)
    partial(partial_work)
    partial_work.save()
    row = run(found, "1.1.0")["ana"]
    assert (row.state, row.detail[:30]) == ("failed", f"its branch {BRANCH}"[:30])
    assert "LIMIT = 13" in read(remote, BRANCH, FILE)


def test_one_bad_repository_stops_nothing(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana", "bob", "eve"])
    remote = tmp_path / "remotes/bob.git"
    remote.rename(tmp_path / "gone.git")
    (tmp_path / "remotes/eve.git/HEAD").unlink()
    rows = run(found, "1.1.0")
    assert {each: row.state for each, row in rows.items()} == {
        "ana": "clean",
        "bob": "remote missing",
        "eve": "remote missing",
    }


def test_uncommitted_work_in_a_folder_is_left_alone(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana", "bob"], with_remotes=False)
    folder = found.folder / "folders/ana"
    (folder / "notes.txt").write_text("not committed\n")
    (folder / "run.log").write_text("ignored\n")
    (found.folder / "folders/bob/run.log").write_text("ignored\n")
    rows = run(found, "1.1.0")
    assert {each: row.state for each, row in rows.items()} == {"ana": "dirty", "bob": "clean"}
    assert git(folder, "branch", "--list", BRANCH) == ""
    assert git(found.folder / "folders/bob", "status", "--porcelain") == ""


def test_programs_that_a_folder_names_are_not_run(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"], with_remotes=False)
    folder, ran = found.folder / "folders/ana", tmp_path / "ran"
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction"):
        hook = folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
        hook.chmod(0o755)
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "core.alternateRefsCommand"):
        git(folder, "config", key, str(program))
    git(folder, "config", "uploadpack.packObjectsHook", str(program))
    (folder / ".gitattributes").write_text("*.py filter=x\n")
    git(folder, "-c", "filter.x.clean=cat", "add", ".gitattributes")
    git(folder, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "x")
    ran.unlink(missing_ok=True)
    assert run(found, "1.1.0")["ana"].state == "clean"
    (folder / "notes.txt").write_text("x\n")
    assert run(found, "1.2.0")["ana"].state == "dirty"
    assert report(found, roster.read(found.roster), QUIET)
    assert not ran.exists()


@pytest.mark.parametrize("delivery", ["push", "patch"])
def test_other_ways_of_delivery(tmp_path: Path, delivery: str) -> None:
    found = course_in(tmp_path, ["ana"])
    text = (found.folder / "course.toml").read_text()
    (found.folder / "course.toml").write_text(f'delivery = "{delivery}"\n{text}')
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    done(clone)
    clone.save()
    row = run(course.read(found.folder), "1.1.0")["ana"]
    assert row.state == "exercise changed"
    if delivery == "patch":
        git(clone.folder, "am", "--quiet", str(found.patches / "ana.patch"))
    else:
        git(clone.folder, "pull", "--quiet", "--ff-only")
    text = (clone.folder / FILE).read_text()
    assert text.count("# done") == 2
    assert "LIMIT = 12" in text


def test_solutions_come_to_those_who_wrote_nothing(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana", "bob"])
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    partial(clone)
    clone.save()
    learners = roster.read(found.roster)
    rows = reveal(found, learners, ["clean"], QUIET)
    assert [row.state for row in rows] == ["clean", "clean"]
    branch = "course/1.0.0-week-1-solutions-1"
    assert "# partial" in read(tmp_path / "remotes/ana.git", branch, FILE)
    text = read(tmp_path / "remotes/bob.git", branch, FILE)
    assert "if row >= 0" in text
    assert OPEN.format("count") in text


def test_a_starter_is_given_once_and_never_over_other_work(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana", "bob"])
    learners = roster.read(found.roster)
    assert {row.state for row in generate(found, learners, QUIET)} == {"up to date"}
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    git(clone.folder, "checkout", "--quiet", "--orphan", "other")
    clone.save()
    rows = {row.id: row.state for row in push(found, learners, QUIET)}
    assert rows == {"ana": "failed", "bob": "up to date"}


def test_only_the_id_enters_a_repository(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    (found.folder / "roster.csv").write_text("id,name,email\nzoe,Zoe Secret,zoe@secret.org\n")
    learners = roster.read(found.roster)
    generate(found, learners, QUIET)
    push(found, learners, QUIET)
    folder = found.folder / "folders/zoe"
    assert git(folder, "grep", "-il", "secret", "HEAD", check=False) == ""
    assert "secret" not in git(folder, "log", "--format=%an %ae %cn %ce %B").lower()
    assert "learner: zoe" in (folder / ".copier-answers.yml").read_text()


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    remote = tmp_path / "remotes/ana.git"
    before = git(remote, "for-each-ref")
    lines = (found.state / "journal.jsonl").read_text()
    row = run(found, "1.1.0", How(dry_run=True))["ana"]
    assert (row.state, row.detail) == ("clean", "")
    assert git(remote, "for-each-ref") == before
    assert (found.state / "journal.jsonl").read_text() == lines


def test_a_report_tells_how_the_last_update_went(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana", "bob"])
    clone = Clone(tmp_path, tmp_path / "remotes/bob.git")
    WAYS["beside"][0](clone)
    clone.save()
    run(found, "1.1.0")
    rows = {row.id: row for row in report(found, roster.read(found.roster), QUIET)}
    assert (rows["ana"].state, rows["ana"].open) == ("clean", ("clean",))
    assert (rows["bob"].state, rows["bob"].written) == ("conflict", ("clean",))
    assert rows["bob"].conflicts == (f"{FILE}:3",)
    assert json.dumps([rows["ana"].last_commit])


def test_git_settings_of_this_machine_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gitconfig"
    file.write_text("[core]\nautocrlf = true\n[commit]\ngpgSign = true\n[fetch]\nprune = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.fspath(file))
    found = course_in(tmp_path, ["ana"])
    assert run(found, "1.1.0")["ana"].state == "clean"
    assert "\r" not in read(tmp_path / "remotes/ana.git", BRANCH, FILE)


def test_a_function_that_no_week_asks_for_is_refused_where_there_is_no_solution(
    tmp_path: Path,
) -> None:
    """A template of starters alone would leave it unwritten, and nobody would know."""
    folder = template(tmp_path / "template")
    starters = shaped((folder / "project" / FILE).read_bytes(), "starter")
    (folder / "project" / FILE).write_bytes(starters)
    git(folder, "commit", "--quiet", "--all", "--message", "starters")
    git(folder, "tag", "--force", "1.0.0")
    (tmp_path / "course.toml").write_text(COURSE.format(folder).replace('["count"]', "[]"))
    found = course.read(tmp_path)
    with pytest.raises(UsageError, match="no solution of count"):
        generate(found, [roster.Learner("ana")], QUIET)
    with pytest.raises(UsageError, match="no solution of count"):
        generate(found, [roster.Learner("ana")], How(dry_run=True))


def test_learners_elsewhere_need_a_template_that_they_can_reach(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    learner = roster.Learner("zoe", remote="https://git.school.example/zoe.git")
    with pytest.raises(UsageError, match="learners elsewhere"):
        generate(found, [learner], QUIET)


def test_who_left_the_course_needs_nobody(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    clone.edit("variant: starter", "variant: own", ".copier-answers.yml")
    clone.save()
    row = run(found, "1.1.0")["ana"]
    assert (row.state, row.detail) == ("up to date", "it was detached from the course")


def test_a_report_says_whose_fences_are_gone(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    clone = Clone(tmp_path, tmp_path / "remotes/ana.git")
    WAYS["unfenced"][0](clone)
    clone.save()
    (row,) = report(found.at(2), roster.read(found.roster), QUIET)
    assert row.detail == "no fences, or several, around count"


def test_the_commit_says_what_is_new(tmp_path: Path) -> None:
    found = course_in(tmp_path, ["ana"])
    run(found, "1.1.0")
    said = git(tmp_path / "remotes/ana.git", "log", "-1", "--format=%B", BRANCH)
    assert "Exercises with a new text or new tests: count" in said
