"""The tests of exercises: run by pytest in the project's environment, read from its report."""

import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlscaffold.exercises.listed import Exercise
from mlscaffold.process import started
from mlscaffold.project.environment import workspace
from mlscaffold.project.firstrun import project_command

LONGEST = 60  # seconds of one test: a learner's loop may not end
PATIENCE = 180  # seconds of them all, with what they import
WRONG_USE = 4  # pytest's exit code when it could not begin, such as for a broken conftest.py
DONE, FAILING, NOT_RUN = "done", "failing", "not runnable"
MISSING = re.compile(r"No module named '([\w.]+)'")


@dataclass(frozen=True)
class Outcome:
    """How the tests of an exercise ended, and why in one line."""

    state: str
    detail: str = ""


UNINSTALLED = "No module named pytest"
NO_PACKAGES = Outcome(NOT_RUN, "the project's packages are not installed")
# By its Python: uv takes another pytest, with other packages, where the project's has none. Like
# the command itself it does not import what lies about in the project's folder.
PYTEST = ("python", "-P", "-m", "pytest")


def outcomes(project: Path, exercises: Sequence[Exercise]) -> dict[str, Outcome]:
    """How the tests of exercises end, all in one process."""
    found, ready = {}, []
    for each in exercises:
        if (project / each.tests).is_file():
            ready.append(each)
        else:
            found[each.id] = Outcome(NOT_RUN, f"its tests are missing: {each.tests}")
    if ready and not ((workspace(project.resolve()) or project) / ".venv").exists():
        return found | dict.fromkeys([each.id for each in ready], NO_PACKAGES)
    return found | (run(project, ready) if ready else {})


def run(project: Path, exercises: Sequence[Exercise]) -> dict[str, Outcome]:
    """Run tests in one process; where it is cut short, go on without what did that.

    So a loop that never ends, or code that ends Python itself, says nothing of other exercises.
    """
    if not exercises:
        return {}
    cases, said, code = reported(project, [each.tests for each in exercises])
    if cases is not None:
        return {each.id: outcome(own(cases, each), said) for each in exercises}
    for each in exercises:
        if stuck := hung(said, each):
            return {each.id: stuck} | run(project, [other for other in exercises if other != each])
    if len(exercises) == 1 or code == WRONG_USE or UNINSTALLED in said:
        reason = Outcome(NOT_RUN if code else FAILING, last_line(said))
        ended = NO_PACKAGES if UNINSTALLED in said else reason
        return dict.fromkeys([each.id for each in exercises], ended)
    return {name: end for each in exercises for name, end in run(project, [each]).items()}


def reported(project: Path, tests: Iterable[str]) -> tuple[list[Any] | None, str, int | None]:
    """The test cases of pytest's report, if it wrote one; what it said; its exit code.

    There is no exit code where the time was up.
    """
    from xml.etree import ElementTree

    with TemporaryDirectory(prefix="mlscaffold-") as name:
        report = Path(name, "report.xml")
        command = project_command(*PYTEST, *tests, f"--junitxml={report}", *options())
        try:
            with started(command, cwd=project, PYTEST_ADDOPTS="") as child:
                output, messages = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return None, f"did not end within {PATIENCE} s: is there an endless loop?", None
        said = (output + b"\n" + messages).decode("utf-8", "replace")
        try:
            return list(ElementTree.parse(report).iter("testcase")), said, child.returncode
        except (OSError, ElementTree.ParseError):
            return None, said, child.returncode


def options() -> list[str]:
    """How pytest is run."""
    settings = {
        "junit_family": "xunit1",  # the older one, which says of each test in which file it is
        "faulthandler_timeout": LONGEST,
        "faulthandler_exit_on_timeout": "true",
    }
    words = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    return [
        "-q",
        "--rootdir=.",
        "-p",
        "no:cacheprovider",
        "--continue-on-collection-errors",
        *words,
    ]


def hung(said: str, exercise: Exercise) -> Outcome | None:
    """Whether Python's account of a test that took too long names one of this exercise; and where."""
    _, found, calls = said.partition("\nTimeout (")
    if not found or f'{exercise.tests}", line ' not in calls:
        return None
    line = re.search(rf'{re.escape(exercise.file)}", line (\d+)', calls)
    where = f", at line {line[1]} of {exercise.file}" if line else ""
    why = f"a test did not end within {LONGEST} s{where}: is there an endless loop?"
    return Outcome(FAILING, why)


def own(cases: Iterable[Any], exercise: Exercise) -> list[Any]:
    """The test cases of an exercise."""
    return [case for case in cases if Path(case.get("file", "")) == Path(exercise.tests)]


def outcome(cases: Sequence[Any], said: str) -> Outcome:
    """What the test cases of one exercise say together."""
    bad = [(case, each) for case in cases for each in case if each.tag in ("failure", "error")]
    if not bad:
        passed = any(case.find("skipped") is None for case in cases)
        return Outcome(DONE) if passed else Outcome(NOT_RUN, nothing_ran(cases))
    case, first = bad[0]
    text = f"{first.get('message') or ''}\n{first.text or ''}"
    if missing := MISSING.search(text):
        return Outcome(NOT_RUN, f"there is no module `{missing[1]}`")
    if first.get("message") == "collection failure":
        return Outcome(FAILING, f"its tests cannot be loaded: {last_line(first.text or said)}")
    count = len({id(each) for each, _ in bad})
    verb = "fails" if count == 1 else "fail"
    why = one_line(first.get("message") or "") or last_line(first.text or "")
    return Outcome(FAILING, f"{count} of {len(cases)} tests {verb}: {case.get('name')}: {why}")


def nothing_ran(cases: Sequence[Any]) -> str:
    """Why no test passed though none failed."""
    if not cases:
        return "it has no tests"
    return "its tests are skipped: " + one_line(cases[0].find("skipped").get("message") or "")


def last_line(text: str) -> str:
    """The line of pytest's output that says why: the last that it marks as an error, or the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    marked = [line[2:] for line in lines if line.startswith("E ")]
    return one_line((marked or lines)[-1])


def one_line(text: str) -> str:
    """The first line of a message, not too long."""
    return " ".join(text.strip().partition("\n")[0].split())[:200]
