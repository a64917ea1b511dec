"""Text that a run writes into a document stands between two markers; the rest is the author's."""

from pathlib import Path


class MarkerError(ValueError):
    """A document's markers are missing or out of order."""


def fill(file: Path, name: str, content: str) -> None:
    """Replace what stands between `<!-- name:start -->` and `<!-- name:end -->`."""
    text = file.read_text(encoding="utf-8")
    start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
    if text.count(start) != 1 or text.count(end) != 1 or text.index(end) < text.index(start):
        raise MarkerError(f"{file}: write one line {start} and, below it, one line {end}")
    before, rest = text.split(start)
    after = rest.split(end)[1]
    file.write_text(f"{before}{start}\n{content.strip()}\n{end}{after}", encoding="utf-8")
