"""What modelling costs on the sample: train, evaluate and report, each in its own process.

Makes a project with all defaults in a temporary folder, with 20,000 orders or as many as the first
argument says; needs a package index or a warm cache.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from prepare import Cost, measured

BEFORE, MEASURED = ["ingest", "prepare"], ["train", "evaluate", "report"]


def main() -> None:
    """Make the project and its rows, then run and measure what follows."""
    orders = sys.argv[1] if len(sys.argv) > 1 else "20000"
    with TemporaryDirectory() as folder:
        new = [sys.executable, "-m", "mlscaffold", "new", "demo", "--defaults", "--no-git"]
        subprocess.run(new, cwd=folder, check=True, capture_output=True)
        project = Path(folder, "demo")
        python = str(project / ".venv/bin/python")
        simulate = ["demo.sample", "--orders", orders]
        for stage in (simulate, *([f"demo.{name}"] for name in BEFORE)):
            subprocess.run([python, "-m", *stage], cwd=project, check=True, capture_output=True)
        costs = {name: measured([python, "-m", f"demo.{name}"], project) for name in MEASURED}
    costs["together"] = Cost(
        sum(cost.wall for cost in costs.values()),
        sum(cost.cpu for cost in costs.values()),
        max(cost.memory for cost in costs.values()),
    )
    for name, cost in costs.items():
        print(f"{name:10} {cost.wall:7.1f} s wall {cost.cpu:7.1f} s CPU {cost.memory:6.0f} MB")
    print(f"\n{int(orders):,} orders; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
