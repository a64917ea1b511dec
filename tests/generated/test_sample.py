"""The sample's project, followed as its README says."""

import json
import re
import socket
import subprocess
import time
from statistics import mean

import pytest

from tests.generated.checks import CHECKS, Check
from tests.generated.conftest import Whole, clean_environment

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_sample(sample: Whole, check: Check) -> None:
    check(sample)


def test_the_readmes_service_answers_the_readmes_question(sample: Whole) -> None:
    blocks = sample.readme_blocks()
    serve = "uv run uvicorn food_times.service.api:app"
    assert any(serve in block for block in blocks)
    ask = next(block for block in blocks if "curl" in block)
    port = free_port()
    server = subprocess.Popen(
        ["bash", "-c", f"exec {serve} --port {port}"],
        cwd=sample.folder,
        env=clean_environment(),
    )
    try:
        wait_for(port)
        answer = json.loads(sample.run(ask.replace(":8000", f":{port}")))
    finally:
        server.terminate()
        server.wait(10)
    assert answer["prediction"] in ("yes", "no")
    first = sample.created["run"]["prediction"]
    assert {**answer, "id": ""} == {**first, "id": ""}


def test_the_readme_names_only_files_that_are_there(sample: Whole) -> None:
    text = (sample.folder / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert (sample.folder / name).exists(), name
    for name in re.findall(r"`(\w+/\w+\.py)`", text):
        assert (sample.folder / "src/food_times" / name).exists(), name


def test_two_runs_give_identical_metrics_and_model(sample: Whole) -> None:
    names = ["reports/metrics.json", "reports/comparison.json", "models/champion.onnx"]
    first = {name: (sample.folder / name).read_bytes() for name in names}
    # Tests of the project repeat the stages before.
    sample.run("uv run dvc repro --force --single-item train evaluate")
    assert {name: (sample.folder / name).read_bytes() for name in names} == first


def test_the_planted_district_is_late_more_often(sample: Whole) -> None:
    query = """
        SELECT avg(CASE late WHEN 'yes' THEN 1 ELSE 0 END) FROM 'data/processed/t*.parquet'
        GROUP BY coalesce(district, '') = 'Newtown' ORDER BY coalesce(district, '') = 'Newtown'
    """
    script = sample.folder.parent / "query.py"
    script.write_text(f"import duckdb; print(duckdb.sql({query!r}).fetchall())")
    others, newtown = re.findall(r"[\d.]+", sample.run(f"uv run python {script}"))
    assert float(newtown) > 1.5 * float(others)


def test_the_planted_effects_are_found(sample: Whole) -> None:
    metrics = sample.json("reports/metrics.json")
    assert "rain_mm" in [each["feature"] for each in metrics["importance"][:5]]
    low = {(each["column"], each["group"]) for each in metrics["slices"] if each["is_low"]}
    assert ("district", "Newtown") in low
    assert metrics["against"]["logistic_regression"]["low"] > 0, "the best model is not a line"
    comparison = sample.json("reports/comparison.json")
    champion = comparison["candidates"][comparison["champion"]]
    assert mean(comparison["without_engineered"]) < champion["mean"] - 0.05


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the service did not start")
