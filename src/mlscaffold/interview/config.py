"""What a user has set for all projects: a file of defaults, the environment; where they lie."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.names import did_you_mean

PREFIX = "MLSCAFFOLD_SET_"
SUCH_AS = {"TOML": 'author = "Ada"', "YAML": "author: Ada"}
# What an entry may be, and how it is written.
FORMS = {
    "text": 'such as {} = "…"',
    "table": "write [{}] and its entries below",
    "list of parts": 'such as {} = ["tracking"]',
    "list of questions": 'such as {} = ["author"]',
}


def config_folder() -> Path:
    """Where the user's own settings lie."""
    from platformdirs import user_config_path

    return Path(os.environ.get("MLSCAFFOLD_CONFIG") or user_config_path("mlscaffold", False))


def state_folder() -> Path:
    """Where an interview that was left, and the log of the last run, are kept."""
    from platformdirs import user_state_path

    return Path(os.environ.get("MLSCAFFOLD_STATE") or user_state_path("mlscaffold", False))


@dataclass(frozen=True)
class Config:
    """The user's defaults, and who they are for git where git does not know."""

    file: Path = Path()
    answers: dict[str, Any] = field(default_factory=dict)
    git: dict[str, str] = field(default_factory=dict)


def load_config() -> Config:
    """Read `config.toml` of the config folder; without one nothing is set."""
    file = config_folder() / "config.toml"
    if not file.is_file():
        return Config(file)
    content = checked(file, content_of(file), {"answers": "table", "git": "table"})
    checked(f"{file} [git]", content.get("git", {}), {"name": "text", "email": "text"})
    return Config(file, **content)


def content_of(file: Path, language: str = "TOML") -> Any:
    """What a file says in TOML or YAML, of which JSON is a part. Raises UsageError."""
    try:
        return parsed(file, file.read_bytes(), language)
    except OSError as error:
        raise UsageError(f"`{file}` cannot be read: {error.strerror}", "check the path") from error


def parsed(file: Path | str, content: bytes, language: str = "TOML") -> Any:
    """What bytes say; the file is for messages. Raises UsageError."""
    from yaml import YAMLError, safe_load

    try:
        text = content.decode("utf-8")
        return tomllib.loads(text) if language == "TOML" else safe_load(text)
    except UnicodeDecodeError as error:
        raise UsageError(f"`{file}` is no UTF-8 text", "save it as UTF-8") from error
    except (YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        why = f" (line {mark.line + 1})" if mark else f": {' '.join(str(error).split())}"
        hint = f"a line of it is such as {SUCH_AS[language]}"
        raise UsageError(f"`{file}` is no {language}{why}", hint) from error


def checked(
    file: Path | str, content: dict[str, Any], entries: Mapping[str, str]
) -> dict[str, Any]:
    """The entries of a file; refused where one is unknown, or not what it may be."""
    for name, found in content.items():
        if name not in entries:
            hint = did_you_mean(name, entries, f"it may have {', '.join(sorted(entries))}")
            raise UsageError(f"`{file}` has an unknown entry `{name}`", hint)
        if not fits(found, entries[name]):
            hint = FORMS[entries[name]].format(name)
            raise UsageError(f"`{file}`: `{name}` is no {entries[name]}", hint)
    return content


def fits(found: Any, form: str) -> bool:
    """Whether an entry is what it may be; a text has one line."""
    if form == "text":
        return isinstance(found, str) and found.isprintable()
    if form == "table":
        return isinstance(found, dict)
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def environment_answers(keys: list[str]) -> dict[str, Any]:
    """Answers in the environment: MLSCAFFOLD_SET_AUTHOR answers `author`."""
    by_name = {key.upper(): key for key in keys}
    said = {k.removeprefix(PREFIX): v for k, v in os.environ.items() if k.startswith(PREFIX)}
    return {by_name.get(name.upper(), name.lower()): value for name, value in said.items()}


def in_words(value: Any) -> str:
    """A value as a person would write it, and `--set` takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
