"""Projects whose raw table is fetched: where its address stands, and what is not there."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mlscaffold.template.render import render
from mlscaffold.template.templates import built_in
from tests.proposed import answers_of
from tests.template.projects import SOURCES, texts

QUERY = """SELECT '{{ not jinja }} {% raw %}' AS "ü:\t#", $$;$$, 1.50
FROM visits -- a note"""


@pytest.fixture
def answers(visits: Path) -> dict[str, Any]:
    return {"project_name": "visits"} | answers_of(visits, "Stays")


@pytest.mark.parametrize("kind", SOURCES)
def test_only_what_the_kind_needs_is_there(
    kind: str, answers: dict[str, Any], tmp_path: Path
) -> None:
    render(built_in(), answers | SOURCES[kind], tmp_path)
    files = texts(tmp_path)
    fetched = {"url": "download", "postgres": "extract"}.get(kind)
    for stage in ("download", "extract"):
        assert (f"src/visits/data/{stage}.py" in files) is (stage == fetched)
        assert (f"tests/data/test_{stage}.py" in files) is (stage == fetched)
    assert ("psycopg" in files["pyproject.toml"]) is (kind == "postgres")
    assert ("PGPASSWORD" in files[".github/workflows/ci.yml"]) is (kind == "postgres")
    assert ("/data/raw/" in files[".gitignore"]) is bool(fetched)
    stages = yaml.safe_load(files["dvc.yaml"])["stages"]
    assert next(iter(stages)) == (fetched or "ingest")


def test_the_address_is_a_setting(answers: dict[str, Any], tmp_path: Path) -> None:
    render(built_in(), answers | SOURCES["url"], tmp_path)
    assert yaml.safe_load((tmp_path / "params.yaml").read_text())["source"] == {
        "file": "visits_2024.csv",
        "address": SOURCES["url"]["source_address"],
        "sha256": "0" * 64,
    }


def test_a_query_comes_through_as_it_is(answers: dict[str, Any], tmp_path: Path) -> None:
    render(built_in(), answers | SOURCES["postgres"] | {"source_query": QUERY}, tmp_path)
    assert (tmp_path / "sql/source.sql").read_text(encoding="utf-8") == QUERY + "\n"
    recorded = yaml.safe_load((tmp_path / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert recorded["source_query"] == QUERY


def test_the_workflow_takes_the_password_from_a_secret(
    answers: dict[str, Any], tmp_path: Path
) -> None:
    render(built_in(), answers | SOURCES["postgres"], tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/ci.yml").read_text())
    steps = workflow["jobs"]["test"]["steps"]
    (repro,) = [step for step in steps if step.get("run") == "uv run dvc repro"]
    assert repro["env"] == {"PGPASSWORD": "${{ secrets.PGPASSWORD }}"}
    assert "secret `PGPASSWORD`" in (tmp_path / "README.md").read_text(encoding="utf-8")
