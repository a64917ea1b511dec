"""Own tables: generate → pipeline → tests → a prediction, with no edit by hand."""

from pathlib import Path

import pytest

from tests.generated.checks import CHECKS
from tests.generated.conftest import Whole, dataset, make

pytestmark = pytest.mark.slow

REAL = {
    "telco": ("telco_churn.csv", "Churn"),
    "penguins": ("penguins.csv", "species"),
    "california": ("california_housing.csv", "median_house_value"),
    "mpg": ("mpg.csv", "mpg"),
}


def hold_all(project: Whole) -> None:
    for check in CHECKS:
        check(project)


def try_real(name: str, folder: Path) -> None:
    file, target = REAL[name]
    table = dataset(file)
    project = make(folder / name, "--data", table, "--target", target)
    hold_all(project)
    copies = list((project.folder / "data/raw").glob("*.csv"))
    assert [copy.read_bytes() for copy in copies] == [table.read_bytes()]


@pytest.mark.matrix
@pytest.mark.parametrize("name", REAL)
def test_real_table(tmp_path: Path, name: str) -> None:
    try_real(name, tmp_path)


@pytest.mark.matrix
def test_small_table_with_a_date(tmp_path: Path, visits: Path) -> None:
    hold_all(make(tmp_path / "visits", "--data", visits, "--target", "Stays"))


@pytest.mark.matrix
def test_sample_regression(tmp_path: Path) -> None:
    hold_all(make(tmp_path / "food-minutes", "--kind", "regression"))


@pytest.mark.matrix
def test_without_mlflow(tmp_path: Path) -> None:
    project = make(tmp_path / "food", "--set", "tracking=no")
    hold_all(project)
    assert "reports/metrics.json" in project.run("uv run dvc metrics show")
    project.run("uv run dvc plots diff")


@pytest.mark.matrix
def test_rows_of_one_person_stay_together(tmp_path: Path, visits: Path) -> None:
    lines = visits.read_text(encoding="utf-8").replace("Visit ID", "Patient No").splitlines()
    known = [f"P{number % 60}{line[5:]}" for number, line in enumerate(lines[1:])]
    visits.write_text("\n".join([lines[0], *known]) + "\n", encoding="utf-8")
    wish = ["--split", "Patient No"]
    project = make(tmp_path / "visits", "--data", visits, "--target", "Stays", *wish)
    hold_all(project)
    assert "patient_no" in (project.folder / "sql/split.sql").read_text(encoding="utf-8")
