"""What was said without being asked, where, and which wins: flags, environment, files, preset, git."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.git import porcelain
from mlscaffold.interview.config import Config, environment_answers, read_toml
from mlscaffold.interview.presets import Preset
from mlscaffold.interview.ticks import Parts, by_flags, with_parts
from mlscaffold.table.choices import Choices, Layout
from mlscaffold.template.fields import Refused
from mlscaffold.template.questionnaire import Given, Questionnaire

# What --kind may say, and the kind of the sample's project.
KINDS = {"classification": "binary", "regression": "regression"}
LARGEST = 10_000_000  # bytes of a file of answers
SUCH_AS = "a line of it is such as author: Ada"


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


def said(questions: Questionnaire, wishes: Wishes, parts: Parts) -> Given:
    """What each place answers, checked against the template's questions; the strongest wins."""
    keys = questions.keys
    settings = by_flags(parts, wishes.wanted_parts, wishes.unwanted_parts) | wishes.settings
    environment = environment_answers(keys)
    preset = with_parts(wishes.preset or Preset(), parts)
    # Recorded answers have those that follow from others as well: they are worked out again.
    questions.check_keys(wishes.file_answers)
    recorded = {key: value for key, value in wishes.file_answers.items() if key in keys}
    for answers in (settings, environment, preset.answers, preset.locked):
        questions.check_keys(answers)
        questions.check_asked(answers)
    questions.check_keys(dict.fromkeys(preset.hidden))
    check_locked(preset, {"--set": settings, "the environment": environment})
    config = wishes.config or Config(Path())
    usual = {key: value for key, value in config.answers.items() if key in keys}
    # The weakest first; what is proposed is asked.
    proposed = {
        "git": author(questions.target.parent) if "author" in keys else {},
        f"defaults {config.file}": usual,
        f"preset {preset.file}": preset.answers,
    }
    fixed = {
        f"--answers {wishes.answers_file}": recorded,
        "environment": environment,
        "--set": settings,
        f"preset {preset.file} (locked)": preset.locked,
    }
    names = {key: place for place, found in (proposed | fixed).items() for key in found}
    return Given(merged(fixed), merged(proposed), frozenset(preset.hidden), names)


def merged(places: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The answers of several places, of two to a question the later."""
    return {key: value for answers in places.values() for key, value in answers.items()}


def check_locked(preset: Preset, places: dict[str, dict[str, Any]]) -> None:
    """Refuse what changes an answer that the preset has locked."""
    for name, answers in places.items():
        for key in answers.keys() & preset.locked.keys():
            if str(answers[key]) != str(preset.locked[key]):
                hint = f"leave it out: the preset has {key} = {preset.locked[key]}"
                raise UsageError(f"`{key}` is locked by `{preset.file}`; {name} changes it", hint)


def author(folder: Path) -> dict[str, Any]:
    """Who git says the author is, where that can stand in the files of a project."""
    name = porcelain.config("user.name", folder)
    return {"author": name} if name and name.isprintable() and not set(name) & set('"\\') else {}


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
    content = read_toml(file) if file.suffix.lower() == ".toml" else read_yaml(file)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise UsageError(f"`{file}` holds no answers", SUCH_AS)
    return content


def read_yaml(file: Path) -> Any:
    """The content of a YAML file, of which JSON is a part."""
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"`{file}` is no UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"`{file}` cannot be read: {error.strerror}", "check the path") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise UsageError(f"`{file}` is no YAML{line}", SUCH_AS) from error
