"""An update that is killed, fails or is cancelled at every step: the project is as before or after."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError, UsageError
from mlscaffold.git import plumbing
from mlscaffold.update.apply import journal, worktree
from mlscaffold.update.apply.journal import Journal
from tests.update.world import Files, Link, Script, World, bytes_of, git, write

LINES = "".join(f"line {number}\n" for number in range(20))
BASE: Files = {
    "a.py": LINES,
    "gone/old.py": LINES + "old\n",
    "moved.py": LINES + "moved\n",
    "both.py": LINES,
    "run.sh": "#!/bin/sh\n" + LINES,
    "link": Link("a.py"),
    "file": "becomes a folder\n" * 9,
}
NEW: Files = {
    "a.py": LINES.replace("line 3\n", "template\n"),
    "new/deep/added.py": "added\n",
    "renamed.py": LINES.replace("line 3\n", "template\n") + "moved\n",
    "both.py": LINES.replace("line 5\n", "theirs\n"),
    "run.sh": Script("#!/bin/sh\n" + LINES),
    "link": Link("both.py"),
    "file/inside": "now a folder\n",
}


@pytest.fixture
def each(tmp_path: Path) -> World:
    world = World(tmp_path, BASE, NEW)
    world.edit("moved.py", "line 17\n", "mine\n")
    git(world.top, "add", "moved.py")
    world.edit("both.py", "line 5\n", "mine\n")
    write(world.project, {"untracked.txt": "mine\n", ".env": "SECRET=1\n"})
    return world


def copied(world: World, to: Path) -> World:
    """The same project at another place, so that each step begins alike."""
    shutil.copytree(world.top.parent, to, symlinks=True)
    twin = object.__new__(World)
    twin.top = twin.project = to / "project"
    twin.base, twin.new = to / "base", to / "new"
    return twin


def steps_of(world: World) -> list[str]:
    steps: list[str] = []
    world.update(steps.append)
    return steps


def killed_at(world: World, number: int) -> None:
    """Run the update in a process that kills itself at a step."""
    seen = 0

    def at(step: str) -> None:
        nonlocal seen
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

    child = os.fork()
    if child == 0:
        world.update(at)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def interrupted_journal(world: World) -> Journal | None:
    repository = plumbing.find(world.project)
    assert repository is not None
    return journal.read(repository)


def test_killed_at_every_step(each: World, tmp_path: Path) -> None:
    done = copied(each, tmp_path / "done")
    steps = steps_of(done)
    before, after = each.state(), done.state()
    assert len(steps) > 15
    for number, step in enumerate(steps):
        twin = copied(each, tmp_path / f"killed-{number}")
        killed_at(twin, number)
        said = twin.recover()
        swapped = number >= steps.index("index swapped")
        assert twin.state() == (after if swapped else before), step
        assert said or number in (0, len(steps) - 1), step
        assert twin.recover() == ""
        # The next update goes on: undone ones from the start, finished ones to be aborted.
        if swapped:
            twin.abort()
            assert twin.state() == before, step
        twin.update()
        assert twin.state() == after, step
        assert_nothing_is_left(twin)
        shutil.rmtree(tmp_path / f"killed-{number}")


def assert_nothing_is_left(world: World) -> None:
    names = {path.name for path in (world.top / ".git").iterdir()}
    assert names & {"index.lock", "mlscaffold-preparing", "mlscaffold-lock"} == set()
    assert not [name for name in bytes_of(world.top) if name.endswith(worktree.PART)]


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), PermissionError(13, "denied"), KeyboardInterrupt()],
)
def test_failing_at_every_step(each: World, tmp_path: Path, error: BaseException) -> None:
    done = copied(each, tmp_path / "done")
    steps = steps_of(done)
    before, after = each.state(), done.state()
    for number, step in enumerate(steps):
        twin = copied(each, tmp_path / f"failed-{number}")
        seen = iter(range(len(steps)))

        def at(_: str, seen: "object" = seen, number: int = number) -> None:
            if next(seen) == number:  # type: ignore[call-overload]
                raise error

        with pytest.raises(type(error)):
            twin.update(at)
        swapped = number >= steps.index("index swapped")
        assert twin.state() == (after if swapped else before), step
        assert_nothing_is_left(twin)
        shutil.rmtree(tmp_path / f"failed-{number}")


@pytest.mark.parametrize("name", ["put", "remove", "prune"])
def test_abort_that_is_killed_is_finished_by_the_next_command(
    each: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = each.state()
    each.update()
    real, calls = getattr(worktree, name), 0

    def once_too_often(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 1 + (name != "prune"):
            os._exit(9)
        real(*arguments)

    child = os.fork()
    if child == 0:
        setattr(worktree, name, once_too_often)
        each.abort()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert "finished: the project is as before the update" in each.recover()
    assert each.state() == before


def test_what_was_edited_between_a_kill_and_the_next_command_stays(each: World) -> None:
    steps = steps_of(copied(each, each.top.parent.parent / "steps"))
    killed_at(each, steps.index("written both.py") + 1)
    write(each.project, {"both.py": "edited in between\n"})
    assert "left alone: both.py" in each.recover()
    assert each.read("both.py") == b"edited in between\n"
    assert "mine" in git(each.top, "show", "refs/mlscaffold/before:both.py")


def test_another_git_holds_the_lock(each: World) -> None:
    before = each.state()
    (each.top / ".git/index.lock").write_bytes(b"")
    with pytest.raises(MlscaffoldError, match="another git is at work") as caught:
        each.update()
    assert "index.lock" in caught.value.hint
    assert each.state() == before
    assert (each.top / ".git/index.lock").exists()


def test_another_update_is_at_work(each: World) -> None:
    repository = plumbing.find(each.project)
    assert repository is not None
    before = each.state()
    holder = "import fcntl,sys; f=open(sys.argv[1],'a'); fcntl.flock(f,fcntl.LOCK_EX); print(1,flush=True); input()"
    command = [sys.executable, "-c", holder, str(repository.git_dir / "mlscaffold.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        with pytest.raises(MlscaffoldError, match="another mlscaffold is at work"):
            each.update()
        child.kill()
    assert each.state() == before
    each.update()


def test_the_project_changed_after_the_preview(each: World) -> None:
    with each.planned() as merged:
        each.edit("a.py", "line 9\n", "typed meanwhile\n")
        with pytest.raises(UsageError, match="changed since the preview"):
            each.apply(merged)
    assert b"typed meanwhile" in each.read("a.py")
    assert b"template" not in each.read("a.py")


def on_a_small_disk(folder: Path, kilobytes: int) -> Callable[[], None]:
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    return lambda: subprocess.run(["umount", "--lazy", str(folder)], check=True) and None  # type: ignore[func-returns-value]


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    unmount = on_a_small_disk(disk, 3000)
    try:
        files: Files = {f"{number}.txt": f"{number}\n" + LINES * 30 for number in range(40)}
        new: Files = {name: f"{text}template\n" for name, text in files.items()}
        source = World(tmp_path / "source", files, new)
        (disk / "world").mkdir()
        shutil.copytree(source.top, disk / "world/project", symlinks=True)
        source.top = source.project = disk / "world/project"
        before, failures = source.state(), 0
        for filled in range(0, 2200, 150):
            (disk / "fill").write_bytes(b"\1" * 1024 * filled)
            try:
                source.update()
            except (OSError, MlscaffoldError):
                failures += 1
                assert source.state() == before, filled
            else:
                source.abort()
                assert source.state() == before, filled
        assert failures >= 2
        (disk / "fill").unlink()
        source.update()
        assert b"template" in source.read("7.txt")
    finally:
        unmount()


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("another user is needed, which only root can become")
    each = World(
        tmp_path,
        {"a/x.py": LINES, "b/y.py": LINES},
        {"a/x.py": "new\n" + LINES, "b/y.py": "new\n" + LINES},
    )
    before = each.state()
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and str(path).startswith("/tmp/"):
            path.chmod(path.stat().st_mode | 0o055)
    for path in (each.top, *each.top.rglob("*")):
        os.lchown(path, 65534, 65534)
    (each.project / "b").chmod(0o555)
    child = os.fork()
    if child == 0:
        os.environ["HOME"] = str(tmp_path)
        os.setuid(65534)
        try:
            each.update()
        except PermissionError:
            os._exit(7)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    (each.project / "b").chmod(0o755)
    for path in (each.top, *each.top.rglob("*")):
        os.lchown(path, 0, 0)
    assert code == 7
    assert each.state() == before
