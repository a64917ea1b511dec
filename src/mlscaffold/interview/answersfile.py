"""Answers in a file: YAML, JSON or TOML, or the answers that a project recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlscaffold.errors import UsageError
from mlscaffold.interview.config import read_toml

LARGEST = 10_000_000  # bytes


def load_answers(file: Path) -> dict[str, Any]:
    """What is in a file of answers; what Copier notes about the template begins with `_`."""
    if not file.is_file():
        raise UsageError(f"there is no file `{file}`", "give a file of answers: --answers FILE")
    if file.stat().st_size > LARGEST:
        raise UsageError(f"`{file}` is too large for answers", "give a file of answers")
    content = read_toml(file) if file.suffix.lower() == ".toml" else read_yaml(file)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise UsageError(f"`{file}` holds no answers", "a line of it is such as author: Ada")
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
        raise UsageError(
            f"`{file}` is no YAML{line}", "a line of it is such as author: Ada"
        ) from error
