"""Which amounts grow together, so that their ratios become inputs."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from mlscaffold.table.columns import Column
from mlscaffold.table.pairs import MOST, WIDEST, ratios
from tests.proposed import answers_of, proposal_of

NOISE = random.Random(1)
SIZES = [NOISE.lognormvariate(5, 1) for _ in range(400)]


def column(name: str, low: float = 1, values: tuple[str, ...] = ()) -> Column:
    return Column(
        name, name, "number", rows=400, missing=0, distinct=400, low=low, high=1e5, values=values
    )


def about(factor: float, spread: float = 0.2) -> list[float | None]:
    """Amounts that grow with SIZES, by about this factor."""
    return [factor * size * NOISE.uniform(1 - spread, 1 + spread) for size in SIZES]


def found(sample: dict[str, Sequence[float | None]], **low: float) -> list[tuple[str, str]]:
    columns = [column(name, low.get(name, 1)) for name in sample]
    return [(one.name, other.name) for one, other in ratios(columns, sample)]


def test_amounts_that_grow_together_are_a_pair_the_greater_first() -> None:
    other = [NOISE.lognormvariate(3, 1) for _ in SIZES]
    sample = {"households": SIZES, "rooms": about(5), "income": other}
    assert found(sample) == [("rooms", "households")]


def test_what_is_missing_tells_nothing() -> None:
    rooms = [None if place % 9 == 0 else value for place, value in enumerate(about(5))]
    assert found({"rooms": rooms, "households": SIZES}) == [("rooms", "households")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param([size * 1.6 for size in SIZES], id="the same in other units"),
        pytest.param([1900 + size / 100 for size in about(1) if size], id="years"),
        pytest.param([-size for size in SIZES], id="the opposite"),
        pytest.param([None] * 400, id="nothing"),
        pytest.param([3.0] * 400, id="always the same"),
        pytest.param([NOISE.lognormvariate(5, 1) for _ in SIZES], id="chance"),
    ],
)
def test_other_columns_are_no_pair(other: list[float | None]) -> None:
    assert found({"size": SIZES, "other": other}) == []


def test_only_what_is_never_below_zero_has_a_ratio() -> None:
    assert found({"size": SIZES, "balance": about(2)}, balance=-1.0) == []


def test_codes_have_no_ratio() -> None:
    columns = [column("size"), column("rooms", values=("1", "2"))]
    assert ratios(columns, {"size": SIZES, "rooms": about(2)}) == []


def test_a_place_is_no_amount() -> None:
    columns = [column("latitude"), column("longitude")]
    columns = [Column(**vars(each) | {"high": 80.0}) for each in columns]
    assert ratios(columns, {"latitude": SIZES, "longitude": about(2)}) == []


def test_there_are_few_and_the_most_alike_come_first() -> None:
    sample = {f"c{place}": about(2 + place, spread=0.05 + 0.1 * place) for place in range(6)}
    pairs = found(sample)
    assert len(pairs) == MOST
    assert set(pairs[0]) == {"c0", "c1"}


def test_of_a_wide_table_the_first_amounts_are_looked_at() -> None:
    pair = {"size": SIZES, "rooms": about(2)}
    before = {f"b{place}": [1.0, *[2.0] * 399] for place in range(WIDEST)}
    assert found(pair | before) == [("rooms", "size")]
    assert found(before | pair) == []


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_few_rows_are_no_error(rows: int) -> None:
    assert found({"size": SIZES[:rows], "rooms": SIZES[:rows]}) == []


def test_a_table_says_which_ratios_it_has(tmp_path: Path) -> None:
    file, rooms = tmp_path / "houses.csv", about(5)
    rows = [
        f"{a:.1f},{b:.1f},{a + place}"
        for place, (a, b) in enumerate(zip(SIZES, rooms, strict=True))
    ]
    file.write_text("\n".join(["Households,Total rooms,price", *rows]) + "\n", encoding="utf-8")
    assert answers_of(file, "price")["ratios"] == [["total_rooms", "households"]]
    said = "`Total rooms`, `Households` grow together: 1 ratio of them added"
    assert said in proposal_of(file, "price").notes
