"""From a layout of the template to another: no update leads there, and nothing is lost on either way."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from mlscaffold.template.templates import built_in
from mlscaffold.update.migrations import MIGRATIONS, migrated
from mlscaffold.update.versions import ANEW
from tests.update.conftest import Run, commit
from tests.update.test_built_in import ANSWERS, made
from tests.update.world import bytes_of, git, write

LATEST, LAST = built_in().version, "0.5.0"


def edited(tmp_path: Path, version: str = LAST) -> Path:
    """A project with work of its owner, committed and not."""
    project = made(version, tmp_path)
    models = project / "src/food/models.py"
    models.write_text(f"{models.read_text()}\n\nMY_DEPTH = 7  # tried deeper trees\n")
    write(project, {"src/food/own.py": '"""Mine."""\n\nfrom .models import MY_DEPTH\n'})
    commit(project)
    (project / "sql/clean.sql").write_text("-- mine\n")
    return project


@pytest.mark.parametrize("arguments", [[], ["--to", LATEST], ["--to", LATEST, "--branch", "new"]])
def test_it_is_refused_with_both_ways_to_go_on(
    tmp_path: Path, run: Run, arguments: list[str]
) -> None:
    project = edited(tmp_path)
    before, index = bytes_of(project), git(project, "ls-files", "-s")
    result = run("update", project, "-y", *arguments)
    assert result.code == 3
    assert f"{LATEST} lays projects out anew" in result.err
    assert f"go on with {LAST}" in result.err
    assert "mlscaffold new " in result.err
    assert (bytes_of(project), git(project, "ls-files", "-s")) == (before, index)


def test_an_older_project_is_led_to_the_last_of_its_layout(tmp_path: Path, run: Run) -> None:
    project = edited(tmp_path, "0.3.0")
    refused = run("update", project, "-y", "--to", LATEST)
    assert (refused.code, f"`mlscaffold update --to {LAST}`" in refused.err) == (3, True)
    result = run("update", project, "-y", "--no-lock")
    assert f"_commit: {LAST}\n" in (project / ANSWERS).read_text()
    assert f"{LATEST} lays projects out anew: no update leads to it" in result.err
    assert "MY_DEPTH" in (project / "src/food/models.py").read_text()


def test_the_check_says_so_and_the_weekly_one_stays_quiet(tmp_path: Path, run: Run) -> None:
    project = made(LAST, tmp_path)
    result = run("update", project, "--check", "--json")
    news = json.loads(result.out)
    assert (result.code, news["outdated"], news["latest"], news["beyond"]) == (
        0,
        False,
        LAST,
        LATEST,
    )
    assert LATEST in run("update", project, "--check").err


def test_answers_are_changed_within_the_old_layout(tmp_path: Path, run: Run) -> None:
    project = edited(tmp_path)
    assert run("update", project, "-y", "--no-lock", "--set", "collector=yes").code == 0
    assert (project / "src/food/collect.py").exists()
    assert f"_commit: {LAST}\n" in (project / ANSWERS).read_text()


@pytest.mark.parametrize("version", ["0.1.0", LAST])
def test_the_line_that_is_given_makes_the_project_anew(
    tmp_path: Path, run: Run, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made(version, tmp_path, task="regression", decision="We decide.")
    monkeypatch.chdir(project)
    said = run("update", ".", "-y", "--to", LATEST).err
    line = shlex.split(re.search(r"mlscaffold new .*", said)[0])[1:]  # type: ignore[index]
    before = bytes_of(project)
    assert run(*line, "-y", "--no-install").code == 0
    again = yaml.safe_load((tmp_path / "food-new" / ANSWERS).read_text())
    assert (again["kind"], again["target"], again["decision"]) == (
        "regression",
        "minutes",
        "We decide.",
    )
    assert (again["project_name"], again["author"], again["_commit"]) == ("food", "Ana", LATEST)
    assert bytes_of(project) == before


def test_the_line_names_the_table(tmp_path: Path, run: Run, visits: Path) -> None:
    from tests.proposed import answers_of

    answers = answers_of(visits, "Stays")
    kind = {"task": "classification"}
    answers = {key: value for key, value in answers.items() if key != "kind"} | kind
    project = made(LAST, tmp_path, **answers)
    (project / "data/raw").mkdir(parents=True)
    (project / "data/raw" / answers["raw_file"]).write_bytes(visits.read_bytes())
    said = run("update", project, "-y").err
    line = shlex.split(re.search(r"mlscaffold new .*", said)[0])[1:]  # type: ignore[index]
    assert run(*line, "-y", "--no-install").code == 0
    again = yaml.safe_load((tmp_path / "food-new" / ANSWERS).read_text())
    assert (again["kind"], again["target_source"]) == ("binary", "Stays")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"task": "classification"}, {"kind": "binary"}),
        ({"task": "classification", "classes": ["no", "yes"]}, {"kind": "binary", "classes": ["no", "yes"]}),
        ({"task": "classification", "classes": [*"abc"]}, {"kind": "multiclass", "classes": [*"abc"]}),
        ({"task": "regression", "classes": []}, {"kind": "regression", "classes": []}),
        ({"boosting": "lightgbm", "author": "Ana"}, {"author": "Ana"}),
    ],
)  # fmt: skip
def test_old_answers_are_those_of_today(old: dict[str, object], new: dict[str, object]) -> None:
    changes = MIGRATIONS["end-to-end-project"]
    assert migrated(old, ["0.6.0"], changes) == migrated(old, ["0.6.0.dev0"], changes) == new
    assert migrated(new, ["0.6.0"], changes) == new


def test_the_changelog_says_how_to_go_on() -> None:
    first = ANEW["end-to-end-project"].partition(".dev")[0]
    text = (built_in().folder / "CHANGELOG.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {first}\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\d\. ", section, re.MULTILINE)) == 5
    assert "mlscaffold new " in section
