"""The options that commands share, and what a shell proposes for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mlscaffold.commands.completion import columns, kinds, parts, presets, settings, splits

PREFIX = "MLSCAFFOLD_"


def option(*names: str, env: str, **more: Any) -> Any:
    """An option that the environment may give as well."""
    return typer.Option(*names, envvar=PREFIX + env, show_envvar=False, **more)


Data = Annotated[str | None, option(env="DATA", help="A table of your own: a file or an address.")]
Table = Annotated[
    str | None, option(env="TABLE", help="Sheet of a workbook, table of an SQLite file.")
]
Query = Annotated[
    str | None, option(env="QUERY", help="SQL for a PostgreSQL address, or its file.")
]
Header = Annotated[
    bool | None,
    option("--header/--no-header", env="HEADER", help="Whether the first row names the columns."),
]
Delimiter = Annotated[
    str | None, option(env="DELIMITER", help="Between the cells of a text table.")
]
Encoding = Annotated[str | None, option(env="ENCODING", help="Of a text table, such as cp1252.")]
Target = Annotated[
    str | None,
    option(
        "--target",
        env="TARGET",
        autocompletion=columns,
        help="Column to predict; also @last or @15, from 1.",
    ),
]
Kind = Annotated[
    str | None,
    option(
        env="KIND",
        autocompletion=kinds,
        help="classification or regression; found from the target.",
    ),
]
Positive = Annotated[
    str | None, option(env="POSITIVE", help="Of two classes, the one that matters.")
]
Drop = Annotated[
    list[str] | None,
    option(env="DROP", metavar="COLUMN", autocompletion=columns, help="Not a feature."),
]
Keep = Annotated[
    list[str] | None,
    option(env="KEEP", metavar="COLUMN", autocompletion=columns, help="A feature all the same."),
]
Split = Annotated[
    str | None,
    option(
        env="SPLIT",
        autocompletion=splits,
        help="Test by time, by a COLUMN of time or whose rows belong together, or random.",
    ),
]
AsJson = Annotated[bool, option("--json", env="JSON", help="Print the result as JSON.")]
Settings = Annotated[
    list[str] | None,
    option(
        "--set", env="SET", metavar="KEY=VALUE", autocompletion=settings, help="Answer a question."
    ),
]
With = Annotated[
    list[str] | None,
    option(
        "--with", env="WITH", metavar="PARTS", autocompletion=parts, help="Parts to add; or all."
    ),
]
Without = Annotated[
    list[str] | None,
    option(
        "--without",
        env="WITHOUT",
        metavar="PARTS",
        autocompletion=parts,
        help="Parts to leave out; or all.",
    ),
]
Parts = Annotated[
    list[str] | None,
    option(
        "--parts",
        env="PARTS",
        metavar="SRC",
        help="Other people's parts: a folder, a git address, with @VERSION.",
    ),
]
Answers = Annotated[
    Path | None,
    option("--answers", env="ANSWERS", metavar="FILE", help="Answers in YAML, JSON or TOML."),
]
Preset = Annotated[
    str | None,
    option(
        "--preset",
        env="PRESET",
        metavar="FILE|NAME",
        autocompletion=presets,
        help="Answers for many projects.",
    ),
]
From = Annotated[
    str | None,
    option(
        "--template",
        env="TEMPLATE",
        metavar="SOURCE",
        help="Another template: a folder, a git address.",
    ),
]
Ref = Annotated[
    str | None, option("--ref", env="REF", metavar="VERSION", help="Its tag, branch or commit.")
]
Trust = Annotated[
    bool, option("--trust", env="TRUST", help="Let that template run its own commands.")
]
SkipTasks = Annotated[
    bool, option("--skip-tasks", env="SKIP_TASKS", help="Run none of its commands.")
]
Defaults = Annotated[bool, option("--defaults", "-y", env="DEFAULTS", help="Ask nothing.")]
Run = Annotated[bool, option("--run", env="RUN", help="Then train, test and predict.")]
Git = Annotated[bool, option("--git/--no-git", env="GIT", help="Make a repository.")]
Install = Annotated[
    bool,
    option("--install/--no-install", env="INSTALL", help="Lock and install the packages."),
]
DryRun = Annotated[
    bool, option("--dry-run", env="DRY_RUN", help="Show what would be made; make nothing.")
]
Explain = Annotated[
    bool,
    option("--explain", env="EXPLAIN", help="Show where each answer comes from; make nothing."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the interview that you left.")]
