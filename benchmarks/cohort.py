"""A course with many learners: how long it takes to begin it, and to update it half-way with a report.

    .venv/bin/python benchmarks/cohort.py [LEARNERS]      1,000 by default; some minutes, 1 GB of disk

Each learner has a bare repository on this machine. A third has written nothing, a third has solved an
exercise, a third has edited other files as well. The update brings the part of a later week.
"""

import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mlscaffold.cohort import course, report, roster
from mlscaffold.cohort.generate import generate, push
from mlscaffold.cohort.jobs import How
from mlscaffold.cohort.update import report as standing
from mlscaffold.cohort.update import update
from mlscaffold.template.templates import built_in

COURSE = """
id = "many"
title = "A course with many learners"
version = "{}"
[[weeks]]
exercises = ["clean", "contract"]
[[weeks]]
parts = ["monitoring"]
exercises = ["drift"]
"""
FILE = "src/many/data/cleaning.py"
OPEN, SOLVED = b'raise NotImplementedError("exercise: clean")', b"return sorted(folder.glob('*'))"


def main() -> int:
    """Print the seconds of each command, and the memory of all."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with TemporaryDirectory() as name:
        folder = Path(name)
        begin(folder, count)
        here, learners, how = course.read(folder), roster.read(folder / "roster.csv"), How()
        start = time.perf_counter()
        generate(here, learners, how)
        made = time.perf_counter()
        push(here, learners, how)
        tell("generate", made - start)
        tell("push", time.perf_counter() - made)
        work(folder, count)
        start, later = time.perf_counter(), replace(here, week=2)
        rows = update(later, learners, how)
        updated = time.perf_counter()
        report.write(later, standing(later, learners, how), folder / "reports")
        tell("update", updated - start)
        tell("report", time.perf_counter() - updated)
        tell("update and report", time.perf_counter() - start)
        print({state: sum(row.state == state for row in rows) for state in report.overview(rows)})
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count} learners; at most {usage:.0f} MB of memory")
    return 0


def begin(folder: Path, count: int) -> None:
    """Write course and roster, and make an empty repository for each learner."""
    (folder / "course.toml").write_text(COURSE.format(built_in().version))
    rows = ["id,remote"]
    for number in range(count):
        remote = folder / f"remotes/{number:04}.git"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
        rows.append(f"learner{number:04},{remote}")
    (folder / "roster.csv").write_text("\n".join(rows) + "\n")


def work(folder: Path, count: int) -> None:
    """Let two thirds of the learners commit something."""
    for number in range(count):
        remote = folder / f"remotes/{number:04}.git"
        texts = {}
        if number % 3:
            texts[FILE] = git(remote, "cat-file", "blob", f"main:{FILE}").replace(OPEN, SOLVED)
        if number % 3 == 2:
            readme = git(remote, "cat-file", "blob", "main:README.md")
            texts |= {"README.md": readme + b"\nMy notes.\n", "notes.txt": b"mine\n"}
        if texts:
            git(remote, "fast-import", "--quiet", stdin=commit_of(texts))


def commit_of(texts: dict[str, bytes]) -> bytes:
    """A commit in the words of `git fast-import`."""
    lines = [b"commit refs/heads/main", b"committer Ana <ana@localhost> 1764300000 +0000"]
    lines += [b"data 4\nwork", b"from refs/heads/main^0"]
    for path, text in texts.items():
        lines.append(b"M 100644 inline %s\ndata %d\n%s" % (path.encode(), len(text), text))
    return b"\n".join(lines) + b"\n"


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git, which must succeed."""
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, check=True, capture_output=True).stdout


def tell(what: str, seconds: float) -> None:
    """Print how long something took."""
    print(f"{what:20} {seconds:7.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
