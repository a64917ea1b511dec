"""The stage: all analyses of the champion, on the folds of the comparison."""

from pathlib import Path

import joblib
import pandas as pd
from sklearn.base import clone

from ..model.compare import Task
from ..project import Settings, read, write
from ..report.intervals import Draws
from .ablation import ablation
from .differences import differences, said_of
from .drawing import draw
from .learning_curve import learning_curve
from .outcome import labels, rare
from .worst import worst


def analyse(root: Path) -> None:
    """Write reports/analysis.json and the charts beside it; the test part is not read."""
    settings = Settings.load(root)
    table = pd.read_parquet(root / "data/processed/train.parquet")
    comparison = read(root / "reports/comparison.json")
    learned = pd.read_parquet(root / "models/out_of_fold.parquet")
    model = clone(joblib.load(root / "models/champion.joblib"))
    scores = comparison["candidates"][comparison["champion"]]["folds"]
    task, rows = Task.read(table, settings), table.iloc[learned["row"]]
    truth, said = learned["truth"].to_numpy(), said_of(learned)
    draws = Draws.of(rows, labels(truth), settings)
    importance = read(root / "reports/metrics.json")["importance"]
    found = {
        "ablation": ablation(model, scores, task),
        "learning_curve": learning_curve(model, scores, task, settings.seed),
        "differences": differences(comparison, learned, task, draws, settings.seed),
        "rare": rare(model, truth, said, task, draws),
        "worst": worst(rows, truth, said, importance),
    }
    write(root / "reports/analysis.json", found)
    draw(root / "reports/analysis", found)


if __name__ == "__main__":
    analyse(Path())
