from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
FILE = ROOT / "notebooks/eda.ipynb"


@pytest.fixture(scope="module")
def outputs(features: pd.DataFrame) -> list[NotebookNode]:
    """What the notebook puts out on the prepared data; the file stays as it is."""
    notebook = nbformat.read(FILE, as_version=4)
    # Some editors start it in the project's folder; Jupyter, as in the README, in its own.
    started_in = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=300, resources=started_in).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_the_rows_are_those_of_the_training_part(
    outputs: list[NotebookNode], features: pd.DataFrame
) -> None:
    assert outputs[0].text.startswith(f"{len(features.loc['train']):,} rows")


def test_the_charts_are_drawn(outputs: list[NotebookNode]) -> None:
    charts = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(charts) >= 3


def test_three_findings_come_out(outputs: list[NotebookNode]) -> None:
    (text,) = (o.data["text/markdown"] for o in outputs if "text/markdown" in o.get("data", {}))
    findings = text.splitlines()
    assert len(findings) == 3
    assert all(line.startswith("- ") and line.endswith(".") for line in findings)


def test_nothing_warns(outputs: list[NotebookNode]) -> None:
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
