import tomllib

from mlscaffold.project.environment import reason, with_constraints

CONSTRAINTS = "# tested\nnumpy==2.4.6 ; python_full_version < '3.12'\nuvicorn==0.54.0\n"


def test_constraints_join_the_settings_that_are_there() -> None:
    text = '[project]\nname = "x"\n\n[tool.uv]\ndefault-groups = ["dev"]\n'
    settings = tomllib.loads(with_constraints(text, CONSTRAINTS))["tool"]["uv"]
    assert settings["default-groups"] == ["dev"]
    assert settings["constraint-dependencies"] == CONSTRAINTS.splitlines()[1:]


def test_constraints_make_settings_where_there_are_none() -> None:
    settings = tomllib.loads(with_constraints('[project]\nname = "x"\n', CONSTRAINTS))["tool"]["uv"]
    assert len(settings["constraint-dependencies"]) == 2


def test_the_reason_of_a_failure_is_one_line() -> None:
    offline = "error: Failed to fetch: `x`\n  Caused by: dns error: failed to lookup"
    assert reason(offline) == "the package index cannot be reached"
    assert reason("Resolving\nerror: no such thing\n") == "error: no such thing"
