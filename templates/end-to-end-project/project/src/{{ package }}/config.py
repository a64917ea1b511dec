"""What the service is told by its environment; nothing need be set."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .schema import Features


@dataclass(frozen=True)
class Config:
    """Settings of the service, each named like its environment variable.

    Without `api_key` anyone may ask, and the model is reloaded by signal only; without
    `cors_origins` browsers ask from the service's own page only; an empty `log_dir` logs nothing.
    """

    model_dir: Path = Path("release")
    api_key: str = ""
    cors_origins: tuple[str, ...] = ()
    log_dir: Path | None = Path("predictions")
    log_leave_out: tuple[str, ...] = ()  # columns that are never written down
    max_body_bytes: int = 2_000_000

    @classmethod
    def from_environment(cls, given: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; one that cannot be meant ends the program with one line."""
        log_dir = given.get("LOG_DIR", "predictions")
        left_out = listed(given.get("LOG_LEAVE_OUT", ""))
        unknown = sorted(set(left_out) - set(Features.model_fields))
        if unknown:
            raise SystemExit(f"LOG_LEAVE_OUT names no column: {', '.join(unknown)}; see schema.py")
        size = given.get("MAX_BODY_BYTES", "2000000")
        if not size.isdecimal() or int(size) == 0:
            raise SystemExit(f"MAX_BODY_BYTES is a whole number above 0, not {size!r}")
        return cls(
            model_dir=Path(given.get("MODEL_DIR", "release")),
            api_key=given.get("API_KEY", ""),
            cors_origins=listed(given.get("CORS_ORIGINS", "")),
            log_dir=Path(log_dir) if log_dir else None,
            log_leave_out=left_out,
            max_body_bytes=int(size),
        )


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
