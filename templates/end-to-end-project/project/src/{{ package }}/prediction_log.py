"""The prediction log: lines of JSON, written off the request path by a thread of its own.

A line is on disk half a second after its answer. What the disk does not take waits in memory up to
a limit; past that it is dropped and counted, and the service answers on. Each process writes files
of its own, one a day (UTC), so that a line torn by a crash spoils no other. `seal.py` makes one
Parquet file of each past day.
"""

import os
import sys
import threading
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from .seal import Sealer

EVERY = 0.5  # seconds between two writes
MOST_WAITING = 16_000_000  # bytes


class PredictionLog:
    """Takes records without waiting for the disk."""

    def __init__(self, folder: Path, *, most_waiting: int = MOST_WAITING) -> None:
        """Begin to write to `folder`, until `close`."""
        self.folder, self.most_waiting = folder, most_waiting
        self.dropped = self.waiting = 0
        self.lines: list[tuple[str, bytes]] = []
        self.own = f"{os.getpid()}-{os.urandom(4).hex()}"
        self.lock, self.closing = threading.Lock(), threading.Event()
        self.thread = threading.Thread(target=self.work, name="prediction log", daemon=True)
        self.thread.start()

    def put(self, kind: str, record: dict[str, Any]) -> None:
        """Take a record; it is dropped when too much waits already."""
        now = datetime.now(UTC).isoformat()
        line = to_json({"time": now} | record) + b"\n"  # faster than Python's own
        with self.lock:
            if self.waiting + len(line) > self.most_waiting:
                self.dropped += 1
                return
            self.waiting += len(line)
            self.lines.append((f"{kind}-{now[:10]}-{self.own}.jsonl", line))

    def close(self, patience: float = 5) -> None:
        """Write what waits, as long as patience lasts."""
        self.closing.set()
        self.thread.join(patience)

    def work(self) -> None:
        """Write now and then, and once more at the end."""
        sealer, is_failing = Sealer(self.folder), False
        while not self.closing.wait(EVERY):
            error = self.flush()
            if error and not is_failing:
                print(f"prediction log: {error}; trying on", file=sys.stderr)
            is_failing = error is not None
            with suppress(OSError):  # the next hour may be better
                sealer.tick()
        self.flush()

    def flush(self) -> OSError | None:
        """Append what waits to its files; what fails stays for the next time."""
        with self.lock:
            lines, self.lines = self.lines, []
        parts: dict[str, list[bytes]] = defaultdict(list)
        for name, line in lines:
            parts[name].append(line)
        failed: OSError | None = None
        for name, waiting in parts.items():
            try:
                append(self.folder / name, b"".join(waiting))
            except OSError as error:
                failed = error
                with self.lock:
                    self.lines[:0] = [(name, line) for line in waiting]
            else:
                with self.lock:
                    self.waiting -= sum(map(len, waiting))
        return failed


def append(file: Path, content: bytes) -> None:
    """Write to the end of a file as a whole or, after an OSError, not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab", buffering=0) as stream:
        end = stream.tell()
        try:
            written = 0
            while written < len(content):
                written += stream.write(content[written:])
            os.fsync(stream.fileno())
        except OSError:
            with suppress(OSError):
                stream.truncate(end)
            raise
