"""A run over a cohort that is killed, wherever it is, and run again ends as one that was not."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cohort.world import WAYS, Clone, course_in
from tests.update.world import git

IDS = [f"{way}-{number}" for way in ("untouched", "done", "beside") for number in range(2)]


def command(course: Path, verb: str, *more: str) -> list[str]:
    program = [sys.executable, "-m", "mlscaffold", "cohort", verb]
    return [*program, "--course", str(course), "--jobs", "2", *more]


UPDATE = ("update", "--to", "1.1.0", "--week", "2")


def seen(folder: Path) -> dict[str, object]:
    """What learners and instructor see: branches of all repositories, and the last states."""
    from mlscaffold.cohort.journal import Journal

    last = Journal(folder / "course").last("update")
    states = {each: (row["state"], row["commit"]) for each, row in last.items()}
    remotes = sorted((folder / "remotes").iterdir())
    return {each.name: git(each, "for-each-ref") for each in remotes} | {"states": states}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in its first week, with work in its repositories."""
    folder = tmp_path_factory.mktemp("begun")
    course_in(folder, IDS)
    for each in IDS:
        clone = Clone(folder, folder / f"remotes/{each}.git")
        WAYS[each.partition("-")[0]][0](clone)
        clone.save()
    return folder


def restore(begun: Path, folder: Path) -> None:
    """The same course again, at the same place: its paths are recorded."""
    for name in ("course", "remotes"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(begun / f"kept-{name}", folder / name)


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.matrix)])
def test_killed_at_any_moment_it_ends_the_same(begun: Path, kills: int) -> None:
    for name in ("course", "remotes"):
        shutil.copytree(begun / name, begun / f"kept-{name}", dirs_exist_ok=True)
    start = time.monotonic()
    done = subprocess.run(command(begun / "course", *UPDATE), capture_output=True, text=True)
    whole = time.monotonic() - start
    assert done.returncode == 3, done.stderr
    expected, chance = seen(begun), random.Random(7)
    restore(begun, begun)
    for _ in range(kills):
        child = subprocess.Popen(
            command(begun / "course", *UPDATE),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.3, 1.0) * whole)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if chance.random() < 0.5:  # else it goes on where the one before was killed
            assert subprocess.run(command(begun / "course", *UPDATE)).returncode == 3
            assert seen(begun) == expected
            restore(begun, begun)
    assert subprocess.run(command(begun / "course", *UPDATE)).returncode == 3
    assert seen(begun) == expected


def test_a_second_run_is_refused_while_one_is_at_work(begun: Path, tmp_path: Path) -> None:
    from mlscaffold.cohort.journal import alone

    with alone(begun / "course"):
        done = subprocess.run(
            command(begun / "course", "report"), capture_output=True, text=True, cwd=tmp_path
        )
    assert (done.returncode, "at work" in done.stderr) == (1, True)
    assert len(done.stderr.splitlines()) <= 2
