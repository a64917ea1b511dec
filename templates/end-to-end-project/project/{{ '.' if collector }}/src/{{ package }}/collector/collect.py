"""Collects the records of a public API, a file a day, and goes on where the last run stopped.

The API is the earthquake catalogue of the USGS: COLUMNS, `query` and `row` are all that knows it.
Tested against a local server that answers in its format and fails on purpose, not against itself.
"""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from ..project import params

# What is kept of a record, times in UTC. Any API needs the first three: of two records with the
# same `id` the one with the later `updated` is kept, in the file of the day of its `time`.
COLUMNS = {
    "id": "str",
    "time": "datetime64[ms]",
    "updated": "datetime64[ms]",
    "magnitude": "float64",
    "type": "str",
    "status": "str",
    "place": "str",
    "longitude": "float64",
    "latitude": "float64",
    "depth": "float64",
}
# Asks again after 0, 2, 4, 8 and 16 seconds, or when the API says; 429 is that it is asked too much.
RETRY = Retry(5, status_forcelist=(429, 500, 502, 503, 504), backoff_factor=1)
TIMEOUT = 30  # seconds of silence


@dataclass(frozen=True)
class Source:
    """Where the records come from and how politely they are asked for: `collect` in params.yaml."""

    address: str
    first_day: str
    days_again: int
    page_size: int
    pause: float


def query(day: date, skip: int, limit: int) -> dict[str, str | int]:
    """What the API is asked: one page of a day's records, without the first `skip`."""
    return {
        "format": "geojson",
        "starttime": str(day),
        "endtime": str(day + timedelta(days=1)),
        "orderby": "time-asc",
        "offset": skip + 1,
        "limit": limit,
    }


def row(record: dict[str, Any]) -> dict[str, Any]:
    """A record by the names of COLUMNS; `merge` drops what else the API says of it."""
    known: dict[str, Any] = record["properties"]
    longitude, latitude, depth = record["geometry"]["coordinates"]
    where = {"longitude": longitude, "latitude": latitude, "depth": depth}
    return known | where | {"id": record["id"], "magnitude": known["mag"]}


def collect(root: Path, today: date) -> None:
    """Bring data/collected up to date; each day is written when it is whole."""
    source = Source(**params(root)["collect"])
    folder = root / "data/collected"
    folder.mkdir(parents=True, exist_ok=True)
    with connect() as session:
        for day in days_to_ask(folder, source, today):
            file = folder / f"{day}.parquet"
            table = merge(file, day, records(session, source, day))
            write(table, file)
            print(f"{day}: {len(table)} records", flush=True)


def connect() -> requests.Session:
    """A session that asks again when the API is busy or a connection breaks."""
    session = requests.Session()
    session.headers["User-Agent"] = f"{__package__} (collects records once a day)"
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=RETRY))
    return session


def days_to_ask(folder: Path, source: Source, today: date) -> list[date]:
    """The days without a file, and the last ones with one: records come late and are corrected.

    Days are collected in order, so only the last file can be of a day that was not over yet.
    """
    days = pd.date_range(source.first_day, today).date
    files = sorted((file.stem for file in folder.glob("????-??-??.parquet")), reverse=True)
    done = files[1 + source.days_again :]
    return [day for day in days if str(day) not in done]


def records(session: requests.Session, source: Source, day: date) -> list[dict[str, Any]]:
    """All records of a day, page by page until one brings nothing new."""
    found: dict[str, dict[str, Any]] = {}
    skip = 0
    while True:
        what = query(day, skip, source.page_size)
        response = session.get(source.address, params=what, timeout=TIMEOUT)
        response.raise_for_status()
        page = {record["id"]: row(record) for record in response.json()["features"]}
        time.sleep(source.pause)
        if page.keys() <= found.keys():
            return list((found | page).values())
        found |= page
        skip += len(page)


def merge(file: Path, day: date, found: list[dict[str, Any]]) -> pd.DataFrame:
    """The records of a day, collected before and found now: each once, as it was updated last."""
    table = pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)
    if file.exists():
        table = pd.concat([pd.read_parquet(file), table])[list(COLUMNS)].astype(COLUMNS)
    # An API may take midnight for both days, as this one does.
    of_day: pd.DataFrame = table[table["time"].dt.date == day]
    newest = of_day.sort_values("updated", kind="stable").drop_duplicates("id", keep="last")
    return newest.sort_values(["time", "id"])


def write(table: pd.DataFrame, file: Path) -> None:
    """Write a file whole or not at all, wherever the run is interrupted."""
    draft = file.with_suffix(".draft")
    table.to_parquet(draft, index=False)
    draft.replace(file)


def main() -> None:
    """Collect up to today; where the API refuses or stays away, say so."""
    try:
        collect(Path(), datetime.now(UTC).date())
    except requests.RequestException as error:
        sys.exit(f"error: {error}; whole days are kept: run it again later")


if __name__ == "__main__":
    main()
