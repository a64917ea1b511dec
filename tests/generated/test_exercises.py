"""The gate of a course: solutions are green, starters red for one reason, what is solved turns green."""

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from uv import find_uv_bin

from mlscaffold.project.environment import lock
from mlscaffold.template.templates import built_in
from tests.generated.conftest import clean_environment
from tests.generated.serving import serving
from tests.proposed import answers_of
from tests.solving import TAUGHT, course_project, exercises, outcomes, regions, solve
from tests.template.projects import tables

pytestmark = pytest.mark.slow

SAMPLE = {"project_name": "food"}
MATRIX = pytest.mark.matrix


def of_shops(file: Path) -> dict[str, Any]:
    """The answers for a table with places, amounts that grow together, categories and free text."""
    chance, words = (
        Random(1),
        ["good", "bad", "cold", "hot", "late", "quick", "friendly", "rude", "fresh", "stale"],
    )
    lines = ["latitude,longitude,rooms,households,street,review,closed"]
    for number in range(300):
        place = f"{48 + chance.random():.4f},{11 + chance.random():.4f}"
        amounts = f"{chance.randint(100, 4000)},{chance.randint(30, 900)}"
        review = " ".join(chance.choices(words, k=9))
        lines.append(
            f"{place},{amounts},{'abc'[number % 3]},{review},{chance.choice(['no', 'yes'])}"
        )
    table = file.parent / "shops.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ratios = {"ratios": [["rooms", "households"]]}
    return {"project_name": "shops"} | answers_of(table, "closed") | ratios


