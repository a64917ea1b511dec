"""What was said without being asked, where, and which wins: flags, environment, files, preset, git."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.git import porcelain
from mlscaffold.interview.config import Config, content_of, environment_answers
from mlscaffold.interview.presets import Preset
from mlscaffold.interview.ticks import Parts, by_flags, switched
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template.fields import Refused
from mlscaffold.template.questionnaire import Given, Questionnaire

# What --kind may say, and the kind of the sample's project.
KINDS = {"classification": "binary", "regression": "regression"}
LARGEST = 10_000_000  # bytes of a file of answers


@dataclass(frozen=True)
class Wishes:
    """The flags of `mlscaffold new`, and the files that they name; None where nothing was said."""

    target: Path | None = None
    data: str | None = None
    query: str | None = None
    column: str | None = None
    layout: Layout = field(default_factory=Layout)
    choices: Choices = field(default_factory=Choices)
    settings: dict[str, Any] = field(default_factory=dict)
    wanted_parts: list[str] = field(default_factory=list)
    unwanted_parts: list[str] = field(default_factory=list)
    other_parts: list[str] = field(default_factory=list)
    answers_file: Path | None = None
    file_answers: dict[str, Any] = field(default_factory=dict)
    preset: Preset | None = None
    config: Config | None = None
    template: str | None = None
    ref: str | None = None
    git: bool = True
    install: bool = True
    run: bool = False
    trusted: bool = False
    skip_tasks: bool = False


def about_table(wishes: Wishes) -> dict[str, Any]:
    """The flags about a table but for --data and --kind, each with what it says."""
    layout, choices = wishes.layout, wishes.choices
    return {
        "--target": wishes.column,
        "--query": wishes.query,
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


def said(questions: Questionnaire, wishes: Wishes, parts: Parts) -> Given:
    """What each place answers, checked against the template's questions; the strongest wins."""

    def known(answers: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in answers.items() if key in questions.keys}

    settings = by_flags(parts, wishes.wanted_parts, wishes.unwanted_parts) | wishes.settings
    environment = environment_answers(questions.keys)
    preset = wishes.preset or Preset()
    course, locked = switched(parts, preset.answers), switched(parts, preset.locked)
    config = wishes.config or Config(Path())
    questions.check_keys(dict.fromkeys([*wishes.file_answers, *preset.hidden]))
    for answers in (settings, environment, course, locked):
        questions.check_keys(answers)
        questions.check_asked(answers)
    check_locked(preset, locked, {"--set": settings, "the environment": environment})
    places = {  # the weakest first
        "git": known(author(questions.target.parent)),
        f"defaults {config.file}": known(config.answers),
        f"preset {preset.file}": course,
        # Recorded answers have those that follow from others as well: they are worked out again.
        f"--answers {wishes.answers_file}": known(wishes.file_answers),
        "environment": environment,
        "--set": settings,
        f"preset {preset.file} (locked)": locked,
    }
    names = {key: place for place, answers in places.items() for key in answers}
    git, usual, _, *settled = places.values()
    fixed = {key: value for answers in settled for key, value in answers.items()}
    return Given(fixed, git | usual | course, frozenset(preset.hidden), names)


def check_locked(preset: Preset, locked: dict[str, Any], places: dict[str, Any]) -> None:
    """Refuse what changes an answer that the preset has locked."""
    for name, answers in places.items():
        for key in answers.keys() & locked.keys():
            if str(answers[key]) != str(locked[key]):
                hint = f"leave it out: the preset has {key} = {locked[key]}"
                raise UsageError(f"`{key}` is locked by `{preset.file}`; {name} changes it", hint)


def author(folder: Path) -> dict[str, Any]:
    """Who git says the author is, where that can stand in the files of a project."""
    name = porcelain.config("user.name", folder)
    return {"author": name} if name and name.isprintable() and not set(name) & set('"\\') else {}


@contextmanager
def refusing() -> Iterator[None]:
    """What is wrong with an answer as a refusal of it; flags help nobody who is asked."""
    try:
        yield
    except UsageError as error:
        hint = "" if "--" in error.hint else error.hint
        raise Refused(f"{error.message}; {hint}" if hint else error.message) from error
    except (OSError, ValueError) as error:
        raise Refused(str(error)) from error


def one_of(raw: Any, values: Any) -> Any:
    """`raw` if it is one of some values."""
    if raw not in values:
        raise Refused(f"`{raw}` is none of {', '.join(map(str, values))}")
    return raw


def load_answers(file: Path) -> dict[str, Any]:
    """What is in a file of answers (YAML, JSON, TOML); Copier's own notes begin with `_`."""
    if not file.is_file():
        raise UsageError(f"there is no file `{file}`", "give a file of answers: --answers FILE")
    if file.stat().st_size > LARGEST:
        raise UsageError(f"`{file}` is too large for answers", "give a file of answers")
    content = content_of(file, "TOML" if file.suffix.lower() == ".toml" else "YAML")
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise UsageError(f"`{file}` holds no answers", "a line of it is such as author: Ada")
    return content
