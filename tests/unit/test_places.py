import pytest

from mlscaffold.table.columns import Column
from mlscaffold.table.pairs import places


def column(name: str, low: float = -10.5, high: float = 10.5) -> Column:
    return Column(name, name, "number", rows=9, missing=0, distinct=9, low=low, high=high)


@pytest.mark.parametrize(
    "names",
    [
        ("latitude", "longitude"),
        ("Lat", "Lng"),
        ("lat", "long"),
        ("pickup_latitude", "pickup_longitude"),
        ("start_lat", "start_lon"),
        ("lat_home", "lon_home"),
    ],
)
def test_a_place_is_a_latitude_with_its_longitude(names: tuple[str, str]) -> None:
    north, east = map(column, names)
    assert places([east, column("price"), north]) == [(north, east)]


def test_each_place_of_a_trip_is_found() -> None:
    columns = [column(f"{end}_{name}") for end in ("pickup", "dropoff") for name in ("lat", "lon")]
    assert places(columns) == [(columns[0], columns[1]), (columns[2], columns[3])]


@pytest.mark.parametrize(
    "columns",
    [
        [column("latitude")],
        [column("longitude")],
        [column("start_lat"), column("end_lon")],
        [column("latitude", high=4_000_000), column("longitude")],
        [column("latitude"), column("longitude", low=-1000)],
        [column("flat"), column("flon")],
        [column("latency"), column("longency")],
    ],
)
def test_other_columns_are_no_place(columns: list[Column]) -> None:
    assert places(columns) == []
