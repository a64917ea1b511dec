"""What a busy machine does to training: the same stages alone and beside two busy processes.

Makes a project with all defaults in a temporary folder, with 20,000 orders or as many as the first
argument says; needs a package index or a warm cache.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from modelling import COMPILE, MEASURED
from sample import measured, sample_project

BUSY = 2
LOOP = "while True: pass"


def main() -> None:
    """Run the stages that learn, first alone and then beside others."""
    orders = sys.argv[1] if len(sys.argv) > 1 else "20000"
    with sample_project(orders, ["ingest", "prepare"]) as (project, python):
        measured([python, "-c", COMPILE], project)
        stages = {name: [python, "-m", f"demo.{name}"] for name in MEASURED}
        alone = {name: measured(command, project).wall for name, command in stages.items()}
        with busy():
            beside = {name: measured(command, project).wall for name, command in stages.items()}
    alone["together"], beside["together"] = sum(alone.values()), sum(beside.values())
    for name, wall in alone.items():
        print(
            f"{name:16} {wall:6.1f} s alone {beside[name]:6.1f} s busy {beside[name] / wall:5.2f} x"
        )
    print(f"\n{int(orders):,} orders, {BUSY} busy processes; {os.cpu_count()} cores")


@contextmanager
def busy() -> Iterator[None]:
    """Processes that do nothing but compute."""
    loops = [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    main()
