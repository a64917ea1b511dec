"""Runs the tests that reach what changed, the nearest first, for 40 seconds at most.

What changed: every file that differs from the commit at which the branch left `main`; on `main`, what is
not committed. A test file reaches a module that it imports, or that one it imports imports, and so on;
files that run the command line reach all that it imports. Those with fewer steps between come first.
Docs and templates are reached by the tests that read them. Whole projects (`slow`) are not run.
"""

import ast
import os
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 40
MOST_NAMED = 5
# What is reached without an import: by a child process, or by reading the files.
UNSEEN = {"tests.conftest": ["mlscaffold.__main__"], "tests.test_docs": ["docs"]}


class Deadline:
    """Lets no test begin when the time is over."""

    def __init__(self) -> None:
        """Time runs from here."""
        self.end = time.monotonic() + SECONDS

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Stop after the test that is being run."""
        if time.monotonic() > self.end:
            item.session.shouldstop = f"{SECONDS} s are over; all tests: python3 dev.py test"


def main() -> int:
    """Run them; 0 when all passed that were run."""
    os.chdir(ROOT)
    found = nearest(graph(), {name_of(path) for path in changed()})
    if not found:
        print("no test reaches what changed")
        return 0
    names = [Path(*name.split(".")).with_suffix(".py").as_posix() for name in found]
    shown = " ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    print(f"{len(names)} test files reach what changed: {shown}", flush=True)
    options = ["-q", "-x", "-m", "not slow and not matrix"]
    code = pytest.main([*options, *names], plugins=[Deadline()])
    fine = (pytest.ExitCode.OK, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.NO_TESTS_COLLECTED)
    return 0 if code in fine else 1


def git(*arguments: str) -> list[str]:
    """The lines that git answers; none when it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def changed() -> list[Path]:
    """Files that differ from where the branch began, and new ones."""
    (base,) = git("merge-base", "HEAD", "main") or ["HEAD"]
    names = git("diff", "--name-only", "-z", base) + git(
        "ls-files", "-z", "--others", "--exclude-standard"
    )
    return [Path(name) for line in names for name in line.split("\0") if name]


def name_of(path: Path) -> str:
    """What the graph calls a file: a module by its name, docs and templates by their folder."""
    if path.suffix == ".md" and path.parts[0] != "templates":
        return "docs"
    if path.parts[0] == "templates":
        return "templates"
    parts = path.with_suffix("").parts
    parts = parts[1:] if parts[0] == "src" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph() -> dict[str, set[str]]:
    """Every module of the package and of the tests, with what it imports."""
    files = [
        path.relative_to(ROOT)
        for folder in ("src", "tests")
        for path in (ROOT / folder).rglob("*.py")
    ]
    found = {name_of(file): imported(ROOT / file) for file in files}
    for name, more in UNSEEN.items():
        found[name] |= set(more)
    for name in found:
        found[name] |= {"templates"} if name.startswith("tests.template.") else set()
    return found


def imported(file: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{each.name}" for each in node.names}
    return names | {name.rpartition(".")[0] for name in names}  # with the package, whose it is


def nearest(modules: dict[str, set[str]], changed: set[str]) -> list[str]:
    """The test files that reach what changed, those with the fewest steps first."""
    users: dict[str, list[str]] = {}
    for name, others in modules.items():
        for other in others:
            users.setdefault(other, []).append(name)
    reached = dict.fromkeys(sorted(changed))
    waiting = deque(reached)
    while waiting:
        for user in sorted(users.get(waiting.popleft(), [])):
            if user not in reached:
                reached[user] = None
                waiting.append(user)
    return [name for name in reached if name in modules and ".test_" in name]


if __name__ == "__main__":
    sys.exit(main())
