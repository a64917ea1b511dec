"""Every option of the command line, once; a command takes one by a parameter of its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.commands.completion import columns, exercises, parts, presets, settings, splits
from mlscaffold.errors import UsageError

KINDS = ["classification", "regression"]
# By heading of `--help` and parameter: as it is typed, its help, and what a shell proposes.
OPTIONS: dict[str, dict[str, tuple[Any, ...]]] = {
    "Arguments": {
        "new_folder": ("DIR", "A new folder."),
        "folder": ("DIR", "A project."),
        "file": ("FILE", "A file, a web address, a database."),
        "names": ("PART…", "`mlscaffold parts` lists them.", parts),
        "name": ("PART", "One of them.", parts),
        "ids": ("ID…", "Of these alone.", exercises),
        "shell": ("SHELL", "bash, zsh, fish, powershell or pwsh."),
        "learner": ("ID", "As roster.csv has it."),
        "exercises": ("EXERCISE…", "As course.toml has them."),
    },
    "A table of your own": {
        "data": ("--data FILE", "A file, a web address, a database."),
        "target": ("--target COLUMN", "To predict; also @last, or @15 counted from 1.", columns),
        "task": ("--kind KIND", "classification or regression; else by the target.", lambda: KINDS),
        "positive": ("--positive CLASS", "Of two classes, the one that matters."),
        "drop": ("--drop COLUMN", "Do not learn from it.", columns),
        "keep": ("--keep COLUMN", "Learn from it all the same.", columns),
        "split": (
            "--split HOW",
            "Test by time, by a COLUMN of time or whose rows belong together, or random.",
            splits,
        ),
    },
    "How it is read": {
        "table": ("--table NAME", "Sheet of a workbook, table of an SQLite file."),
        "query": ("--query SQL", "What to select at a PostgreSQL address; or a file."),
        "header": ("--header/--no-header", "Whether the first row names the columns."),
        "delimiter": ("--delimiter CHARACTER", "Between the cells of a text table."),
        "encoding": ("--encoding NAME", "Of a text, such as cp1252."),
    },
    "Answers": {
        "settings": ("--set KEY=VALUE", "Answer a question of the template.", settings),
        "wanted": ("--with PARTS", "Parts to add; or all.", parts),
        "unwanted": ("--without PARTS", "Parts to leave out; or all.", parts),
        "answers": ("--answers FILE", "Answers in YAML, JSON or TOML."),
        "preset": (
            "--preset NAME|FILE|URL",
            "Answers for many projects, such as those of a course.",
            presets,
        ),
        "defaults": ("--defaults -y", "Ask nothing."),
        "resume": ("--resume", "Go on with the interview that you left."),
    },
    "What is made": {
        "run": ("--run", "Then train, test and predict."),
        "git": ("--git/--no-git", "Make a repository."),
        "install": ("--install/--no-install", "Lock and install the packages."),
        "lock": ("--lock/--no-lock", "Lock the packages again if they change."),
        "branch": ("--branch NAME", "Commit it on a new branch instead."),
        "begin": ("--begin", "Without a repository: make one first."),
    },
    "The template": {
        "source": ("--template SOURCE", "Another one: a folder, a git address."),
        "ref": ("--ref VERSION", "Its version, tag, branch or commit."),
        "to": ("--to VERSION", "To this version."),
        "other_parts": ("--parts SOURCE", "Other people's: a folder, a git address, @VERSION."),
        "starter": ("--starter DIR", "A repository for starters alone, new or begun."),
        "skip_tasks": ("--skip-tasks", "Run none of its own commands."),
        "trust": ("--trust", "Let its own code run here."),
    },
    "Look first": {
        "dry_run": ("--dry-run", "Show all, write nothing."),
        "explain": ("--explain", "Show where each answer comes from."),
        "diff": ("--diff", "Show every line before it is applied."),
        "check": ("--check", "Only say if there is a newer version."),
        "stat": ("--stat", "Only how many lines."),
    },
    "One that was begun": {
        "go_on": ("--continue", "Its conflicts are resolved."),
        "abort": ("--abort", "Undo it: every byte as before it."),
    },
    "A course": {
        "course": ("--course DIR", "Another one than you are in."),
        "roster": ("--roster FILE", "Who takes part, as a classroom tool exports it."),
        "only": ("--only ID", "Only this learner; may be repeated."),
        "section": ("--section NAME", "Only the learners of a section."),
        "week": ("--week N", "Another one than course.toml says."),
        "jobs": ("--jobs N", "How many learners at once; else one for each core."),
    },
    "Options": {
        "project": ("--project DIR", "Another project than the one you are in."),
        "answers_file": ("--answers-file FILE", "Of several answers files, the one to go by."),
        "as_json": ("--json", "Print the result as JSON."),
        "debug": ("--debug", "Show a traceback on failure."),
    },
}


@dataclass(frozen=True)
class Merging:
    """What `update`, `add` and `remove` take alike."""

    defaults: bool = False
    dry_run: bool = False
    diff: bool = False
    go_on: bool = False
    abort: bool = False
    branch: str | None = None
    lock: bool = True
    answers_file: str | None = None
    trust: bool = False
    as_json: bool = False

    @property
    def ask(self) -> bool:
        """Whether somebody is to be asked."""
        return not (self.defaults or self.as_json)


@dataclass(frozen=True)
class Cohort:
    """What the commands over a cohort take alike."""

    course: Path = Path()
    only: tuple[str, ...] = ()
    section: str | None = None
    week: int | None = None
    jobs: int | None = None
    dry_run: bool = False
    as_json: bool = False


def assignments(settings: list[str] | None) -> dict[str, Any]:
    """`KEY=VALUE` arguments as answers."""
    answers = {}
    for setting in settings or []:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"`--set {setting}` has no KEY=VALUE", "such as --set author=Ada")
        answers[key.strip()] = value
    return answers
