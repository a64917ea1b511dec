"""What was said without being asked, where, and which wins: flags, environment, files, preset, git."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.git import porcelain
from mlscaffold.interview.config import Config, content_of, environment_answers
from mlscaffold.interview.flags import Flags
from mlscaffold.interview.presets import Preset
from mlscaffold.interview.ticks import Parts, by_flags, switched
from mlscaffold.template.fields import Refused
from mlscaffold.template.questionnaire import Given, Questionnaire

# What --kind may say, and the kind of the sample's project.
KINDS = {"classification": "binary", "regression": "regression"}
LARGEST = 10_000_000  # bytes of a file of answers


@dataclass(frozen=True)
class Wishes(Flags):
    """Flags, and what the files say that they name; `settings` are those of --set."""

    settings: dict[str, Any] = field(default_factory=dict)
    answers_file: Path | None = None
    file_answers: dict[str, Any] = field(default_factory=dict)
    preset: Preset = field(default_factory=Preset)
    config: Config = field(default_factory=Config)


def said(questions: Questionnaire, wishes: Wishes, parts: Parts) -> Given:
    """What each place answers, checked against the template's questions; the strongest wins."""
    preset, config = wishes.preset, wishes.config
    settings = by_flags(parts, wishes.wanted, wishes.unwanted) | wishes.settings
    environment = environment_answers(questions.keys)
    course, locked = switched(parts, preset.answers), switched(parts, preset.locked)
    questions.check_keys([*wishes.file_answers, *preset.hidden])
    for answers in (settings, environment, course, locked):
        questions.check_asked(answers)
    check_locked(preset, locked, {"--set": settings, "the environment": environment})
    # Recorded answers have those that follow from others as well: they are worked out again.
    all_of = (author(questions.target.parent), config.answers, wishes.file_answers)
    git, usual, file = ({k: v for k, v in a.items() if k in questions.keys} for a in all_of)
    places = {  # the weakest first
        "git": git,
        f"defaults {config.file}": usual,
        f"preset {preset.file}": course,
        f"--answers {wishes.answers_file}": file,
        "environment": environment,
        "--set": settings,
        f"preset {preset.file} (locked)": locked,
    }
    names = {key: place for place, answers in places.items() for key in answers}
    fixed = file | environment | settings | locked
    return Given(fixed, git | usual | course, frozenset(preset.hidden), names)


def check_locked(preset: Preset, locked: dict[str, Any], places: dict[str, Any]) -> None:
    """Refuse what changes an answer that the preset has locked."""
    for name, answers in places.items():
        for key in answers.keys() & locked.keys():
            if str(answers[key]) != str(locked[key]):
                raise preset.refusal(key, name, locked[key])


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
    content = content_of(file, "TOML" if file.suffix.lower() == ".toml" else "YAML")
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise UsageError(f"`{file}` holds no answers", "a line of it is such as author: Ada")
    return content
