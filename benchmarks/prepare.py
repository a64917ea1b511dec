"""What counting, contract and report cost: the sample's `prepare` beside the same SQL by hand.

Makes a project with all defaults in a temporary folder and simulates ten million orders, or as many
as the first argument says; needs a package index or a warm cache, and some 15 GB of disk.
"""

import os
import sys

from sample import measured, sample_project

# DuckDB with the project's memory limit, its scripts, its outputs, and nothing else. As `prepare`
# does, it drops each cleaned table once the next is there: with all of them, memory runs out.
BY_HAND = """
from pathlib import Path
from demo.data.prepare import connect

with connect(Path("data/processed")) as db:
    for file in Path("data/interim").glob("*.parquet"):
        db.read_parquet(str(file)).create_view(file.stem)
    db.execute("CREATE VIEW previous AS FROM orders")
    files = sorted(Path("sql/clean").glob("*.sql"))
    for number, file in enumerate(files):
        db.execute(f"CREATE TABLE cleaned_{number} AS " + file.read_text())
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM cleaned_{number}")
        if number:
            db.execute(f"DROP TABLE cleaned_{number - 1}")
    db.execute("CREATE VIEW clean AS FROM previous")
    db.execute(Path("sql/features.sql").read_text())
    db.execute("CREATE TABLE split AS " + Path("sql/split.sql").read_text(), {"test_share": 0.2})
    for part, rule in {"train": "NOT is_test", "test": "is_test"}.items():
        rows = db.table("split").filter(rule).order("nth_row").project("* EXCLUDE (nth_row, is_test)")
        rows.write_parquet(f"data/processed/{part}.parquet")
"""
COMMANDS = {"SQL by hand": ["by_hand.py"], "prepare": ["-m", "demo.data.prepare"]}


def main() -> None:
    """Make the project and its rows, then run both in turn."""
    orders = sys.argv[1] if len(sys.argv) > 1 else "10000000"
    with sample_project(orders, ["ingest"]) as (project, python):
        (project / "data/processed").mkdir(exist_ok=True)
        (project / "by_hand.py").write_text(BY_HAND)
        costs = {name: measured([python, *rest], project) for name, rest in COMMANDS.items()}
    for name, cost in costs.items():
        print(f"{name:12} {cost.wall:7.1f} s wall {cost.cpu:7.1f} s CPU {cost.memory:6.0f} MB")
    hand, ours = costs.values()
    print(
        f"\n{int(orders):,} orders: prepare takes {ours.wall / hand.wall:.2f} x the time on the clock"
    )
    print(
        f"and {ours.cpu / hand.cpu:.2f} x the CPU of the SQL; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
