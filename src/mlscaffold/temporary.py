"""Folders for the time of a run; the next run takes away what one that was killed has left."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlscaffold.process import held, undisturbed

LOCK = "mlscaffold.lock"


@contextmanager
def folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder, two below `parent`, which is gone on leaving. Raises OSError."""
    whole = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        with held(whole / "unnamed"):
            (whole / "unnamed").rename(whole / LOCK)  # held already when others find it
            clear_left(parent, prefix, owner=whole.stat().st_uid)
            (whole / "new").mkdir()
            yield whole / "new"
    finally:
        with undisturbed():
            shutil.rmtree(whole, ignore_errors=True)


def clear_left(parent: Path, prefix: str, *, owner: int) -> None:
    """Take away a user's folders of runs that were killed; one whose lock is held is at work."""
    for lock in parent.glob(f"{prefix}*/{LOCK}"):
        with suppress(OSError):
            if lock.lstat().st_uid == owner:  # anybody writes to the system's folder
                with held(lock):
                    shutil.rmtree(lock.parent)


@contextmanager
def together() -> Iterator[None]:
    """Keep in one such folder all that a run puts into the system's; Copier's clones as well."""
    before = tempfile.gettempdir()
    with folder(Path(before), "mlscaffold-") as here:
        tempfile.tempdir = str(here)
        try:
            yield
        finally:
            tempfile.tempdir = before
