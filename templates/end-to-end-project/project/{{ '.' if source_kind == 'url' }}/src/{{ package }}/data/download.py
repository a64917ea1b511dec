"""The raw table is fetched from the web, and taken only when it is the one that we know."""

import hashlib
import shutil
import sys
import urllib.request
from http.client import HTTPException
from pathlib import Path

from ..project import params
from .cleaning import DataError

PATIENCE = 60  # seconds that the server may be silent


def download(root: Path) -> Path:
    """Fetch the file of params.yaml into data/raw/, unless it is there; a failure changes nothing."""
    source = params(root)["source"]
    file: Path = root / "data/raw" / source["file"]
    if file.exists() and checksum(file) == source["sha256"]:
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    try:
        fetch(source["address"], part)
        if (got := checksum(part)) != source["sha256"]:
            raise DataError(
                f"{source['address']} is not the file that it was: its SHA-256 is {got}\n"
                "Look at what is there now; to work with it, put its SHA-256 into params.yaml."
            )
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file


def fetch(address: str, file: Path) -> None:
    """Write what is behind an address to a file, block by block."""
    # Under its own name: some servers refuse Python's.
    request = urllib.request.Request(address, headers={"User-Agent": str(__package__)})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response, file.open("wb") as out:
            expected = response.length
            shutil.copyfileobj(response, out)
    except (OSError, HTTPException) as error:
        raise DataError(f"{address} cannot be fetched: {error}") from error
    if expected is not None and (got := file.stat().st_size) != expected:
        raise DataError(f"{address} was cut off after {got} of {expected} bytes: try again")


def checksum(file: Path) -> str:
    """The SHA-256 of a file of any size."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        download(Path())
    except DataError as error:
        sys.exit(str(error))
