"""The journal: every line on the disk, half a line at its end, and one run at a time."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mlscaffold.cohort.journal import Journal, alone
from mlscaffold.errors import MlscaffoldError


def file_of(folder: Path) -> Path:
    return folder / ".cohort/journal.jsonl"


def test_the_last_of_each_learner_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.last("generated") == {}
    assert not file_of(tmp_path).parent.exists()
    journal.append("ana", "generated", version="1", commit="a1")
    journal.append("bo", "generated", version="1")
    journal.append("ana", "pushed", commit="a1")
    journal.append("ana", "generated", version="2", name="Ñ")
    last = journal.last("generated")
    assert [*last] == ["ana", "bo"]
    assert last["ana"].pop("time")[10] == "T"
    assert last["ana"] == {"version": "2", "name": "Ñ"}
    assert Journal(tmp_path).last("pushed")["ana"]["commit"] == "a1"


@pytest.mark.parametrize(
    "half", ['{"learner": "ana", "act', '{"learner":"z","action":"done"}', "\x00" * 9]
)
def test_half_a_line_is_not_read_and_cut_off(tmp_path: Path, half: str) -> None:
    journal = Journal(tmp_path)
    journal.append("ana", "done")
    whole = file_of(tmp_path).read_text()
    file_of(tmp_path).write_text(whole + half)
    assert [*journal.last("done")] == ["ana"]
    assert file_of(tmp_path).read_text() == whole + half
    journal.append("bo", "done")
    assert [*Journal(tmp_path).last("done")] == ["ana", "bo"]
    assert file_of(tmp_path).read_text().startswith(whole + '{"time"')


def test_a_journal_cut_anywhere_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for name in ("ana", "bo", "cy"):
        journal.append(name, "done", commit="ü")
    whole = file_of(tmp_path).read_bytes()
    for length in range(len(whole)):
        file_of(tmp_path).write_bytes(whole[:length])
        before = [*journal.last("done")]
        assert len(before) == whole[:length].count(b"\n")
        journal.append("di", "done")
        assert [*journal.last("done")] == [*before, "di"]


def test_a_whole_line_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append("ana", "done")
    for line in ("nonsense", "[1]", '{"learner": "x"}', "7", "\x00"):
        whole = file_of(tmp_path).read_text()
        file_of(tmp_path).write_text(whole + line + "\n")
        for ask in (lambda: journal.last("done"), lambda: journal.forget("ana")):
            with pytest.raises(MlscaffoldError, match="line 2: is no entry"):
                ask()
        file_of(tmp_path).write_text(whole)


def test_a_line_is_on_the_disk_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(file_of(tmp_path).read_text()))
    Journal(tmp_path).append("ana", "done")
    assert len(synced) == 1
    assert synced[0].endswith("}\n")


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.append(f"l{n}", "done", text="x" * n), range(200)))
    assert journal.last("done").keys() == {f"l{n}" for n in range(200)}


def test_one_is_forgotten_and_every_other_line_stays(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for name in ("ana", "ana-b", "ana", "bo"):
        journal.append(name, "done", said="ana")
    lines = file_of(tmp_path).read_text().splitlines()
    assert journal.forget("ana")
    assert file_of(tmp_path).read_text().splitlines() == [lines[1], lines[3]]
    assert not journal.forget("ana")
    assert not Journal(tmp_path / "elsewhere").forget("ana")


WRITES = """
import sys
from pathlib import Path
from mlscaffold.cohort.journal import Journal, alone
with alone(Path(sys.argv[1])):
    journal = Journal(Path(sys.argv[1]))
    for number in range(100_000):
        journal.append(f"l{number}", "done", text="x" * 500)
        print(number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_run_that_is_killed_keeps_all_that_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(20):
        child.stdout.readline()
    with pytest.raises(MlscaffoldError, match="another `mlscaffold cohort` is at work"):
        alone(tmp_path).__enter__()
    child.send_signal(signal.SIGKILL)
    said = len(child.communicate()[0].splitlines()) + 20
    with alone(tmp_path):
        journal = Journal(tmp_path)
        assert len(journal.last("done")) >= said
        journal.append("after", "done")
    for line in file_of(tmp_path).read_text().splitlines():
        json.loads(line)
