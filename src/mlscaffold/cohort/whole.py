"""Files that a reader finds as they were, or as they are to be, and never half written."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Put content in a file's place at once, and onto the disk."""
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
