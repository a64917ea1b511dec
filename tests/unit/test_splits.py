from pathlib import Path

import pytest

from mlscaffold.errors import UsageError
from mlscaffold.table.findings import findings, proposed
from mlscaffold.table.profile import profile
from mlscaffold.table.proposal import Choices, propose
from tests.proposed import answers_of
from tests.unit.test_proposal import scattered, table

ROWS = 200


def visits(folder: Path, who: str, people: int = 40) -> Path:
    columns = {
        who: [f"P{n % people}" for n in range(ROWS)],
        "age": scattered(ROWS),
        "day": [f"2024-{n % 12 + 1:02}-{n % 27 + 1:02}" for n in range(ROWS)],
        "back": ["yes" if n % 3 else "no" for n in range(ROWS)],
    }
    return table(folder, columns)


@pytest.mark.parametrize("who", ["patient_id", "Customer No", "user_id", "memberID"])
def test_rows_of_one_person_stay_together(tmp_path: Path, who: str) -> None:
    file = visits(tmp_path, who)
    proposal = propose(profile(file), "back", Choices(drop=("day",)))
    assert proposal.group is not None
    assert proposal.group.source == who
    assert who in proposal.left_out
    assert any(f"all of one `{who}` together" in line for line, _ in proposed(proposal))


@pytest.mark.parametrize("who", ["shop_id", "membership", "patient_name"])
def test_other_columns_do_not_separate_rows_unasked(tmp_path: Path, who: str) -> None:
    assert propose(profile(visits(tmp_path, who)), "back", Choices(drop=("day",))).group is None


def test_each_row_of_its_own_is_no_group(tmp_path: Path) -> None:
    file = visits(tmp_path, "patient_id", people=ROWS)
    assert propose(profile(file), "back", Choices(drop=("day",))).group is None


def test_time_comes_before_groups(tmp_path: Path) -> None:
    proposal = propose(profile(visits(tmp_path, "patient_id")), "back")
    assert proposal.time is not None
    assert proposal.group is None


def test_a_group_can_be_chosen(tmp_path: Path) -> None:
    file = visits(tmp_path, "shop_id")
    proposal = propose(profile(file), "back", Choices(split="shop_id"))
    assert (proposal.group and proposal.group.source, proposal.time) == ("shop_id", None)
    answers = answers_of(file, "back", Choices(split="shop_id"))
    assert answers["group_column"] == "shop_id"


def test_random_is_random(tmp_path: Path) -> None:
    proposal = propose(profile(visits(tmp_path, "patient_id")), "back", Choices(split="random"))
    assert (proposal.time, proposal.group) == (None, None)


@pytest.mark.parametrize(("wish", "reason"), [("back", "it is the target"), ("few", "3 values")])
def test_what_cannot_separate_rows_is_refused(tmp_path: Path, wish: str, reason: str) -> None:
    columns = {
        "few": [n % 3 for n in range(ROWS)],
        "age": scattered(ROWS),
        "back": ["yes" if n % 4 else "no" for n in range(ROWS)],
    }
    with pytest.raises(UsageError, match=reason):
        propose(profile(table(tmp_path, columns)), "back", Choices(split=wish))


@pytest.mark.parametrize("period", ["Year", "month", "survey_wave"])
def test_one_row_for_each_period_is_a_group(tmp_path: Path, period: str) -> None:
    columns = {
        "Country": [f"land {n // 5}" for n in range(ROWS)],
        period: [2000 + n % 5 for n in range(ROWS)],
        "back": ["yes" if n * 7 % 13 > 6 else "no" for n in range(ROWS)],
    }
    proposal = propose(profile(table(tmp_path, columns)), "back")
    assert proposal.group is not None and proposal.group.source == "Country"
    columns["Country"] = [f"land {n * 31 % 37}" for n in range(ROWS)]
    assert propose(profile(table(tmp_path, columns)), "back").group is None


def test_a_time_in_several_columns_orders_rows(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "year": [2022 + n // 100 for n in range(ROWS)],
        "Month": [n // 9 % 11 + 1 for n in range(ROWS)],
        "day": [n % 28 + 1 for n in range(ROWS)],
        "hour": [n % 24 for n in range(ROWS)],
        "x": scattered(ROWS),
        "back": ["yes" if n * 7 % 13 > 6 else "no" for n in range(ROWS)],
    }
    made = profile(table(tmp_path, columns))
    proposal = propose(made, "@last")
    assert proposal.target.source == "back"
    assert proposal.time is not None and proposal.time.source == "moment"
    assert "tell the time together" in " ".join(findings(made, proposal))
    at_random = propose(made, "back", Choices(split="random"))
    assert "moment" not in [column.source for column in at_random.features]
    answers = answers_of(tmp_path / "table.csv", "back")
    assert [c["parts"] for c in answers["columns"] if c["name"] == "moment"] == [[]]
    columns["day"] = [31] * ROWS
    assert "moment" not in [c.source for c in profile(table(tmp_path, columns)).columns]
