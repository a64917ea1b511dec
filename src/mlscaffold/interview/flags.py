"""The flags of `mlscaffold new` that say what is to be made."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.table.choices import Choices, Layout


@dataclass(frozen=True)
class Flags:
    """As they were typed; None where nothing was said."""

    new_folder: Path | None = None
    data: str | None = None
    target: str | None = None
    choices: Choices = field(default_factory=Choices)
    query: str | None = None
    layout: Layout = field(default_factory=Layout)
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    run: bool = False
    git: bool = True
    install: bool = True
    source: str | None = None
    ref: str | None = None
    other_parts: tuple[str, ...] = ()
    trust: bool = False
    skip_tasks: bool = False


def about_table(flags: Flags) -> dict[str, Any]:
    """The flags about a table but for --data and --kind, each with what it says."""
    layout, choices = flags.layout, flags.choices
    return {
        "--target": flags.target,
        "--query": flags.query,
        "--table": layout.table,
        "--delimiter": layout.delimiter,
        "--encoding": layout.encoding,
        "--header": layout.header or None,
        "--no-header": layout.header is False or None,
        "--positive": choices.positive,
        "--split": choices.split,
        "--drop": choices.drop,
        "--keep": choices.keep,
    }
