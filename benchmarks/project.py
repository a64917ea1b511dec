"""What the sample's project costs: its pipeline, the same again unchanged, and its tests.

Makes one project with all defaults in a temporary folder; needs a package index or a warm cache.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

STEPS = {
    "uv run dvc repro": ["dvc", "repro"],
    "the same, unchanged": ["dvc", "repro"],
    "uv run pytest": ["pytest", "-q"],
}


def measured(command: list[str], cwd: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a command."""
    before, start = os.times(), time.monotonic()
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True)
    after, end = os.times(), time.monotonic()
    used = after.children_user + after.children_system
    return end - start, used - before.children_user - before.children_system


def main() -> None:
    """Make the project, then time each step."""
    with TemporaryDirectory() as folder:
        new = [sys.executable, "-m", "mlscaffold", "new", "demo", "--defaults"]
        print(
            "{:22} {:6.1f} s wall {:6.1f} s CPU".format(
                "mlscaffold new", *measured(new, Path(folder))
            )
        )
        project = Path(folder, "demo")
        for name, command in STEPS.items():
            wall, used = measured([find_uv_bin(), "run", "--no-sync", *command], project)
            print(f"{name:22} {wall:6.1f} s wall {used:6.1f} s CPU")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nlargest process {peak:.0f} MB; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
