"""schema.py from any table: valid, formatted, and true to the columns."""

import subprocess
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from mlscaffold.names import python_names
from mlscaffold.template.templates import built_in

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=50)


@st.composite
def columns(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Columns such as a profile might find them."""
    headers = draw(st.lists(TEXT, min_size=1, max_size=8))
    names = python_names(headers)
    return [draw(column(name, header)) for name, header in zip(names, headers, strict=True)]


@st.composite
def column(draw: st.DrawFn, name: str, source: str) -> dict[str, Any]:
    facts = {"name": name, "source": source, "nullable": draw(st.booleans())}
    kind = draw(st.sampled_from(["number", "integer", "category"]))
    if kind == "category":
        values = draw(st.lists(TEXT, min_size=2, max_size=12, unique=True))
        return facts | {"kind": kind, "values": values, "example": values[0]}
    number = st.integers(0, 10**9) if kind == "integer" else st.floats(0, 1e9, width=32)
    low, high = sorted([draw(number), draw(number)])
    return facts | {"kind": kind, "low": low, "high": high, "example": low}


JINJA = Environment(
    loader=FileSystemLoader(built_in().folder),
    extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
    keep_trailing_newline=True,
)


def rendered(listed: list[dict[str, Any]], classes: list[str]) -> str:
    template = JINJA.get_template("project/src/{{ package }}/schema.py.jinja")
    answers: dict[str, Any] = {
        "data_source": "file",
        "target": "outcome__",
        "target_source": "Outcome",
    }
    answers |= {"_copier_answers": {}}  # no part adds to it
    return template.render(answers, columns=listed, classes=classes, raw_file="cases.csv")


@settings(max_examples=60)
@given(columns(), st.lists(TEXT, min_size=2, max_size=6, unique=True))
def test_any_columns_make_a_working_schema(
    listed: list[dict[str, Any]], classes: list[str]
) -> None:
    code = rendered(listed, classes)
    module: dict[str, Any] = {"__name__": "schema"}
    exec(compile(code, "schema.py", "exec"), module)
    example = {column["name"]: column["example"] for column in listed}
    assert list(module["Features"].model_fields) == list(example)
    assert module["Features"].model_validate(example).model_dump() == example
    assert module["CLASSES"] == tuple(classes)
    case = module["LabelledCase"].model_validate(example | {"outcome__": classes[0]})
    assert case.model_dump() == example | {"outcome__": classes[0]}
    assert set(module["NUMBERS"]) == {c["name"] for c in listed if c["kind"] != "category"}


@settings(max_examples=25)
@given(columns(), st.lists(TEXT, min_size=2, max_size=6, unique=True))
def test_any_schema_is_formatted(listed: list[dict[str, Any]], classes: list[str]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "schema.py")
        file.write_text(rendered(listed, classes), encoding="utf-8")
        command = [sys.executable, "-m", "ruff", "format", "--diff", "--line-length=100", str(file)]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr


def test_names_of_pydantic_and_headers_of_two_lines_work() -> None:
    headers = ["self", "copy", "json", "schema", "model_config", "Größe\n(cm)", "class", "__x"]
    names = python_names(headers)
    facts = {"kind": "number", "nullable": True, "low": 0, "high": 9, "example": 1.5}
    listed = [
        facts | {"name": name, "source": header}
        for name, header in zip(names, headers, strict=True)
    ]
    classes = ["<b>no</b>", '"it\'s", she said\\', "a, b", "ü"]
    module: dict[str, Any] = {"__name__": "schema"}
    with warnings.catch_warnings(action="error"):
        exec(rendered(listed, classes), module)
    assert module["CLASSES"] == tuple(classes)
    found = module["Features"].model_validate(dict.fromkeys(headers, 2.5))
    assert found.model_dump() == dict.fromkeys(names, 2.5)


@pytest.mark.parametrize(
    "value", ["a", 'say "yes"', "it's", "back\\slash", "new\nline", "é", 1.5, 7]
)
def test_values_become_python_literals(value: Any) -> None:
    listed = [{"name": "x", "source": "x", "kind": "category", "nullable": False}]
    listed[0] |= {"values": [value, "other"], "example": value}
    module: dict[str, Any] = {"__name__": "schema"}
    exec(rendered(listed, ["no", "yes"]), module)
    assert module["EXAMPLE"] == {"x": value}
