"""Collects the records of a public API day by day, and goes on where the last run stopped.

The API is the earthquake catalogue of the USGS: COLUMNS, `query` and `rows` are all that knows it.
Tested against a local server that answers in its format and fails on purpose, not against itself.
"""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pandas as pd
import requests
import yaml
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError
from urllib3 import Retry

# What is kept of a record, times in UTC. Any API needs the first three: of two records with the
# same `id` the one with the later `updated` is kept, in the file of the day of its `time`.
COLUMNS = {
    "id": "str",
    "time": "datetime64[ms]",
    "updated": "datetime64[ms]",
    "magnitude": "float64",
    "magnitude_type": "str",
    "type": "str",
    "status": "str",
    "place": "str",
    "longitude": "float64",
    "latitude": "float64",
    "depth": "float64",
}
BUSY = (429, 500, 502, 503, 504)  # statuses after which it is worth asking again
WAITS = (1, 2, 4, 8, 16)  # seconds before a request is made again
TIMEOUT = 30  # seconds of silence
# A status says nothing about them, so urllib3's Retry does not see them.
SPOILT = (ChunkedEncodingError, ContentDecodingError, requests.JSONDecodeError)


@dataclass(frozen=True)
class Source:
    """Where the records come from and how politely they are asked for; in params.yaml."""

    address: str
    first_day: str
    days_again: int
    page_size: int
    pause: float

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the block `collect` of the project in `root`."""
        values = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))
        return cls(**values["collect"])


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


def rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of an answer, each as a row of the table."""
    return [
        {
            "id": record["id"],
            "time": record["properties"]["time"],
            "updated": record["properties"]["updated"],
            "magnitude": record["properties"]["mag"],
            "magnitude_type": record["properties"]["magType"],
            "type": record["properties"]["type"],
            "status": record["properties"]["status"],
            "place": record["properties"]["place"],
            "longitude": record["geometry"]["coordinates"][0],
            "latitude": record["geometry"]["coordinates"][1],
            "depth": record["geometry"]["coordinates"][2],
        }
        for record in answer["features"]
    ]


def collect(root: Path, today: date) -> None:
    """Bring data/collected up to date; each day is written when it is whole."""
    source = Source.load(root)
    folder = root / "data/collected"
    folder.mkdir(parents=True, exist_ok=True)
    with connect() as session:
        for day in days_to_ask(folder, source, today):
            file = folder / f"{day}.parquet"
            table = merge(file, day, records(session, source, day))
            write(table, file)
            print(f"{day}: {len(table)} records", flush=True)


def connect() -> requests.Session:
    """A session that asks again later when the API is busy: when it says so, or after a while."""
    session = requests.Session()
    session.headers["User-Agent"] = f"{__package__} (collects records once a day)"
    retry = Retry(len(WAITS), status_forcelist=BUSY, backoff_factor=1)
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
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
    found: list[dict[str, Any]] = []
    known: set[str] = set()
    while True:
        page = rows(ask(session, source.address, query(day, len(found), source.page_size)))
        time.sleep(source.pause)
        found += page
        if known.issuperset(row["id"] for row in page):
            return found
        known.update(row["id"] for row in page)


def ask(session: requests.Session, address: str, what: dict[str, str | int]) -> dict[str, Any]:
    """One answer of the API, asked for again when it was cut off or is no JSON."""
    for wait in WAITS:
        try:
            return answer(session, address, what)
        except SPOILT:
            time.sleep(wait)
    return answer(session, address, what)


def answer(session: requests.Session, address: str, what: dict[str, str | int]) -> dict[str, Any]:
    """What the API says to one request."""
    response = session.get(address, params=what, timeout=TIMEOUT)
    response.raise_for_status()
    content: dict[str, Any] = response.json()
    return content


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


def explain(error: requests.RequestException) -> str:
    """What went wrong and the way out, in one line."""
    if error.response is None:
        return f"no usable answer from the API: {error}; run it again later, whole days are kept"
    words = " ".join(error.response.text.split())[:200]
    return f"{error}: {words}; see `collect` in params.yaml and `query` in collect.py"


def main() -> None:
    """Collect up to today; where the API refuses or stays away, say so."""
    try:
        collect(Path(), datetime.now(UTC).date())
    except requests.RequestException as error:
        sys.exit(f"error: {explain(error)}")


if __name__ == "__main__":
    main()
