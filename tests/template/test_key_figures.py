"""The rows that parts add to the README's key figures: each only where its record is."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

DRIFT = {"time": "2026-11-28T09:00:00+00:00", "broken": [], "drifting": []}
LATENCY = {
    "machine": "2 cores",
    "alone": {"p50_ms": 0.5, "p95_ms": 0.904, "per_second": 1},
    "at_once": {"p50_ms": 1, "p95_ms": 2, "per_second": 3},
}
RETRAINING = {
    "time": "2026-11-28T09:00:00+00:00",
    "wins": True,
    "before": "old",
    "version": "new",
    "reason": "because",
}
RECORD = {"version": "new", "score": 0.8}


def rows(project: Path, **facts: Any) -> list[str]:
    """What the parts add, told these facts."""
    (folder,) = project.glob("src/*/report/templates")
    templates = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, trim_blocks=True
    )
    names = sorted(file.name for file in folder.glob("README.*.md.j2"))
    said = [templates.get_template(name).make_module(facts).key_figures() for name in names]
    return "".join(said).splitlines()


pytestmark = pytest.mark.parametrize("name", ["sample whole"])


def test_without_a_record_there_is_no_row(project: Path) -> None:
    assert rows(project) == []


def test_each_record_is_a_row(project: Path) -> None:
    found = rows(project, latency=LATENCY, drift=DRIFT | {"drifting": ["a", "b"]})
    assert found == [
        "| drift, looked for on 2026-11-28 | a, b |",
        "| one answer of the service, p95 | 0.90 ms |",
    ]
    assert rows(project, drift=DRIFT) == ["| drift, looked for on 2026-11-28 | none |"]
    broken = rows(project, drift=DRIFT | {"broken": ["a must not be missing"]})
    assert broken == ["| drift, looked for on 2026-11-28 | the data contract is broken |"]


def test_a_model_was_made_twice_only_where_two_runs_made_it(project: Path) -> None:
    known = {"retraining": RETRAINING, "record": RECORD, "metrics": {"score": 0.8}}
    promoted, twice = rows(project, **known)
    assert promoted == "| last retraining, 2026-11-28 | promoted new: because |"
    assert twice == "| trained twice | the same model, byte for byte |"
    assert rows(project, **known | {"metrics": {"score": 0.7}}) == [promoted]  # of a run before
    assert rows(project, **known | {"record": RECORD | {"version": "newer"}}) == [promoted]
    kept = rows(project, **known | {"retraining": RETRAINING | {"wins": False}})
    assert kept == ["| last retraining, 2026-11-28 | kept old against new: because |"]
