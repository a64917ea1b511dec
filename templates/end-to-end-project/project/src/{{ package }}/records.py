"""What one stage writes down for the next: JSON that a person can read too."""

import json
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """The content of a JSON file."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def write(file: Path, content: dict[str, Any]) -> None:
    """Write a JSON file; the folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
