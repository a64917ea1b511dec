"""What adding a part costs, beside rendering the project once with Copier alone: CPU seconds and ratios.

Commands are run in turn, so that a busy machine slows all of them alike; medians of the runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from mlscaffold.template.templates import built_in

RUNS = 5
TOOL = [sys.executable, "-m", "mlscaffold"]
COPY = f"""
import copier
copier.run_copy({str(built_in().folder)!r}, "made", data={{"project_name": "demo"}}, defaults=True, quiet=True)
"""
COMMANDS = {
    "copier copy": [sys.executable, "-c", COPY],
    "add monitoring --dry-run": [
        *TOOL,
        "add",
        "monitoring",
        "--defaults",
        "--dry-run",
        "--no-lock",
    ],
    "add monitoring": [*TOOL, "add", "monitoring", "--defaults", "--no-lock"],
    "remove tracking": [*TOOL, "remove", "tracking", "--defaults", "--no-lock"],
    "parts": [*TOOL, "parts"],
    "parts monitoring": [*TOOL, "parts", "monitoring"],
}


def cpu_seconds(command: list[str], project: Path) -> float:
    """CPU time, user and system, of a command and its children in a fresh copy of the project."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "demo"
        shutil.copytree(project, copy)
        before = os.times()
        done = subprocess.run(command, cwd=copy, capture_output=True)
        after = os.times()
    if done.returncode:
        sys.exit(done.stderr.decode())
    children = after.children_user - before.children_user
    return children + after.children_system - before.children_system


def main() -> None:
    """Print medians, and each command's ratio to one rendering by Copier."""
    results: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with TemporaryDirectory() as folder:
        project = Path(folder) / "demo"
        make = [*TOOL, "new", str(project), "--defaults", "--no-install"]
        subprocess.run(make, check=True, capture_output=True)
        for _ in range(RUNS):
            for name, values in results.items():
                values.append(cpu_seconds(COMMANDS[name], project))
    copier = median(results["copier copy"])
    for name, values in results.items():
        spread = f"{min(values):.2f} to {max(values):.2f}"
        print(
            f"{name:26} {median(values):6.2f} s CPU ({spread})  {median(values) / copier:5.2f} x Copier"
        )


if __name__ == "__main__":
    main()
