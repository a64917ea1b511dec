"""How often drift is found where there is none, and where there is: the limits of params.yaml, tried.

Ten simulated cities. The reference is the first twelve months, the model gradient boosting without
tuning. 200 windows of those months, whatever the season, must raise no alarm in more than 5 % of the
cases; the month in which the new district opens must. Beside it: months 13 to 18 of the same
cities in which none opens, new rows that are in nobody's reference.
"""

import os
import subprocess
import sys

from sample import ENVIRONMENT, sample_project

TRIED = """
import shutil, tempfile
from pathlib import Path
import numpy as np, pandas as pd
from demo.data import sample
from demo.data.ingest import ingest
from demo.data.prepare import prepare
from demo.model.candidates import candidates
from demo.model.compare import Task, check, out_of_fold
from demo.model.inputs import to_frame
from demo.model.scores import predict
from demo.monitoring.drift import compare
from demo.monitoring.reference import describe, divide, observed
from demo.project import Settings, params

HERE, CITIES, WINDOWS = Path(), 10, 20
LIMITS, SETTINGS = params(HERE)["monitoring"], Settings.load(HERE)
OPENS = sample.NEWTOWN_OPENS

def rows(seed, month, opens):
    sample.NEWTOWN_OPENS = opens
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree("sql", root / "sql")
        shutil.copy("params.yaml", root)
        sample.write(root / "data/raw", orders=20000, seed=seed, month=month)
        ingest(root)
        prepare(root)
        files = [root / f"data/processed/{part}.parquet" for part in ("train", "test")]
        table = pd.concat(map(pd.read_parquet, files), ignore_index=True)
    months = 12 * (table["placed_at"].dt.year - 2024) + table["placed_at"].dt.month
    return table, months

def alarms(window, reference):
    return [each["column"] for each in compare(window, reference, LIMITS) if each["is_drift"]]

draw, false, later, found = np.random.default_rng(0), [], [], []
for seed in range(CITIES):
    table, months = rows(seed, 13, OPENS)
    learned = table[months <= 12].reset_index(drop=True)
    task = Task.read(learned, SETTINGS)
    model = candidates(seed, len(learned))["gradient_boosting"]
    unseen = out_of_fold(check(model, task), task).set_index("row")["said"]
    said = observed(learned.loc[unseen.index], np.array(unseen.tolist()))[["prediction", "loss"]]
    features = observed(learned, np.full(len(learned), 0.5)).drop(columns=["prediction", "loss"])
    cases = features.join(said)
    reference = describe(cases, divide(learned, SETTINGS))
    for start in draw.integers(0, len(cases) - LIMITS["window"], WINDOWS):
        false.append(alarms(cases.iloc[start : start + LIMITS["window"]], reference))
    model.fit(task.features, task.target)
    def window(rows):
        rows = rows.tail(LIMITS["window"])
        return observed(rows, predict(model, to_frame(rows)))
    found.append(alarms(window(table[months == 13]), reference))
    quiet, months = rows(seed, 18, pd.Timestamp.max)
    later += [alarms(window(quiet[months == month]), reference) for month in range(13, 19)]
for name, each in {"training time": false, "no district opens": later, "first month": found}.items():
    print(f"{name:18} {sum(map(bool, each)):3} of {len(each):3} windows raise an alarm", end="  ")
    print({column: sum(column in one for one in each) for one in each for column in one} or "")
"""


def main() -> None:
    """Make a project of the sample that has the part, and try its limits in it."""
    with sample_project("20000", [], "--with", "monitoring") as (project, python):
        subprocess.run([python, "-c", TRIED], cwd=project, check=True, env=ENVIRONMENT)
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    sys.exit(main())
