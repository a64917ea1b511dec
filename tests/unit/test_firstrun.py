"""The first run of a project: what is asked of its service."""

from mlscaffold.project.firstrun import example_of


def test_what_is_missing_in_the_example_is_asked_as_missing() -> None:
    schema = {"properties": {"age": {}, "ward": {"examples": ["North"]}}}
    documentation = {"components": {"schemas": {"Features": schema}}}
    assert example_of(documentation) == {"age": None, "ward": "North"}
