"""What was done for whom, one line of JSON each, on the disk before the next thing is done.

A line counts once its end is written. What a run that was killed left of one is not read, and cut off
before the next.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from mlscaffold.cohort.whole import write_whole
from mlscaffold.errors import MlscaffoldError
from mlscaffold.process import held


class Journal:
    """The journal of a course; several threads may write to it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the course's; nothing is made before something is written."""
        self.file = folder / ".cohort/journal.jsonl"
        self.lock = Lock()

    def append(self, learner: str, action: str, **facts: Any) -> None:
        """Add a line, and have it on the disk on return."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"time": now, "learner": learner, "action": action} | facts
        line = json.dumps(entry).encode() + b"\n"
        self.file.parent.mkdir(exist_ok=True)
        with self.lock, self.file.open("a+b") as opened:
            cut_half_a_line(opened)
            opened.write(line)
            opened.flush()
            os.fsync(opened.fileno())

    def last(self, action: str) -> dict[str, dict[str, Any]]:
        """By learner, what was last noted of an action, and its time."""
        found = {}
        for entry in self.entries():
            if entry["action"] == action:
                del entry["action"]
                found[entry.pop("learner")] = entry
        return found

    def entries(self) -> Iterator[dict[str, Any]]:
        """All that was noted, in order. Raises MlscaffoldError where a whole line is no note."""
        for number, line in enumerate(self.lines(), 1):
            try:
                entry = json.loads(line)
                yield {"learner": entry["learner"], "action": entry["action"]} | entry
            except (ValueError, TypeError, KeyError) as error:
                hint = "take that line out; what it said is done once more"
                message = f"`{self.file}`, line {number}: is no entry of a journal"
                raise MlscaffoldError(message, hint) from error

    def lines(self) -> list[bytes]:
        """All whole lines."""
        content = self.file.read_bytes() if self.file.exists() else b""
        return content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]

    def forget(self, learner: str) -> bool:
        """Take every line about a learner out, at once; whether there were any."""
        lines = self.lines()
        both = zip(self.entries(), lines, strict=True)
        left = [line for entry, line in both if entry["learner"] != learner]
        if len(left) < len(lines):
            write_whole(self.file, b"".join(line + b"\n" for line in left))
        return len(left) < len(lines)


def cut_half_a_line(opened: Any) -> None:
    """Cut a file after its last whole line."""
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(size - 1, 0))
    if opened.read(1) not in (b"", b"\n"):
        opened.seek(0)
        opened.truncate(opened.read().rfind(b"\n") + 1)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold off other runs over this course; the system lets go of it however the run ends."""
    state = folder / ".cohort"
    state.mkdir(exist_ok=True)
    with ExitStack() as lock:
        try:
            lock.enter_context(held(state / "lock"))
        except BlockingIOError as error:
            message = f"another `mlscaffold cohort` is at work in `{folder}`"
            raise MlscaffoldError(message, "wait until it is done") from error
        yield
