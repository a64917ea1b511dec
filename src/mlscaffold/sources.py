"""Where data comes from. (placeholder until merged)"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """A file, and what the template must know of where it came from."""

    path: Path
    kind: str
    answers: dict[str, Any] = field(default_factory=dict)


def obtain(data: str, *, query: str | None, folder: Path) -> Source:
    """The file."""
    return Source(Path(data), "file")