KINDS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "sample": lambda _: SAMPLE,
    "regression": lambda _: SAMPLE | {"kind": "regression"},
    "shops": of_shops,
    "multiclass": tables()["multiclass visits bare"],
    "amounts": tables()["regression visits bare"],
}
EACH = [pytest.param(kind, marks=[] if kind == "sample" else MATRIX) for kind in KINDS]
# Of each exercise what is often written: its tests must not be content with it.
MISTAKES = {
    "clean": """\
    steps: list[dict[str, Any]] = []
    db.execute(f"CREATE VIEW previous AS FROM {raw}")
    for file in sorted(folder.glob("*.sql")):  # 10_ before 9_
        run(db, file, before=f"CREATE TABLE step_{len(steps)} AS\\n")
        rule = file.read_text().splitlines()[0].removeprefix("-- ")
        steps.append({"step": file.stem, "rule": rule} | effect(db, raw, f"step_{len(steps)}", file))
        db.execute(f"CREATE OR REPLACE VIEW previous AS FROM step_{len(steps) - 1}")
    db.execute("CREATE VIEW clean AS FROM previous")
    return steps
""",
    "contract": "    return pa.Column(nullable=True, checks=pa.Check.ge(field.get('minimum', 0)))\n",
    "split": """\
    from sklearn.model_selection import KFold

    return list(KFold(settings.folds, shuffle=True, random_state=1).split(table))
""",
    "pipeline": """\
    numbers = make_pipeline(StandardScaler(), SimpleImputer())
    return by_kind(numbers, FrequentOneHot(sparse_output=False))
""",
    "comparison": "    return min(compared, key=lambda name: compared[name]['worse_than_best'])\n",
    "threshold": "    return {'value': 0.5, 'is_calibrated': True, 'misfit': 1.0}\n",
    "export": """\
    different = (exported.predict(feed_of(table)) != predict(model, to_frame(table))).sum()
    if different:
        raise ValueError(f"the export differs in {different} of {len(table)} rows")
""",
    "bootstrap": """\
    low, high = np.quantile(samples, [0.05, 0.95])
    return {"value": samples[0], "low": low, "high": high}
""",
    "endpoint": """\
    champion = request.app.state.champion
    said = [answers(champion.scores([case.model_dump()]), champion.record)[0] for case in cases]
    return [Answer(id="0" * 32, model=champion.record.version, **each) for each in said]
""",
    "invariance": """\
    table = parts["test"].head(20)
    assert len(predictor.predict(feed_of(table))) == len(table)
""",
    "explain": """\
    typical = champion.record.typical
    said = champion.scores([case, *(case | {name: typical[name]} for name in typical)])
    return dict(zip(typical, (said[0] - said[1:]).tolist(), strict=True))
""",
    "drift": """\
    old, new = np.array(before) + 1e-9, np.array(after) + 1e-9
    return float(((new - old) * np.log(new / old)).sum())
""",
    "promotion": "    return {'wins': gain['value'] > least, 'reason': NAME}\n",
}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a starter that is installed as its learner would; it runs the others as well."""
    folder = tmp_path_factory.mktemp("exercises") / "food"
    course_project(SAMPLE | TAUGHT, "starter", folder)
    lock(folder, built_in().constraints)
    command = [find_uv_bin(), "sync", "--quiet", "--locked"]
    subprocess.run(command, cwd=folder, env=clean_environment(), check=True)
    return folder / ".venv/bin/python"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory, visits_file: Path) -> Callable[..., Path]:
    """The projects of a kind, each rendered once."""

    @cache
    def project(kind: str, variant: str) -> Path:
        folder = tmp_path_factory.mktemp("course") / variant
        return course_project(KINDS[kind](visits_file) | TAUGHT, variant, folder)

    return project


@pytest.fixture
def starter(kind: str, rendered: Callable[..., Path], tmp_path: Path) -> Path:
    """A starter, to work in."""
    return shutil.copytree(rendered(kind, "starter"), tmp_path / "starter")


@pytest.fixture
def complete(kind: str, rendered: Callable[..., Path]) -> Path:
    """The same with its solutions."""
    return rendered(kind, "complete")


def unsolved(name: str) -> set[str]:
    return {f"NotImplementedError: exercise: {name}"}


@pytest.mark.parametrize("kind", EACH)
def test_the_solutions_are_green(kind: str, complete: Path, python: Path) -> None:
    assert outcomes(complete, python) == {name: {"passed"} for name in exercises(complete)}


@pytest.mark.parametrize("kind", EACH)
def test_a_starter_is_red_for_one_reason(kind: str, starter: Path, python: Path) -> None:
    found = outcomes(starter, python)
    assert found == {name: unsolved(name) for name in exercises(starter)}


@pytest.mark.parametrize("kind", EACH)
@pytest.mark.parametrize("number", [0, *(pytest.param(n, marks=MATRIX) for n in (1, 2, 3))])
def test_what_is_solved_turns_green_and_nothing_else(
    kind: str, number: int, starter: Path, complete: Path, python: Path
) -> None:
    chance, solutions = Random(f"{kind} {number}"), regions(complete)
    chosen = chance.sample(sorted(solutions), chance.randint(2, len(solutions) - 1))
    solve(starter, {name: solutions[name] for name in chosen})
    assert outcomes(starter, python) == {
        name: {"passed"} if name in chosen else unsolved(name) for name in solutions
    }


@pytest.mark.matrix
@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_can_be_solved_alone(
    kind: str, name: str, starter: Path, complete: Path, python: Path
) -> None:
    solutions = regions(complete)
    if name in solutions:
        solve(starter, {name: solutions[name]})
        found = outcomes(starter, python)
        assert {each for each, said in found.items() if said == {"passed"}} == {name}


@pytest.mark.matrix
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_often_written_is_not_enough(kind: str, starter: Path, python: Path) -> None:
    assert MISTAKES.keys() >= exercises(starter).keys()
    solve(starter, {name: MISTAKES[name].encode() for name in exercises(starter)})
    found = outcomes(starter, python)
    assert {name for name, said in found.items() if said == {"passed"}} == set()
    assert not [each for said in found.values() for each in said if "NotImplemented" in each]


@pytest.mark.matrix
@pytest.mark.parametrize("kind", KINDS)
def test_a_starters_types_hold(kind: str, starter: Path, python: Path) -> None:
    command = [python, "-m", "mypy", "--python-executable", python]
    found = subprocess.run(command, cwd=starter, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_a_starter_is_clean_and_serves_before_anything_is_trained(
    python: Path, tmp_path: Path
) -> None:
    project = python.parents[2]
    for command in ("ruff check", "ruff format --check", "mypy", "python -m food.baseline"):
        run = [find_uv_bin(), "run", "--quiet", *command.split()]
        found = subprocess.run(
            run, cwd=project, env=clean_environment(), capture_output=True, text=True
        )
        assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]
    with serving(project, tmp_path) as service:
        assert service.json("/health") == {"status": "ok"}
        assert service.json("/ready")["status"] == "ready"
        assert service.json("/model")["model"] == "constant"
