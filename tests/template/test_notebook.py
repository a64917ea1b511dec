"""The exploration notebook as it is rendered, and as it is committed after a run."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.project.firstrun import NOTEBOOK, tidy
from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in


@pytest.fixture
def text(tmp_path: Path) -> str:
    """The notebook of the sample's project."""
    render(built_in(), {"project_name": "Food Times"}, tmp_path / "project")
    return (tmp_path / "project" / NOTEBOOK).read_text(encoding="utf-8")


@pytest.fixture
def notebook(text: str) -> dict[str, Any]:
    """The same, read."""
    return dict(json.loads(text))


def source(cell: dict[str, Any]) -> list[str]:
    return "".join(cell["source"]).splitlines()


def test_jupyter_would_save_the_same_bytes(text: str, notebook: dict[str, Any]) -> None:
    # Keys sorted, one blank of indent, each line of a cell a string of its own.
    for cell in notebook["cells"]:
        assert cell["source"] == "".join(cell["source"]).splitlines(keepends=True)
    assert json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n" == text


def test_only_ascii_is_in_it(text: str) -> None:
    # `jupyter execute` reads the file in the system's encoding, which on Windows is not UTF-8.
    assert text.isascii()


def test_cells_have_ids_and_no_outputs(notebook: dict[str, Any]) -> None:
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z-]{1,64}", each) for each in ids)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert {(cell["execution_count"], len(cell["outputs"])) for cell in code} == {(None, 0)}


def test_each_section_is_words_and_then_short_code(notebook: dict[str, Any]) -> None:
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    assert "markdown markdown" not in " ".join(kinds)
    assert (kinds[0], kinds[-1]) == ("markdown", "code")
    for cell in notebook["cells"]:
        assert len(source(cell)) <= 17, source(cell)
        assert cell["cell_type"] == "code" or source(cell)[0].startswith("#")


def test_the_test_part_stays_unseen(text: str) -> None:
    assert "train.parquet" in text
    assert "test.parquet" not in text


def test_a_run_leaves_outputs_but_no_timings(notebook: dict[str, Any]) -> None:
    after = copy.deepcopy(notebook)
    after["metadata"]["language_info"] = {"name": "python", "version": "3.11.9"}
    after["cells"][1]["metadata"]["execution"] = {"iopub.status.idle": "2026-01-01T00:00:00Z"}
    after["cells"][1] |= {"execution_count": 1, "outputs": [{"output_type": "stream"}]}
    expected = copy.deepcopy(notebook)
    expected["cells"][1] |= {"execution_count": 1, "outputs": [{"output_type": "stream"}]}
    assert tidy(notebook, after) == expected
