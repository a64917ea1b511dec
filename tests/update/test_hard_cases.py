"""What templates and users do to the same files, each case once."""

import os
import shutil
from pathlib import Path

import pytest

from mlscaffold.errors import UsageError
from tests.update.world import Files, Link, Script, World, bytes_of, git, what, write

LINES = "".join(f"line {number}\n" for number in range(20))
OTHER = "".join(f"other {number}\n" for number in range(20))


def replaced(text: str, number: int, by: str) -> str:
    return text.replace(f"line {number}\n", f"{by}\n")


def world(tmp_path: Path, base: Files, new: Files) -> World:
    return World(tmp_path, base, new)


def updated_and_undone(each: World) -> dict[str, str]:
    """Update, check that the preview said what came, undo, check every byte, update again."""
    before = each.state()
    with each.planned() as merged:
        expected = merged.merged.tree
        each.apply(merged)
    after = bytes_of(each.top)
    each.abort()
    assert each.state() == before
    with each.planned() as again:
        assert again.merged.tree == expected
        each.apply(again)
    assert bytes_of(each.top) == after
    return what(merged)


def test_template_renames_a_file_the_user_edited(tmp_path: Path) -> None:
    each = world(tmp_path, {"old.py": LINES}, {"src/new.py": replaced(LINES, 3, "template")})
    each.edit("old.py", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {"src/new.py": "renamed"}
    assert each.read("src/new.py").decode() == replaced(replaced(LINES, 3, "template"), 17, "mine")
    assert not (each.project / "old.py").exists()


def test_template_deletes_a_file_the_user_edited(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES, "b.py": OTHER}, {"b.py": OTHER})
    each.edit("a.py", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {"a.py": "conflict"}
    assert b"mine" in each.read("a.py")
    assert each.unmerged() == {"a.py"}


def test_template_deletes_a_file_the_user_left_alone(tmp_path: Path) -> None:
    each = world(tmp_path, {"deep/a.py": LINES, "b.py": OTHER}, {"b.py": OTHER})
    assert updated_and_undone(each) == {"deep/a.py": "removed"}
    assert not (each.project / "deep").exists()


@pytest.mark.parametrize("renamed", [False, True])
def test_user_deleted_a_file_the_template_changes(tmp_path: Path, renamed: bool) -> None:
    target = "c.py" if renamed else "a.py"
    new: Files = {target: replaced(LINES, 3, "template"), "b.py": OTHER}
    each = world(tmp_path, {"a.py": LINES, "b.py": OTHER}, new)
    (each.project / "a.py").unlink()
    each.commit()
    assert updated_and_undone(each) == {target: "kept"}
    assert sorted(bytes_of(each.project)) == ["b.py"]
    assert each.unmerged() == set()


@pytest.mark.parametrize("committed", [False, True])
def test_user_renamed_a_file_the_template_changes(tmp_path: Path, committed: bool) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    (each.project / "a.py").rename(each.project / "mine.py")
    if committed:
        each.commit()
    assert updated_and_undone(each) == {"mine.py": "changed"}
    assert each.read("mine.py").decode() == replaced(LINES, 3, "template")


def test_user_moved_the_package_and_the_template_adds_to_it(tmp_path: Path) -> None:
    base: Files = {f"src/food/{name}.py": f"# {name}\n{LINES}" for name in "abc"}
    each = world(tmp_path, base, base | {"src/food/new.py": OTHER})
    (each.project / "src/food").rename(each.project / "src/meals")
    each.commit()
    assert updated_and_undone(each) == {"src/meals/new.py": "added"}


def test_both_renamed_a_file(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"theirs.py": replaced(LINES, 3, "template")})
    (each.project / "a.py").rename(each.project / "mine.py")
    each.commit()
    assert "conflict" in updated_and_undone(each).values()
    assert {"mine.py", "theirs.py"} <= set(bytes_of(each.project))
    assert each.read("mine.py").decode() == replaced(LINES, 3, "template")


