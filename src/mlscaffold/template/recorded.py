"""What a project recorded of its making: template, version and answers."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError

ANSWERS_FILE = ".copier-answers.yml"
MOST = 500_000  # values of an answers file; a table of 1,000 columns has some 20,000
ADOPT = "let `mlscaffold adopt` find them out"


@dataclass(frozen=True)
class Recorded:
    """The template's address and version, and the answers, of a project."""

    folder: Path
    file: str
    address: str
    version: str
    answers: dict[str, Any]

    @property
    def others(self) -> list[str]:
        """Sources of other people's parts."""
        found = self.answers.get("other_parts") or []
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            message = f"`other_parts` in `{self.folder / self.file}` is no list of addresses"
            raise UsageError(message, "correct it, or take it out")
        return found


def read(folder: Path, file: str | None = None) -> Recorded:
    """Read a project's answers file; say which line is wrong, or what is missing."""
    name = file or answers_file(folder)
    try:
        return read_text((folder / name).read_text(encoding="utf-8"), folder, name)
    except UnicodeDecodeError as error:
        raise UsageError(f"`{folder / name}` is not UTF-8 text", ADOPT) from error


def read_text(text: str, folder: Path, name: str) -> Recorded:
    """Read the text of an answers file."""
    facts = parsed(text, folder / name)
    for key in ("_src_path", "_commit"):
        if not isinstance(facts.get(key), str | int | float):
            raise UsageError(f"`{folder / name}` does not say `{key}`", ADOPT)
    answers = {key: value for key, value in facts.items() if not key.startswith("_")}
    return Recorded(folder, name, str(facts["_src_path"]), str(facts["_commit"]), answers)


def stamped(text: str, address: str, version: str) -> str:
    """The text of an answers file with another address and version, where it has an address."""
    import yaml

    entry = r"(?m)^_{}:.*\n?(?:[ \t]+.*\n?)*"  # with the lines that a long one goes on
    facts = ({"_commit": version} if version else {}) | {"_src_path": address}
    # As the filter `to_nice_yaml` writes it, which most templates use.
    origin = yaml.safe_dump(facts, indent=4, allow_unicode=True)
    if re.search(entry.format("src_path"), text):
        text = re.sub(entry.format("commit"), "", text)
    return re.sub(entry.format("src_path"), lambda _: origin, text, count=1)


def answers_file(folder: Path) -> str:
    """The one answers file of a project."""
    if (folder / ANSWERS_FILE).is_file():
        return ANSWERS_FILE
    found = sorted(file.name for file in folder.glob(".copier-answers*.y*ml"))
    if len(found) == 1:
        return found[0]
    if found:
        hint = f"choose one of {', '.join(found)} with --answers-file"
        raise UsageError(f"`{folder}` has several answers files", hint)
    hint = f"give a project's folder; if it is one, {ADOPT}"
    raise UsageError(f"`{folder}` has no {ANSWERS_FILE}", hint)


def check_finite(value: Any) -> None:
    """Raise ValueError for YAML of which a few lines with aliases stand for endlessly many values."""
    waiting = [value]
    for _ in range(MOST):
        if not waiting:
            return
        last = waiting.pop()
        inner = [*last, *last.values()] if isinstance(last, dict) else last
        waiting += inner if isinstance(inner, list | tuple) else ()
    raise ValueError("it holds too much")


def parsed(text: str, file: Path) -> dict[str, Any]:
    """The facts in an answers file."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # columns make it long
    if re.search("^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
        hint = "keep one side of each, then try again"
        raise UsageError(f"`{file}` has conflict markers in it", hint)
    try:
        facts = yaml.load(text, Loader=loader)  # a safe loader either way
        check_finite(facts)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise UsageError(f"`{file}` is not valid YAML{where}", f"correct it, or {ADOPT}") from error
    if not isinstance(facts, dict):
        raise UsageError(f"`{file}` holds no answers", ADOPT)
    return {str(key): value for key, value in facts.items()}
