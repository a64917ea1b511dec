"""What the interview costs: CPU seconds to the first question, and from the last answer to the first file.

CPU time of the process and its children, medians of several runs. The first question is measured
in a real terminal, when it is on the screen; the way from the last answer to the first file inside
the process, less what rendering takes by itself.
"""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.terminal import Terminal

RUNS = 7
LIMITS = {"--help": 0.15, "questions": 0.4, "first question": 0.6, "last answer to first file": 0.5}
PROGRAM = [sys.executable, "-m", "mlscaffold"]


def of_command(*arguments: str) -> float:
    """CPU seconds of a command."""
    before = os.times()
    subprocess.run([*PROGRAM, *arguments], check=True, capture_output=True)
    after = os.times()
    user = after.children_user - before.children_user
    return user + after.children_system - before.children_system


def to_first_question() -> float:
    """CPU seconds until the first question is on the screen."""
    with TemporaryDirectory() as folder:
        command = "exec " + shlex.join([*PROGRAM, "new"])
        with Terminal(command, cwd=folder) as terminal:
            terminal.wait("Where?")
            fields = Path(f"/proc/{terminal.child.pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))  # user and system, its own and its children's
    return ticks / os.sysconf("SC_CLK_TCK")


def to_first_file() -> float:
    """CPU seconds between the last answer and the first file at its place, less rendering."""
    code = f"""
import os, sys, time
sys.argv = ["mlscaffold"]
from pathlib import Path
from mlscaffold.project import create
from mlscaffold.template import render
from mlscaffold.interview.interview import interview
from mlscaffold.interview.sources import Wishes
from mlscaffold.template.templates import built_in
from mlscaffold.template.walk import Walk, settle

def seconds():
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system

rendering = 0.0
def timed(*arguments, **more):
    global rendering
    start = seconds()
    rendered(*arguments, **more)
    rendering += seconds() - start

rendered, create.render = create.render, timed
walk = Walk(interview(Wishes(Path({str(Path("demo"))!r}), install=False), built_in(), Path()))
while (view := walk.view()).current and view.number < view.total:
    walk.accept()
start = seconds()
walk.accept()
plan = walk.view().result
from mlscaffold.screen.steps import step
create.create(plan.order, step=step)
print(seconds() - start - rendering)
"""
    with TemporaryDirectory() as folder:
        result = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
        )
    return float(result.stdout)


def main() -> None:
    """Print medians beside what was to be reached."""
    measured = {
        "--help": lambda: of_command("--help"),
        "questions": lambda: of_command("questions"),
        "first question": to_first_question,
        "last answer to first file": to_first_file,
    }
    results: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(RUNS):
        for name, run in measured.items():
            results[name].append(run())
            time.sleep(0.1)
    for name, values in results.items():
        spread = f"{min(values):.2f} to {max(values):.2f}"
        print(f"{name:28} {median(values):5.2f} s CPU ({spread}), to reach: {LIMITS[name]:.2f}")


if __name__ == "__main__":
    main()
