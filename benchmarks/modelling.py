"""What modelling costs on the sample: train, evaluate and report, each in its own process.

Makes a project with all defaults in a temporary folder, with 20,000 orders or as many as the first
argument says; needs a package index or a warm cache. The modules are imported once before, as
Python compiles them then.
"""

import os
import sys

from sample import Cost, measured, sample_project

MEASURED = ["model.train", "report.evaluate", "report.write"]
COMPILE = "import demo.model.train, demo.report.evaluate, demo.report.write"


def main() -> None:
    """Make the project and its rows, then run and measure what follows."""
    orders = sys.argv[1] if len(sys.argv) > 1 else "20000"
    with sample_project(orders, ["ingest", "prepare"]) as (project, python):
        measured([python, "-c", COMPILE], project)
        costs = {name: measured([python, "-m", f"demo.{name}"], project) for name in MEASURED}
    costs["together"] = Cost(
        sum(cost.wall for cost in costs.values()),
        sum(cost.cpu for cost in costs.values()),
        max(cost.memory for cost in costs.values()),
    )
    for name, cost in costs.items():
        print(f"{name:16} {cost.wall:7.1f} s wall {cost.cpu:7.1f} s CPU {cost.memory:6.0f} MB")
    print(f"\n{int(orders):,} orders; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
