"""What a person says about a table, where it shall not be as it is found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """What a person says about how a file is laid out; None where it shall be found."""

    table: str | None = None
    header: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Choices:
    """What a person wants otherwise than proposed."""

    task: str | None = None
    positive: str | None = None
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    split: str | None = None
