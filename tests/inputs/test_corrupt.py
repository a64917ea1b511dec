"""Broken files are read or refused in words: nothing else may happen."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.inputs.corrupt import CASES, SECONDS

ROOT = Path(__file__).parents[2]
SLOW = [name for name in CASES if any(word in name for word in ("huge", "endless"))]
QUICK = [name for name in CASES if name not in SLOW]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the files: all in one process, and a new one after each that was ended or died."""
    return tried(QUICK, tmp_path_factory)


@pytest.fixture(scope="module")
def slow_outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same of those that take seconds each."""
    return tried(SLOW, tmp_path_factory)


def tried(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the files of these names."""
    found: dict[str, Any] = {}
    while waiting := [name for name in names if name not in found]:
        folder = tmp_path_factory.mktemp("corrupt")
        command = [sys.executable, "-m", "tests.inputs.corrupt", str(folder), *waiting]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        results = [json.loads(line) for line in done.stdout.splitlines()]
        found |= {result["name"]: result for result in results}
        if len(results) < len(waiting):
            words = f"took {SECONDS} s of CPU, or died:\n{done.stderr[-3000:]}"
            found[waiting[len(results)]] = {"result": "crashed", "message": words}
    return found


@pytest.mark.parametrize("name", QUICK)
def test_broken_files_are_read_or_refused(name: str, outcomes: dict[str, Any]) -> None:
    if name == "unreadable" and os.geteuid() == 0:
        pytest.skip("root may read every file")
    check(outcomes[name])


@pytest.mark.matrix
@pytest.mark.parametrize("name", SLOW)
def test_large_broken_files_are_read_or_refused(name: str, slow_outcomes: dict[str, Any]) -> None:
    check(slow_outcomes[name])


def check(outcome: dict[str, Any]) -> None:
    """A file is read, or refused in words."""
    assert outcome["result"] != "crashed", outcome["message"]
    if outcome["expected"] != "either":
        assert outcome["result"] == outcome["expected"], outcome
    if outcome["result"] == "refused":
        assert outcome["message"].strip() and outcome["hint"].strip()
        assert len(outcome["message"]) + len(outcome["hint"]) < 1000


def test_there_are_many() -> None:
    assert len(CASES) >= 200
