"""Presets: a file of answers for many projects, such as those of a course."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import check_names, config_folder, read_toml, table
from mlscaffold.names import nearest

TEXTS = ("title", "template", "version")
LISTS = {"hidden": "questions", "parts": "parts"}


@dataclass(frozen=True)
class Preset:
    """Answers proposed, answers locked, questions that are hidden, all parts; which template."""

    file: Path
    title: str = ""
    template: str = ""
    version: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    locked: dict[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    parts: tuple[str, ...] | None = None

    @property
    def source(self) -> str:
        """The template's address; a path that begins with a dot is seen from the preset."""
        relative = self.template.startswith(("./", "../"))
        return str((self.file.parent / self.template).resolve()) if relative else self.template


def load_preset(name: str) -> Preset:
    """The preset in a file, or of that name in the config folder."""
    file = find(name)
    content = read_toml(file)
    check_names(file, content, {*TEXTS, *LISTS, "answers", "locked"})
    for key in TEXTS:
        if not isinstance(content.get(key, ""), str) or not content.get(key, "").isprintable():
            raise UsageError(f"`{file}`: `{key}` is no text", f'such as {key} = "…"')
    lists: dict[str, Any] = {
        key: tuple(content[key]) for key in LISTS if is_list(file, content, key)
    }
    answers, locked = table(file, content, "answers"), table(file, content, "locked")
    if both := answers.keys() & locked.keys():
        raise UsageError(f"`{file}`: `{min(both)}` is in [answers] and in [locked]", "keep one")
    texts = {key: content.get(key, "") for key in TEXTS}
    return Preset(file, **texts, **lists, answers=answers, locked=locked)


def is_list(file: Path, content: dict[str, Any], key: str) -> bool:
    """Whether there is a list of that name; refused if it is none of texts."""
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UsageError(f"`{file}`: `{key}` is no list of {LISTS[key]}", 'such as ["tracking"]')
    return key in content


def find(name: str) -> Path:
    """Where a preset lies: a path, or a name in the config folder."""
    if not name.strip() or not name.isprintable():
        raise UsageError(f"{name!r} is no preset", "give a file, or the name of one of yours")
    named = config_folder() / "presets" / f"{name}.toml"
    is_path = name.endswith(".toml") or "/" in name or "\\" in name
    if not is_path and named.is_file():
        return named
    if Path(name).expanduser().is_file():
        return Path(name).expanduser()
    if is_path:
        raise UsageError(f"there is no preset `{name}`", "give a TOML file that exists")
    near = nearest(name, names())
    known = f"yours: {', '.join(names())}" if names() else f"presets lie in {named.parent}"
    raise UsageError(f"there is no preset `{name}`", f"did you mean `{near}`?" if near else known)


def names() -> list[str]:
    """The names of the user's own presets."""
    return sorted(file.stem for file in (config_folder() / "presets").glob("*.toml"))
