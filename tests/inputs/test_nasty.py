"""What is read and proposed from nasty tables: the task, the features and what is left out."""

from dataclasses import dataclass
from functools import cached_property

import pytest

from tests.inputs.nasty import TABLES, Nasty
from tests.proposed import Found, proposal_of


@dataclass
class Tried:
    """A nasty table and what is found in it, read when first asked for."""

    nasty: Nasty

    @cached_property
    def found(self) -> Found:
        return proposal_of(self.nasty.file, self.nasty.target, self.nasty.options)


@pytest.fixture(scope="module", params=TABLES)
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return Tried(TABLES[request.param](tmp_path_factory.mktemp(request.param)))


def test_the_target_and_the_task(tried: Tried) -> None:
    target = tried.found.proposal.target
    assert target is tried.found.column(tried.nasty.target)
    assert tried.found.proposal.task == tried.nasty.task
    classes = tried.found.proposal.classes
    assert len(classes) == tried.nasty.classes, classes
    if "--positive" in tried.nasty.options:
        assert classes[-1].lower() == tried.nasty.options[-1].lower()


def test_honest_columns_are_features(tried: Tried) -> None:
    found = tried.found
    missed = {
        name: found.reason(name) for name in tried.nasty.features if not found.is_feature(name)
    }
    assert not missed


def test_the_rest_is_left_out_with_a_reason(tried: Tried) -> None:
    found = tried.found
    assert [name for name in tried.nasty.left_out if found.is_feature(name)] == []
    assert [name for name in tried.nasty.left_out if not found.reason(name).strip()] == []
    assert [name for name in tried.nasty.nested if not found.mentions(name)] == []


def test_values_are_read_as_what_they_are(tried: Tried) -> None:
    nasty, found = tried.nasty, tried.found
    kinds = {name: found.kind(name) for name in nasty.kinds}
    assert kinds == dict(nasty.kinds)
    ranges = {name: (found.column(name).low, found.column(name).high) for name in nasty.ranges}
    for name, spread in nasty.ranges.items():
        assert ranges[name] == pytest.approx(spread, abs=0.0051), name
    distinct = {name: found.column(name).distinct for name in nasty.distinct}
    assert distinct == dict(nasty.distinct)


def test_missing_values_are_counted(tried: Tried) -> None:
    missing = {name: tried.found.column(name).missing for name in tried.nasty.missing}
    assert missing == dict(tried.nasty.missing)


def test_rows_are_neither_lost_nor_made(tried: Tried) -> None:
    assert tried.found.profile.rows == tried.nasty.rows


def test_it_is_said_and_split_as_expected(tried: Tried) -> None:
    said = " ".join(tried.found.notes)
    assert [word for word in tried.nasty.said if word not in said] == []
    assert tried.nasty.split in (None, tried.found.split)
