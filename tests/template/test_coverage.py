"""Do the report's 95% intervals hold the true figure in 95% of the cases? Simulated for minutes."""

import json
import subprocess

import pytest
from uv import find_uv_bin

from tests.template.conftest import Rendered

pytestmark = [pytest.mark.slow, pytest.mark.matrix]
PACKAGES = ["numpy", "pandas", "pydantic", "pyyaml", "scikit-learn", "scipy"]
# How often intervals of few rows hold the figure that a million rows have.
SIMULATION = """
import json
import numpy as np
from food.model.scores import SCORES
from food.report.intervals import Draws

{drawn}
found = {{}}
for name, figure in figures.items():
    true, held = figure(*drawn(1_000_000, seed=0)), []
    for seed in range(1, 201):
        truth, said = drawn(ROWS, seed)
        labels = truth if set(truth) == {{0, 1}} else np.zeros(ROWS)
        interval = Draws(np.arange(ROWS), labels, 200, seed).interval(figure, truth, said)
        held.append(interval["low"] <= true <= interval["high"])
    found[name] = float(np.mean(held))
print(json.dumps(found))
"""
DRAWN = {
    "sample": """
ROWS = 800
figures = SCORES | {"accuracy": lambda truth, said: ((said >= 0.2) == truth).mean()}

def drawn(rows, seed):
    generator = np.random.default_rng(seed)
    said = 1 / (1 + np.exp(-generator.normal(-2.3, 1.2, rows)))
    return (generator.random(rows) < said).astype(int), said
""",
    "amounts": """
ROWS = 400
figures = {"MAE": SCORES["MAE"]}

def drawn(rows, seed):
    return np.random.default_rng(seed).normal(size=rows), np.zeros(rows)
""",
}


@pytest.mark.parametrize("name", DRAWN)
def test_intervals_hold_the_true_figure(name: str, rendered: Rendered) -> None:
    script = SIMULATION.format(drawn=DRAWN[name])
    packages = [part for package in PACKAGES for part in ("--with", package)]
    found = subprocess.run(
        [find_uv_bin(), "run", "--no-project", *packages, "python", "-c", script],
        cwd=rendered(name) / "src",
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    shares = json.loads(found.stdout)
    assert shares
    assert all(0.90 <= share <= 0.99 for share in shares.values()), shares
