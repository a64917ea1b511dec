"""What the command line costs beside Python itself and beside Copier: CPU seconds and ratios.

Commands are run in turn, so that a busy machine slows all of them alike; medians of the runs.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

RUNS = 7
PYTHON = sys.executable
NEW = [PYTHON, "-m", "mlscaffold", "new", "demo", "--defaults", "--no-install"]
COPIER = """
import copier
from mlscaffold.template.templates import built_in
copier.run_copy(str(built_in().folder), "demo", data={"project_name": "demo"}, defaults=True, quiet=True)
"""
COMMANDS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "mlscaffold --help": [PYTHON, "-m", "mlscaffold", "--help"],
    "copier, in-process": [PYTHON, "-c", COPIER],
    "mlscaffold new --no-install --no-git": [*NEW, "--no-git"],
    "mlscaffold new --no-install": NEW,
}


def cpu_seconds(command: list[str]) -> float:
    """CPU time, user and system, of a command and its children in an empty folder."""
    with TemporaryDirectory() as folder:
        before = os.times()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        after = os.times()
    children = after.children_user - before.children_user
    return children + after.children_system - before.children_system


def main() -> None:
    """Print medians, and each command's ratio to the one it is measured against."""
    results: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            results[name].append(cpu_seconds(command))
    medians = {name: median(values) for name, values in results.items()}
    for name, seconds in medians.items():
        ratio = seconds / medians["copier, in-process"]
        spread = f"{min(results[name]):.2f} to {max(results[name]):.2f}"
        print(f"{name:38} {seconds:6.2f} s CPU ({spread})  {ratio:5.2f} x Copier")
    files = sum(
        path.is_file() for path in Path(__file__).parents[1].glob("templates/*/project/**/*")
    )
    print(f"\n{files} files in the template; {RUNS} runs of each, in turn")


if __name__ == "__main__":
    main()