@pytest.mark.parametrize("tracked", [False, True])
def test_both_add_the_same_path(tmp_path: Path, tracked: bool) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": LINES, "new.py": "theirs\n"})
    write(each.project, {"new.py": "mine\n"})
    if tracked:
        each.commit()
    assert updated_and_undone(each) == {"new.py": "conflict"}
    text = each.read("new.py").decode()
    assert text == "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template-1.4.0\n"


def test_both_add_the_same_file(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": LINES, "new.py": "same\n"})
    write(each.project, {"new.py": "same\n"})
    assert updated_and_undone(each) == {}
    assert each.staged() == "A\tnew.py\n"


def test_the_same_lines_are_a_git_conflict(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.edit("a.py", "line 3\n", "mine\n")
    each.commit()
    assert updated_and_undone(each) == {"a.py": "conflict"}
    stages = git(each.project, "ls-files", "-s", "a.py").splitlines()
    assert [line.split()[2] for line in stages] == ["1", "2", "3"]
    assert git(each.project, "show", ":2:a.py") == replaced(LINES, 3, "mine")
    assert git(each.project, "show", ":3:a.py") == replaced(LINES, 3, "template")
    git(each.project, "checkout", "--theirs", "a.py")
    assert each.read("a.py").decode() == replaced(LINES, 3, "template")
    assert git(each.project, "commit", "--message", "too early", check=False) == "U\ta.py\n"


def test_git_mergetool_sees_the_three_versions(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.edit("a.py", "line 3\n", "mine\n")
    each.update()
    tool = 'cat "$LOCAL" "$REMOTE" > "$MERGED"'
    git(
        each.project, "-c", "mergetool.t.trustExitCode=true", "-c", f"mergetool.t.cmd={tool}",
        "-c", "mergetool.keepBackup=false", "mergetool", "--no-prompt", "--tool=t",
    )  # fmt: skip
    assert each.read("a.py").decode() == replaced(LINES, 3, "mine") + replaced(LINES, 3, "template")
    assert each.unmerged() == set()


def test_binary_files(tmp_path: Path) -> None:
    base: Files = {"mine.bin": b"\0" * 99, "both.bin": b"\0b" * 99, "theirs.bin": b"\0t" * 99}
    new = base | {"both.bin": b"\0theirs" * 99, "theirs.bin": b"\0new" * 99}
    each = world(tmp_path, base, new)
    write(each.project, {"mine.bin": b"\0mine" * 99, "both.bin": b"\0own" * 99})
    assert updated_and_undone(each) == {"both.bin": "conflict", "theirs.bin": "changed"}
    assert each.read("mine.bin") == b"\0mine" * 99
    assert each.read("both.bin") == b"\0own" * 99
    git(each.project, "checkout", "--theirs", "both.bin")
    assert each.read("both.bin") == b"\0theirs" * 99


def test_the_executable_bit(tmp_path: Path) -> None:
    base: Files = {"mine.sh": LINES, "theirs.sh": OTHER}
    each = world(tmp_path, base, {"mine.sh": replaced(LINES, 3, "t"), "theirs.sh": Script(OTHER)})
    (each.project / "mine.sh").chmod(0o755)
    each.commit()
    assert updated_and_undone(each) == {"mine.sh": "changed", "theirs.sh": "changed"}
    assert all(os.access(each.project / name, os.X_OK) for name in ("mine.sh", "theirs.sh"))


def test_permissions_of_a_private_file_stay(tmp_path: Path) -> None:
    each = world(tmp_path, {"secret.yml": LINES}, {"secret.yml": replaced(LINES, 3, "template")})
    (each.project / "secret.yml").chmod(0o600)
    updated_and_undone(each)
    assert (each.project / "secret.yml").stat().st_mode & 0o777 == 0o600


def test_read_only_files(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    (each.project / "a.py").chmod(0o444)
    updated_and_undone(each)
    assert b"template" in each.read("a.py")


def test_symbolic_links(tmp_path: Path) -> None:
    base: Files = {"a.py": LINES, "b.py": OTHER, "mine": Link("a.py"), "theirs": Link("a.py")}
    each = world(tmp_path, base, base | {"theirs": Link("b.py"), "new": Link("a.py")})
    (each.project / "mine").unlink()
    write(each.project, {"mine": Link("b.py")})
    assert updated_and_undone(each) == {"theirs": "changed", "new": "added"}
    targets = {name: str((each.project / name).readlink()) for name in ("mine", "theirs", "new")}
    assert targets == {"mine": "b.py", "theirs": "b.py", "new": "a.py"}


def test_a_link_that_leads_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    each = world(tmp_path, {".gitignore": "data\n"}, {".gitignore": "data\n", "data/x.csv": "1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    write(each.project, {"data": Link(str(outside))})
    assert updated_and_undone(each) == {"data/x.csv": "kept"}
    assert list(outside.iterdir()) == []


def test_line_ends_of_the_user_stay(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"b.py": replaced(LINES, 3, "template")})
    text = replaced(LINES, 17, "mine")
    (each.project / "a.py").write_bytes(text.replace("\n", "\r\n").encode())
    each.commit()
    assert updated_and_undone(each) == {"b.py": "renamed"}
    expected = replaced(text, 3, "template").replace("\n", "\r\n").encode()
    assert each.read("b.py") == expected


def test_git_that_converts_line_ends(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    git(each.project, "config", "core.autocrlf", "true")
    (each.project / "a.py").write_bytes(replaced(LINES, 17, "mine").replace("\n", "\r\n").encode())
    assert updated_and_undone(each) == {"a.py": "changed"}
    expected = replaced(replaced(LINES, 3, "template"), 17, "mine").replace("\n", "\r\n")
    assert each.read("a.py").decode() == expected


def test_no_newline_at_the_end(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    (each.project / "a.py").write_text(LINES.rstrip("\n"))
    assert updated_and_undone(each) == {"a.py": "changed"}
    assert each.read("a.py").decode() == replaced(LINES, 3, "template").rstrip("\n")


NAMES = ["with space.py", 'quo"te.py', "ta\tb.py", "ünï 日本.py", "-dash.py", "*star[1].py", ":top.py",
         "a\\b.py", "new\nline.py", "$HOME.py"]  # fmt: skip


def test_names(tmp_path: Path) -> None:
    base: Files = {f"fo der/{name}": f"{name}\n{LINES}" for name in NAMES}
    new: Files = {f"fo der/{name}": replaced(f"{name}\n{LINES}", 3, "template") for name in NAMES}
    each = world(tmp_path, base, new)
    for name in NAMES:
        each.edit(f"fo der/{name}", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {f"fo der/{name}": "changed" for name in NAMES}
    for name in NAMES:
        assert b"mine" in each.read(f"fo der/{name}")
        assert b"template" in each.read(f"fo der/{name}")


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    each = world(tmp_path, {name: LINES}, {name: replaced(LINES, 3, "template")})
    each.edit(name, "line 17\n", "mine\n")
    assert updated_and_undone(each) == {name: "changed"}
    assert b"mine" in each.read(name)


def test_an_ignored_file_the_template_now_ships(tmp_path: Path) -> None:
    base: Files = {".gitignore": ".env\nbuild/\n", "a.py": LINES}
    each = world(tmp_path, base, base | {".env": "KEY=example\n", "build/x": "theirs\n"})
    write(each.project, {".env": "KEY=secret\n", "build/x": "mine\n"})
    assert updated_and_undone(each) == {".env": "kept", "build/x": "kept"}
    assert each.read(".env") == b"KEY=secret\n"
    assert each.staged() == ""


def test_an_untracked_folder_in_the_way_of_a_file(tmp_path: Path) -> None:
    base: Files = {".gitignore": "data/*\n", "a.py": LINES}
    each = world(tmp_path, base, base | {"data": "now a file\n"})
    write(each.project, {"data/mine.csv": "1\n"})
    assert updated_and_undone(each) == {"data": "kept"}
    assert each.read("data/mine.csv") == b"1\n"


def test_a_file_becomes_a_folder_and_back(tmp_path: Path) -> None:
    base: Files = {"a": LINES, "b/x": LINES, "b/y": OTHER}
    each = world(tmp_path, base, {"a/x": "new\n", "b": "now a file\n"})
    updated_and_undone(each)
    assert each.read("a/x") == b"new\n"
    assert each.read("b") == b"now a file\n"


def test_a_project_in_a_subfolder(tmp_path: Path) -> None:
    base: Files = {"a.py": LINES, "README.md": OTHER}
    new: Files = {"b.py": replaced(LINES, 3, "template"), "README.md": OTHER}
    each = World(tmp_path, base, new, within="deep/the project")
    each.edit("a.py", "line 17\n", "mine\n")
    write(each.top, {"outside.txt": "not added\n"})
    before = (each.top / "README.md").read_bytes()
    assert updated_and_undone(each) == {"b.py": "renamed"}
    assert each.staged() == "R090\tdeep/the project/a.py\tdeep/the project/b.py\n"
    assert (each.top / "README.md").read_bytes() == before


def test_a_project_that_its_repository_ignores(tmp_path: Path) -> None:
    """Its files cannot be told from deleted ones: see the command line's test of the refusal."""
    each = World(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "t")}, within="work")
    git(each.top, "rm", "-r", "--cached", "--quiet", "work")
    write(each.top, {".gitignore": "work/\n"})
    before = bytes_of(each.top)
    each.update()
    assert bytes_of(each.top) == before


def test_a_work_tree_of_its_own(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    git(each.top, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "second"))
    each.top = each.project = tmp_path / "second"
    each.edit("a.py", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {"a.py": "changed"}
    assert git(tmp_path / "project", "status", "--porcelain") == ""


def test_a_submodule_in_the_project_stays(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    library = tmp_path / "library"
    library.mkdir()
    write(library, {"lib.py": OTHER})
    git(library, "init", "--quiet")
    git(library, "add", "--all")
    git(library, "commit", "--quiet", "--message", "library")
    allowed = ("-c", "protocol.file.allow=always")
    git(each.project, *allowed, "submodule", "--quiet", "add", str(library), "lib")
    each.commit()
    write(each.project, {"lib/own.py": "inside\n"})
    assert updated_and_undone(each) == {"a.py": "changed"}
    assert each.read("lib/own.py") == b"inside\n"


def test_a_project_that_is_a_submodule(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    allowed = ("-c", "protocol.file.allow=always")
    git(outer, *allowed, "submodule", "--quiet", "add", str(each.top), "inner")
    each.top = each.project = outer / "inner"
    each.edit("a.py", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {"a.py": "changed"}


def test_repositories_within_are_left_alone(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    for name in ("empty", "full"):
        (each.project / name).mkdir()
        git(each.project / name, "init", "--quiet")
    write(each.project, {"full/x": "1\n"})
    git(each.project / "full", "add", "--all")
    git(each.project / "full", "commit", "--quiet", "--message", "x")
    assert updated_and_undone(each) == {"a.py": "changed"}


@pytest.mark.parametrize("how", ["detached", "shallow", "squashed", "unborn"])
def test_history_does_not_matter(tmp_path: Path, how: str) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.edit("a.py", "line 17\n", "mine\n")
    each.commit()
    if how == "detached":
        git(each.top, "checkout", "--quiet", "--detach")
    if how == "shallow":
        clone = tmp_path / "shallow"
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{each.top}", str(clone))
        each.top = each.project = clone
    if how == "squashed":
        git(each.top, "update-ref", "-d", "HEAD")
        each.commit()
        git(each.top, "reflog", "expire", "--expire=now", "--all")
        git(each.top, "gc", "--quiet", "--prune=now")
    if how == "unborn":
        shutil.rmtree(each.top / ".git")
        git(each.top, "init", "--quiet")
    assert updated_and_undone(each) == {"a.py": "changed"}
    assert b"mine" in each.read("a.py")


def test_changes_that_git_was_told_to_overlook(tmp_path: Path) -> None:
    base: Files = {"a.py": LINES, "b.py": LINES}
    new: Files = {name: replaced(LINES, 3, "template") for name in base}
    each = world(tmp_path, base, new)
    git(each.top, "update-index", "--assume-unchanged", "a.py")
    git(each.top, "update-index", "--skip-worktree", "b.py")
    for name in base:
        each.edit(name, "line 17\n", "mine\n")
    updated_and_undone(each)
    for name in base:
        assert each.read(name).decode() == replaced(replaced(LINES, 3, "template"), 17, "mine")


def test_staged_and_unstaged_work_elsewhere_stays_so(tmp_path: Path) -> None:
    base: Files = dict.fromkeys(("a.py", "b.py", "c.py"), LINES)
    each = world(tmp_path, base, base | {"a.py": replaced(LINES, 3, "template")})
    each.edit("b.py", "line 5\n", "staged\n")
    git(each.top, "add", "b.py")
    each.edit("c.py", "line 5\n", "not staged\n")
    updated_and_undone(each)
    assert git(each.top, "status", "--porcelain") == "M  a.py\nM  b.py\n M c.py\n"


def test_text_of_a_run_between_markers(tmp_path: Path) -> None:
    page = "# Food\n\n<!-- results:start -->\n{}\n<!-- results:end -->\n\nend\n"
    new = page.replace("# Food", "# The food").format("Run the pipeline first.")
    each = world(tmp_path, {"README.md": page.format("Not run yet.")}, {"README.md": new})
    write(each.project, {"README.md": page.format("accuracy 0.9\n\n![chart](x.svg)")})
    assert updated_and_undone(each) == {"README.md": "changed"}
    expected = page.replace("# Food", "# The food").format("accuracy 0.9\n\n![chart](x.svg)")
    assert each.read("README.md").decode() == expected


def test_locked_versions_are_not_merged_by_lines(tmp_path: Path) -> None:
    each = world(tmp_path, {"uv.lock": LINES}, {"uv.lock": replaced(LINES, 3, "template")})
    each.edit("uv.lock", "line 3\n", "mine\n")
    assert updated_and_undone(each) == {}


def test_a_lock_that_was_deleted_does_not_come_back(tmp_path: Path) -> None:
    each = world(tmp_path, {"uv.lock": LINES}, {"uv.lock": replaced(LINES, 3, "template")})
    (each.project / "uv.lock").unlink()
    assert updated_and_undone(each) == {}


def test_comments_in_the_answers_stay(tmp_path: Path) -> None:
    name = ".copier-answers.yml"
    each = world(
        tmp_path, {name: "# made by\n_commit: 1\na: 1\n"}, {name: "# made by\n_commit: 2\na: 1\n"}
    )
    write(each.project, {name: "# made by\n# my own words\na: 1\n_commit: 1\n"})
    assert updated_and_undone(each) == {name: "changed"}
    assert each.read(name) == b"# made by\n_commit: 2\na: 1\n# my own words\n"


def test_no_change_of_the_template_changes_nothing(tmp_path: Path) -> None:
    base: Files = {"a.py": LINES, "b.bin": b"\0" * 99}
    each = world(tmp_path, base, base)
    write(each.project, {"a.py": "all mine\n", "b.bin": b"\0mine", "c.py": "new\n"})
    before = each.state()
    with each.planned() as merged:
        assert merged.is_empty
        assert merged.diff() == b""
    assert each.state() == before


def test_a_merge_under_way_is_refused(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.edit("a.py", "line 3\n", "mine\n")
    each.update()
    with pytest.raises(UsageError, match=r"`a.py` has a conflict that is not resolved"):
        each.update()


def test_what_was_edited_after_the_update_survives_its_abort(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    before = each.state()
    each.update()
    each.edit("a.py", "line 17\n", "later\n")
    write(each.project, {"own.py": "untouched\n"})
    assert each.abort() == ("a.py",)
    assert each.read("own.py") == b"untouched\n"
    (each.project / "own.py").unlink()
    assert each.state() == before
    assert "later" in git(each.top, "show", "refs/mlscaffold/undone:a.py")


@pytest.mark.parametrize("undone", [True, False])
def test_an_edit_in_the_second_of_the_last_commit_is_still_seen(
    tmp_path: Path, undone: bool
) -> None:
    """Git finds an edit of the same length by the file being as new as its index."""
    each = world(tmp_path, {"a.py": LINES, "b.py": OTHER}, {"a.py": "new\n", "b.py": OTHER})
    git(each.top, "config", "core.trustCTime", "false")
    file, second = each.project / "b.py", (1_700_000_000, 1_700_000_000)
    os.utime(file, second)
    git(each.top, "add", "b.py")
    os.utime(each.top / ".git/index", second)
    each.edit("b.py", "other 3\n", "mine! 3\n")
    os.utime(file, second)
    assert git(each.top, "diff", "--name-only") == "b.py\n"
    os.utime(each.top / ".git/index", second)  # which that may have written again
    each.update()
    if undone:
        each.abort()
    assert git(each.top, "diff", "--name-only") == "b.py\n"


def test_an_update_that_was_committed_is_not_aborted(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.update()
    each.commit()
    with pytest.raises(UsageError, match="has been committed"):
        each.abort()


def test_the_commit_message_is_prepared(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.update()
    git(each.top, "-c", "core.editor=true", "commit", "--quiet")
    assert git(each.top, "log", "-1", "--format=%s") == "Update\n"


def test_a_preview_leaves_no_object_behind(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    each.edit("a.py", "line 17\n", "mine\n")

    def everything() -> dict[str, bytes]:
        files = (file for file in (each.top / ".git").rglob("*") if file.is_file())
        return {str(file): file.read_bytes() for file in files}

    before = everything()
    with each.planned() as merged:
        assert merged.diff()
    assert everything() == before


def test_files_of_sha256_repositories(tmp_path: Path) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    shutil.rmtree(each.top / ".git")
    git(each.top, "init", "--quiet", "--object-format=sha256")
    each.commit()
    each.edit("a.py", "line 17\n", "mine\n")
    assert updated_and_undone(each) == {"a.py": "changed"}


def test_a_rule_for_merging_in_gitattributes(tmp_path: Path) -> None:
    base: Files = {".gitattributes": "*.md merge=union\n", "log.md": LINES}
    each = world(tmp_path, base, base | {"log.md": LINES + "theirs\n"})
    write(each.project, {"log.md": LINES + "mine\n"})
    assert updated_and_undone(each) == {"log.md": "changed"}
    assert each.read("log.md").decode() == LINES + "mine\ntheirs\n"


def test_paths_of_the_environment_do_not_lead_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = world(tmp_path, {"a.py": LINES}, {"a.py": replaced(LINES, 3, "template")})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere/index"))
    with each.planned() as merged:
        each.apply(merged)
    monkeypatch.undo()
    assert each.staged() == "M\ta.py\n"


WORDS = 'def words(text):\n    return " ".join(re.findall("[a-z]+", text.lower()))\n'


@pytest.mark.parametrize("rest", ["", LINES], ids=["the file goes", "the file stays"])
def test_template_moves_lines_that_the_user_changed(tmp_path: Path, rest: str) -> None:
    new = {"texts.py": f"import re\n\n{WORDS}", "other.py": f"{OTHER}more\n"}
    if rest:
        new["features.py"] = rest
    each = world(tmp_path, {"features.py": LINES + WORDS, "other.py": OTHER}, new)
    each.edit("features.py", "[a-z]+", "[a-z0-9]+")
    with each.planned() as merged:
        (change,) = [change for change in merged.changes if change.what == "conflict"]
    assert change.path == "features.py"
    assert change.advice.endswith("; the template moved lines that you changed to `texts.py`")


def test_template_moves_lines_beside_which_the_user_added_one(tmp_path: Path) -> None:
    new = {"features.py": LINES, "texts.py": WORDS}
    each = world(tmp_path, {"features.py": LINES + WORDS}, new)
    each.edit("features.py", "def words(text):\n", "def words(text):\n    text = clean(text)\n")
    with each.planned() as merged:
        advice = {change.path: change.advice for change in merged.changes}
    assert "moved lines that you changed to `texts.py`" in advice["features.py"]


def test_what_the_template_only_removes_is_not_said_to_be_moved(tmp_path: Path) -> None:
    new = {"features.py": LINES, "other.py": f"{OTHER}more\n"}
    each = world(tmp_path, {"features.py": LINES + WORDS, "other.py": OTHER}, new)
    each.edit("features.py", "[a-z]+", "[a-z0-9]+")
    with each.planned() as merged:
        advice = {change.path: change.advice for change in merged.changes}
    assert "markers" in advice["features.py"] and "moved" not in advice["features.py"]
