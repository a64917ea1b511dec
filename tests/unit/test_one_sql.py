"""A nasty cell is the same to the profile and to the project that is made from it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mlscaffold.table.answers import data_answers
from mlscaffold.table.choices import Choices
from mlscaffold.table.profile import profile
from mlscaffold.table.proposal import propose
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.unit.test_proposal import table

ROWS = 120
AMOUNTS = [f"{n * 7 % 101}.{n % 10}" for n in range(ROWS)]
DAYS = [f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(ROWS)]
WORDS = [("red", "green", "blue")[n % 3] for n in range(ROWS)]
# The cells of a column, of which the first few are nasty.
NASTY: dict[str, list[str]] = {
    "huge": ["1e35", "-1e300", "inf", "-Infinity", "nan", *AMOUNTS],
    "hugely_written": ["1e35", "$1,000.50", "$7", *(f"${cell}" for cell in AMOUNTS)],
    "marked": [" 5 ", "?", " ", "N/A", "unknown", "-", *AMOUNTS],
    "signed": ["(5.5)", "+3", "−4.5", *AMOUNTS],
    "behind": ["5-", "1'000-", *AMOUNTS],
    "scaled": ["1.5k", "2M", "3.25 k", *AMOUNTS],
    "shares": ["57.2%", "3 %", "0.5", *(f"{float(a) / 101:.3f}" for a in AMOUNTS)],
    "weights": ["1.5 kg", "900 g", *(f"{a} kg" for a in AMOUNTS)],
    "bounds": ["<0.5", "> 9", "≥3.5", *AMOUNTS],
    "german": ["1.234,5", "1.234", "7", *(a.replace(".", ",") for a in AMOUNTS)],
    "lasts": ["3:03:13", "21:06", "1:59", *(f"1:{n % 60:02}:00" for n in range(ROWS))],
    "lasts_words": ["2h 5m", "45m", *(f"{n % 9}h {n % 60}m" for n in range(ROWS))],
    "day": ["0001-01-01", "2024-02-30", "99999-01-01", "infinity", "epoch", *DAYS],
    "day_short": ["1/4/24", "01/31/99", *(f"{n % 12 + 1}/{n % 28 + 1}/24" for n in range(ROWS))],
    "day_many": ["1 Feb 2024", "2024-02-01T10:00:00Z", "05.03.2024", *DAYS],
    "date": ["45356", *(str(45000 + n) for n in range(ROWS))],
    "created": ["1700000000", *(str(1600000000 + 7777 * n) for n in range(ROWS))],
    "coded": ["007", "06520", *(f"{n % 9:03}" for n in range(ROWS))],
    "spelled": [" Red", "RED ", "red", "it's", "", *WORDS],
    "truths": ["Y", "no", "TRUE", "0", *("yes" if n % 3 else "no" for n in range(ROWS))],
    "either": ["1", "1.0", "01.00", *(str(n % 5) for n in range(ROWS))],
}
COLUMNS = {name: cells[:ROWS] for name, cells in NASTY.items()}
COLUMNS |= {"amount": ["1e35", *AMOUNTS[1:]], "team": [*(["1.5", "2.50", "2.5"] * 40)[1:], "1e40"]}


@pytest.mark.parametrize(
    ("target", "kind"),
    [("amount", "regression"), ("team", "classification"), ("either", "classification")],
)
def test_the_project_reads_what_the_profile_shows(tmp_path: Path, target: str, kind: str) -> None:
    quoted = {n: ['"' + cell.replace('"', '""') + '"' for cell in cs] for n, cs in COLUMNS.items()}
    made = profile(table(tmp_path, quoted))
    proposal = propose(made, target, Choices(kind, split="random"))
    answers = {"project_name": "nasty"} | data_answers(made, proposal)
    render(built_in(), answers, tmp_path / "project")
    project = cleaned(tmp_path / "project/sql/clean", COLUMNS)
    kept = [number - 1 for number in project.pop("source_row")]
    seen = {c.source: [shown(made.sample[c.source][row]) for row in kept] for c in made.columns}
    for column in proposal.features:
        assert project[column.name] == seen[column.source], column.source
    if kind == "classification":
        assert set(project[target]) <= set(proposal.classes)
        project[target] = [float(label) for label in project[target]]
    assert project[target] == seen[target]
    assert len(kept) == sum(value is not None for value in made.sample[target])
    assert len(proposal.features) >= len(NASTY) - 2


def cleaned(folder: Path, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    """What the steps of a project make of a table."""
    with duckdb.connect() as db:
        cells = ", ".join(f"unnest(${name}) AS {name}" for name in columns)
        raw = f"SELECT row_number() OVER () AS source_row, * FROM (SELECT {cells})"
        values = {name: [cell or None for cell in cells] for name, cells in columns.items()}
        db.execute(f"CREATE TABLE previous AS {raw}", values)
        for file in sorted(folder.glob("*.sql")):
            db.execute(f"CREATE OR REPLACE TABLE previous AS {file.read_text()}")
        table = db.table("previous").order("source_row")
        columns = zip(*table.fetchall(), strict=True)
        return {
            name: [shown(value) for value in cells]
            for name, cells in zip(table.columns, columns, strict=True)
        }


def shown(value: Any) -> Any:
    """A value as both sides can be compared: a day as text, a number to twelve digits."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return float(f"{value:.12g}") if isinstance(value, float) else value
