"""How fair it is that each learner of a course has data of their own: fifty learners, one model.

Gradient boosting without tuning, of the same settings for everybody, learns each learner's training part
and is measured on their test part, as the project does it. Printed beside the usual sample: how
much scores differ because of the data, and what the target's share is.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from sample import ENVIRONMENT, sample_project

from mlscaffold.cohort import variation
from mlscaffold.cohort.course import Course

LEARNERS = 50
TRIED = """
import json, shutil, sys, tempfile
from pathlib import Path
import numpy as np, pandas as pd
from sklearn.metrics import roc_auc_score
from demo.data import sample
from demo.data.ingest import ingest
from demo.data.prepare import prepare
from demo.model.candidates import candidates
from demo.model.inputs import to_frame
from demo.model.scores import encode, predict

def measured(seed, orders, month):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree("sql", root / "sql")
        shutil.copy("params.yaml", root)
        sample.write(root / "data/raw", orders=orders, seed=seed, month=month)
        ingest(root)
        prepare(root)
        train, test = (pd.read_parquet(root / f"data/processed/{p}.parquet") for p in ("train", "test"))
    model = candidates(seed, len(train))["gradient_boosting"].fit(to_frame(train), encode(train))
    return roc_auc_score(encode(test), predict(model, to_frame(test))), encode(test).mean(), len(train)

usual, *drawn = (measured(*each) for each in json.load(sys.stdin))
print("usual sample: ROC-AUC {:.3f}, late {:.3f}, {} rows to learn from".format(*usual))
scores, shares, rows = map(np.array, zip(*drawn))
print(f"{len(drawn)} learners: ROC-AUC {scores.mean():.3f} on average, from {scores.min():.3f} to "
      f"{scores.max():.3f}, standard deviation {scores.std(ddof=1):.4f}")
print(f"late {shares.mean():.3f} on average, from {shares.min():.3f} to {shares.max():.3f}; "
      f"from {rows.min()} to {rows.max()} rows to learn from")
"""


def drawn() -> list[list[int]]:
    """Seed, orders and last month of fifty learners, after those of the usual sample."""
    course = Course(Path(), "ml", "ML", "0", (), project="demo", variation=True)
    words = (variation.SEED, variation.ORDERS, variation.MONTH)
    found = [variation.facts(course, f"learner{number}") for number in range(LEARNERS)]
    return [[42, 20000, 18], *([int(each[word]) for word in words] for each in found)]


if __name__ == "__main__":
    with sample_project("20000", []) as (folder, python):
        command = [python, "-c", TRIED]
        given = json.dumps(drawn())
        done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, input=given, text=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    sys.exit(done.returncode)
