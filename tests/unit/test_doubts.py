"""What a person is asked about, and what is no reason to ask."""

from pathlib import Path
from random import Random

import pytest

from mlscaffold.table.doubts import sentinel
from mlscaffold.table.findings import findings
from mlscaffold.table.profile import profile
from mlscaffold.table.proposal import propose
from tests.unit.test_proposal import scattered, table

ROWS = 200
random = Random(1)


@pytest.mark.parametrize(
    ("value", "low", "high", "odd"),
    [
        (-200, 5, 30, True),
        (-1, 0, 40, True),
        (999, 0, 400, True),
        (99, 18, 70, True),
        (-9, 1, 5_000, True),
        (0, 0, 30, False),
        (30, 5, 30, False),
        (-1, -30, 30, False),
    ],
)
def test_a_number_far_from_the_rest_may_mean_none(
    value: int, low: int, high: int, odd: bool
) -> None:
    values = [value if n % 12 == 0 else random.randint(low, high) for n in range(ROWS)]
    found = sentinel(values)
    assert (found is not None and found[0] == value) is odd


def said(folder: Path, target: list[object]) -> str:
    made = profile(table(folder, {"x": scattered(ROWS), "y": target}))
    return " ".join(findings(made, propose(made, "y")))


def test_a_target_that_is_mostly_missing_is_told(tmp_path: Path) -> None:
    known = [("ab"[n // 3 % 2] if n % 3 == 0 else "") for n in range(ROWS)]
    assert "66% of the rows have no `y`" in said(tmp_path, [*known])
    assert "have no `y`" not in said(tmp_path, ["ab"[n % 2] for n in range(ROWS)])


def test_whole_numbers_may_be_classes(tmp_path: Path) -> None:
    assert "--kind classification" in said(tmp_path, [n * 5 % 14 for n in range(ROWS)])
    assert "--kind classification" not in said(tmp_path, [n * 7 % 90 for n in range(ROWS)])


def test_what_the_rows_themselves_show_is_told(tmp_path: Path) -> None:
    rare = ["lone", *["few"] * 4, *("ab"[n % 2] for n in range(ROWS - 5))]
    told = said(tmp_path, [*rare])
    assert "classes too rare to learn are left out: `few` (4), `lone` (1)" in told
    assert "repeat another row" not in told
    spelled = [("yes", "no", "Y")[n % 3] for n in range(ROWS)]
    columns = {
        "x": [*scattered(ROWS // 2), *scattered(ROWS // 2)],
        "y": ["ab"[n % 2] for n in range(ROWS)],
    }
    columns |= {
        "ok": [*spelled[: ROWS // 2]] * 2,
        "size": [f"{4 + n % 2}' {n % 10}\"" for n in range(ROWS // 2)] * 2,
    }
    made = profile(table(tmp_path, columns))
    told = " ".join(findings(made, propose(made, "y")))
    assert f"{ROWS // 2} rows repeat another row in every column" in told
    assert "`ok` spells categories in several ways, such as yes: Y" in told
    assert "`size` holds `4' 0\"`" in told and "taken as categories" in told


def test_the_gravest_is_said_first(tmp_path: Path) -> None:
    amount = [f"{n * 7919 % 1009}.5" for n in range(100)]
    columns = {
        "row": range(100),
        "copy": amount,
        "day": [f"2024-01-{n % 28 + 1:02}" for n in range(100)],
        "y": ["" if n % 2 else each for n, each in enumerate(amount)],
    }
    made = profile(table(tmp_path, columns))
    leak, missing, *rest = findings(made, propose(made, "y"))
    assert leak == "`copy`: alone predicts `y` almost perfectly"
    assert missing == "50% of the rows have no `y`: nothing is learned from them"
    assert rest
