"""Tables of one feature, of rare classes, of few rows: pipeline and tests are green all the same."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.generated.checks import check_data, check_prediction, check_unchanged, check_warnings
from tests.generated.conftest import make

R = Random()
GOOD, BAD = ["lovely", "superb", "happy", "warm"], ["awful", "broken", "cold", "late"]
# Of each shape how many rows, and the one feature and the target of row n.
SHAPES: dict[str, tuple[int, Callable[[int], tuple[object, object]]]] = {
    "number": (300, lambda n: (f"{n * 7 % 90}.5", "yes" if n * 7 % 90 > R.gauss(45, 15) else "no")),
    "category": (400, lambda n: ("abcd"[n % 4], "yes" if R.random() < 0.1 + n % 4 / 5 else "no")),
    "date": (300, lambda n: (date(2022, 1, 1) + timedelta(n), 20 + 8 * (n % 7) + R.gauss(0, 3))),
    "text": (300, lambda n: (" ".join(R.choices((GOOD, BAD)[n % 2], k=6)) + f" {n}", "ab"[n % 2])),
    "duration": (200, lambda n: (f"1:{n % 60:02}:00", n % 60 * 3 + R.gauss(0, 9))),
    "rare class": (
        900,
        lambda n: (x := R.gauss(0, 1), "rare" if x + R.gauss(0, 0.4) > 2.1 else "no"),
    ),
    "fifty rows": (50, lambda n: (x := R.gauss(0, 1), "yes" if x + R.gauss(0, 0.5) > 0 else "no")),
    "fifty amounts": (50, lambda n: (n * 7 % 40, 3 * (n * 7 % 40) + R.gauss(0, 9))),
}


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("shape", SHAPES)
def test_a_small_shape_works(shape: str, tmp_path: Path) -> None:
    R.seed(shape)  # the same table whichever shapes are tried
    rows, row = SHAPES[shape]
    lines = ["feature,target", *(",".join(map(str, row(n))) for n in range(rows))]
    file = tmp_path / "table.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = make(tmp_path / "shape", "--data", file, "--target", "target")
    for check in (check_prediction, check_warnings, check_data, check_unchanged):
        check(project)
