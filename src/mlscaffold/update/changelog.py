"""What a template's CHANGELOG.md says of the versions between two."""

from __future__ import annotations

import re
from pathlib import Path

from mlscaffold.template.versions import is_older

HEADING = re.compile(r"^##+ +\[?v?(\d[^\s\]]*)\]?.*$", re.MULTILINE)


def between(file: Path, old: str, new: str) -> str:
    """The sections of versions after `old`, up to `new`; empty where none are written."""
    if not file.is_file():
        return ""
    text = file.read_text(encoding="utf-8", errors="replace")
    found = list(HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    sections = (
        text[match.start() : end].strip()
        for match, end in zip(found, ends, strict=True)
        if is_older(old, match[1]) and not is_older(new, match[1])
    )
    return "\n\n".join(sections)
