"""What a user has set for all projects: a file of defaults, presets, and what an interview left."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError

PREFIX = "MLSCAFFOLD_SET_"


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

    file: Path
    answers: dict[str, Any] = field(default_factory=dict)
    git: dict[str, str] = field(default_factory=dict)


def load_config() -> Config:
    """Read `config.toml` of the config folder; without one nothing is set."""
    file = config_folder() / "config.toml"
    if not file.is_file():
        return Config(file)
    content = read_toml(file)
    check_names(file, content, {"answers", "git"})
    git = table(file, content, "git")
    check_names(file, git, {"name", "email"}, "git.")
    return Config(file, table(file, content, "answers"), texts(file, git, git))


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file."""
    try:
        return parsed_toml(file, file.read_bytes())
    except OSError as error:
        message = f"`{file}` cannot be read: {error.strerror}"
        raise UsageError(message, "give a TOML file") from error


def parsed_toml(file: Path | str, content: bytes) -> dict[str, Any]:
    """What bytes say in TOML; the file is for messages."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        message = f"`{file}` cannot be read: it is no UTF-8 text"
        raise UsageError(message, "give a TOML file") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        hint = 'a line of it is such as author = "Ada"'
        raise UsageError(f"`{file}` is no TOML: {error}", hint) from error


def check_names(
    file: Path | str, content: dict[str, Any], known: set[str], where: str = ""
) -> None:
    """Refuse what nobody would read."""
    from mlscaffold.names import nearest

    for name in content.keys() - known:
        near = nearest(name, known)
        hint = (
            f"did you mean `{where}{near}`?" if near else f"it may have {', '.join(sorted(known))}"
        )
        raise UsageError(f"`{file}` has an unknown entry `{where}{name}`", hint)


def texts(file: Path | str, content: dict[str, Any], keys: Iterable[str]) -> dict[str, str]:
    """Those entries, empty where they are not there; refused unless they are texts of one line."""
    for key in keys:
        if not isinstance(content.get(key, ""), str) or not content.get(key, "").isprintable():
            raise UsageError(f"`{file}`: `{key}` is no text", f'such as {key} = "…"')
    return {key: content.get(key, "") for key in keys}


def table(file: Path | str, content: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of a TOML file; empty when it is not there."""
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"`{file}`: `{name}` is no table", f"write [{name}] and its entries below")
    return found


def environment_answers(keys: list[str]) -> dict[str, Any]:
    """Answers in the environment: MLSCAFFOLD_SET_AUTHOR answers `author`."""
    by_name = {key.upper(): key for key in keys}
    found = {}
    for name, value in os.environ.items():
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX)
            found[by_name.get(key.upper(), key.lower())] = value
    return found
