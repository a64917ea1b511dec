from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
FILE = ROOT / "notebooks/eda.ipynb"


def execute(folder: Path, *, cells: int | None = None) -> list[NotebookNode]:
    """What the notebook, or its first cells, put out when it is started in `folder`."""
    notebook = nbformat.read(FILE, as_version=4)
    notebook.cells = notebook.cells[:cells]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def outputs(features: pd.DataFrame) -> list[NotebookNode]:
    """What the whole notebook puts out on the prepared data; the file stays as it is."""
    before = FILE.read_bytes()
    outputs = execute(FILE.parent)
    assert FILE.read_bytes() == before
    return outputs


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


def test_it_also_starts_in_the_projects_folder(features: pd.DataFrame) -> None:
    count, *_ = execute(ROOT, cells=5)
    assert count.text.startswith(f"{len(features.loc['train']):,} rows")
