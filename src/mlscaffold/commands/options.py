"""Every option of the command line, once: its names, its help, its variable in the environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from mlscaffold.commands.completion import columns, kinds, parts, presets, settings, splits
from mlscaffold.errors import UsageError
from mlscaffold.table.choices import Choices, Layout

# The headings under which `--help` lists them.
TABLE, READING, ANSWERING = "A table of your own", "How it is read", "Answers"
SOURCE, MAKING, LOOKING, BEGUN = "The template", "What is made", "Look first", "One that was begun"


def option(
    name: str, metavar: str, text: str, group: str | None = None, propose: Any = None
) -> Any:
    """An option with a value, which the environment may give as well; a shell proposes values."""
    return typer.Option(
        name,
        metavar=metavar,
        help=text,
        rich_help_panel=group,
        autocompletion=propose,
        envvar=variable(name),
        show_envvar=False,
    )


def flag(name: str, text: str, group: str | None = None, *short: str) -> Any:
    """An option without a value."""
    where = variable(name)
    return typer.Option(
        name, *short, help=text, rich_help_panel=group, envvar=where, show_envvar=False
    )


def variable(name: str) -> str:
    """What the environment calls an option: MLSCAFFOLD_DRY_RUN is --dry-run."""
    words = name.partition("/")[0].removeprefix("--")
    return f"MLSCAFFOLD_{words.upper().replace('-', '_')}"


def argument(metavar: str, text: str, propose: Callable[[str], list[str]] | None = None) -> Any:
    """What stands without a name."""
    return typer.Argument(metavar=metavar, help=text, show_default=False, autocompletion=propose)


Text: TypeAlias = str | None
Texts: TypeAlias = list[str] | None

NewFolder = Annotated[Path | None, argument("DIR", "A new folder.")]
Folder = Annotated[Path, argument("DIR", "A project.")]
File = Annotated[str, argument("FILE", "A file, a web address, a database.")]
Names = Annotated[Texts, argument("PART…", "`mlscaffold parts` lists them.", parts)]
Name = Annotated[Text, argument("PART", "One of them.", parts)]

Data = Annotated[Text, option("--data", "FILE", "A file, a web address, a database.", TABLE)]
Target = Annotated[
    Text,
    option("--target", "COLUMN", "To predict; also @last, or @15 counted from 1.", TABLE, columns),
]
Kind = Annotated[
    Text,
    option("--kind", "KIND", "classification or regression; else by the target.", TABLE, kinds),
]
Positive = Annotated[
    Text, option("--positive", "CLASS", "Of two classes, the one that matters.", TABLE)
]
Drop = Annotated[Texts, option("--drop", "COLUMN", "Do not learn from it.", TABLE, columns)]
Keep = Annotated[Texts, option("--keep", "COLUMN", "Learn from it all the same.", TABLE, columns)]
Split = Annotated[
    Text,
    option(
        "--split",
        "HOW",
        "Test by time, by a COLUMN of time or whose rows belong together, or random.",
        TABLE,
        splits,
    ),
]
Table = Annotated[
    Text, option("--table", "NAME", "Sheet of a workbook, table of an SQLite file.", READING)
]
Query = Annotated[
    Text, option("--query", "SQL", "What to select at a PostgreSQL address; or a file.", READING)
]
Header = Annotated[
    bool | None, flag("--header/--no-header", "Whether the first row names the columns.", READING)
]
Delimiter = Annotated[
    Text, option("--delimiter", "CHARACTER", "Between the cells of a text table.", READING)
]
Encoding = Annotated[Text, option("--encoding", "NAME", "Of a text, such as cp1252.", READING)]

Settings = Annotated[
    Texts, option("--set", "KEY=VALUE", "Answer a question of the template.", ANSWERING, settings)
]
With = Annotated[Texts, option("--with", "PARTS", "Parts to add; or all.", ANSWERING, parts)]
Without = Annotated[
    Texts, option("--without", "PARTS", "Parts to leave out; or all.", ANSWERING, parts)
]
Answers = Annotated[
    Path | None, option("--answers", "FILE", "Answers in YAML, JSON or TOML.", ANSWERING)
]
Preset = Annotated[
    Text,
    option(
        "--preset",
        "NAME|FILE|URL",
        "Answers for many projects, such as those of a course.",
        ANSWERING,
        presets,
    ),
]
Defaults = Annotated[bool, flag("--defaults", "Ask nothing.", ANSWERING, "-y")]
Resume = Annotated[bool, flag("--resume", "Go on with the interview that you left.", ANSWERING)]

Run = Annotated[bool, flag("--run", "Then train, test and predict.", MAKING)]
Git = Annotated[bool, flag("--git/--no-git", "Make a repository.", MAKING)]
Install = Annotated[bool, flag("--install/--no-install", "Lock and install the packages.", MAKING)]
Lock = Annotated[bool, flag("--lock/--no-lock", "Lock the packages again if they change.", MAKING)]
Branch = Annotated[Text, option("--branch", "NAME", "Commit it on a new branch instead.", MAKING)]
Begin = Annotated[bool, flag("--begin", "Without a repository: make one first.", MAKING)]

From = Annotated[
    Text, option("--template", "SOURCE", "Another one: a folder, a git address.", SOURCE)
]
Ref = Annotated[Text, option("--ref", "VERSION", "Its version, tag, branch or commit.", SOURCE)]
To = Annotated[Text, option("--to", "VERSION", "This version instead of the newest.", SOURCE)]
Parts = Annotated[
    Texts,
    option("--parts", "SOURCE", "Other people's: a folder, a git address, @VERSION.", SOURCE),
]
SkipTasks = Annotated[bool, flag("--skip-tasks", "Run none of its own commands.", SOURCE)]
Trust = Annotated[bool, flag("--trust", "Let its own code run here.", SOURCE)]

DryRun = Annotated[bool, flag("--dry-run", "Show all, write nothing.", LOOKING)]
Explain = Annotated[bool, flag("--explain", "Show where each answer comes from.", LOOKING)]
Diff = Annotated[bool, flag("--diff", "Show every line before it is applied.", LOOKING)]
Check = Annotated[bool, flag("--check", "Only say if there is a newer version.", LOOKING)]
Stat = Annotated[bool, flag("--stat", "Only how many lines.", LOOKING)]
GoOn = Annotated[bool, flag("--continue", "Its conflicts are resolved.", BEGUN)]
Abort = Annotated[bool, flag("--abort", "Undo it: every byte as before it.", BEGUN)]

Project = Annotated[Path, option("--project", "DIR", "Another project than the one you are in.")]
AnswersFile = Annotated[
    Text, option("--answers-file", "FILE", "Of several answers files, the one to go by.")
]
AsJson = Annotated[bool, flag("--json", "Print the result as JSON.")]
Debug = Annotated[bool, flag("--debug", "Show a traceback on failure.")]


@dataclass(frozen=True)
class AboutTable:
    """What `new` and `profile` take about a table."""

    target: Target = None
    kind: Kind = None
    positive: Positive = None
    drop: Drop = None
    keep: Keep = None
    split: Split = None
    query: Query = None
    table: Table = None
    header: Header = None
    delimiter: Delimiter = None
    encoding: Encoding = None

    @property
    def layout(self) -> Layout:
        """How the file is laid out."""
        return Layout(self.table, self.header, self.delimiter, self.encoding)

    @property
    def choices(self) -> Choices:
        """What is wanted otherwise than proposed."""
        drop, keep = tuple(self.drop or ()), tuple(self.keep or ())
        return Choices(self.kind, self.positive, drop, keep, self.split)


@dataclass(frozen=True)
class Merging:
    """What `update`, `add` and `remove` take alike."""

    defaults: Defaults = False
    dry_run: DryRun = False
    diff: Diff = False
    go_on: GoOn = False
    abort: Abort = False
    branch: Branch = None
    lock: Lock = True
    answers_file: AnswersFile = None
    trust: Trust = False
    as_json: AsJson = False

    @property
    def ask(self) -> bool:
        """Whether somebody is to be asked."""
        return not (self.defaults or self.as_json)


def assignments(settings: list[str] | None) -> dict[str, Any]:
    """`KEY=VALUE` arguments as answers."""
    answers = {}
    for setting in settings or []:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"`--set {setting}` has no KEY=VALUE", "such as --set author=Ada")
        answers[key.strip()] = value
    return answers
